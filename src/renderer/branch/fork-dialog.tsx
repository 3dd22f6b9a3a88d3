import { useMemo, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { Seq } from '#shared/events/ids.ts';
import { settledAt } from '#shared/projections/settled-at.ts';
import { Refusal } from '../room/refusal.tsx';
import { openTurnsOf } from '../room/rows.ts';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { RadioField } from '../ui/field-radios.tsx';
import type { BranchAt } from './branch-asked.ts';
import { ForkForm } from './fork-form.tsx';
import { placesOf } from './fork-places.ts';

type Props = { readonly asked: BranchAt; readonly onClose: () => void };
type Place = 'here' | 'after' | 'before';

/** Leaves the run at a moment, with changes: another run begins there, and the window goes to it. */
export function ForkDialog({ asked, onClose }: Props) {
  const { session, turn } = asked;
  const places = useMemo(() => knownPlaces(asked), [asked]);
  const [place, setPlace] = useState<Place>(places[0]?.place ?? 'here');
  const at = places.find((own) => own.place === place)?.at ?? asked.head;
  const moment = useMemo(() => session.momentAt(at), [session, at]);
  const open = openTurnsOf(moment.lanes);
  const title = session.store.getState().row?.title ?? moment.transcript.title;
  return (
    <DialogFrame
      title="Fork here"
      description={
        <>
          Leaves “<bdi dir="auto">{visibleLine(title)}</bdi>” after event {at}
          {turn === undefined ? '' : place === 'before' ? `, before turn ${turn}` : `, at turn ${turn}`}. The run itself
          stays as it is; another begins with its past and goes its own way.
        </>
      }
      onClose={onClose}
      wide
    >
      {places.length > 1 && (
        <RadioField
          id="fork-place"
          label="Where it leaves"
          value={place}
          choices={places.map((own) => ({ value: own.place, label: `${own.words} (event ${own.at})` }))}
          onChange={setPlace}
        />
      )}
      {open.length > 0 && (
        <p className="text-[12px] text-dim">
          Under way there: {open.length === 1 ? 'turn' : 'turns'} {open.map((own) => own.turn).join(', ')}. The branch
          takes {open.length === 1 ? 'it' : 'them'} anew from the beginning.
        </p>
      )}
      {moment.setup === undefined ? (
        <Refusal text="The run has not begun at this moment; fork it after its first event." />
      ) : (
        <ForkForm asked={asked} at={at} moment={moment} setup={moment.setup} onClose={onClose} />
      )}
    </DialogFrame>
  );
}

type KnownPlace = { readonly place: Place; readonly at: Seq; readonly words: string };

/** A moment that was picked first, then the moments of the turn that it is about; each event once. */
function knownPlaces({ session, turn, at, head }: BranchAt): readonly KnownPlace[] {
  const { events } = session.log;
  const of = turn === undefined ? undefined : placesOf(events, turn);
  const all: readonly (KnownPlace | undefined)[] = [
    at === undefined
      ? undefined
      : { place: 'here', at: settledAt(events, at), words: at === head ? 'At the playhead' : 'After this line' },
    of?.after === undefined ? undefined : { place: 'after', at: of.after, words: `After turn ${turn}` },
    of?.before === undefined ? undefined : { place: 'before', at: of.before, words: `Before turn ${turn}` },
  ];
  const known = all.filter((own) => own !== undefined);
  return known.filter((own, index) => known.findIndex((other) => other.at === own.at) === index);
}
