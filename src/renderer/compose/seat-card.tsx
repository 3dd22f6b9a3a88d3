import type { ReactNode } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { Models } from '../models/use-models.ts';
import { Button } from '../ui/button.tsx';
import { laneColour } from '../ui/lane-colour.ts';
import type { SeatDraft } from './draft.ts';
import { editSeat } from './draft-edits.ts';
import { SeatDetails } from './seat-details.tsx';
import { SeatModel } from './seat-model.tsx';
import { Typed } from './typed.tsx';
import { useForm } from './use-form.ts';

export type SeatDo = 'up' | 'down' | 'duplicate' | 'remove';

type Props = {
  readonly seat: SeatDraft;
  readonly index: number;
  readonly models: Models['models'];
  readonly onDo: (key: string, what: SeatDo) => void;
};

/** One seat: who it is, with which model, and how it leans. */
export function SeatCard({ seat, index, models, onDo }: Props) {
  const { edit } = useForm();
  const change = (part: Partial<SeatDraft>): void => edit(editSeat(seat.key, part));
  const path = `seats[${index}]`;
  const title = `seat-${seat.key}-title`;
  return (
    <li data-seat={seat.key}>
      <fieldset
        aria-labelledby={title}
        className="flex flex-col gap-3 rounded-card border border-line bg-panel p-3"
        style={{ borderLeft: `3px solid ${laneColour(index)}` }}
      >
        <div className="flex items-center gap-1">
          <h3 id={title} className="min-w-0 flex-1 truncate text-[12.5px] font-medium">
            <span className="text-dim">Seat {index + 1}</span> <bdi dir="auto">{visibleLine(seat.name)}</bdi>
          </h3>
          <SeatButtons seat={seat} index={index} onDo={onDo} />
        </div>
        <div className="grid grid-cols-1 gap-3 sm:grid-cols-[minmax(120px,1fr)_2fr]">
          <Typed field={`${path}.name`} label="Name" value={seat.name} onChange={(name) => change({ name })} />
          <SeatModel path={path} seat={seat} models={models} onChange={(model) => change({ model })} />
        </div>
        <Typed
          field={`${path}.role`}
          label="Role"
          long
          placeholder="Who it is, in a sentence or two: what it knows and what it fears."
          value={seat.role}
          onChange={(role) => change({ role })}
        />
        <SeatDetails path={path} seat={seat} onChange={change} />
      </fieldset>
    </li>
  );
}

function SeatButtons({ seat, index, onDo }: Omit<Props, 'models'>) {
  const { draft } = useForm();
  const last = draft.seats.length - 1;
  const name = seat.name === '' ? `seat ${index + 1}` : visibleLine(seat.name);
  const all: readonly (readonly [what: SeatDo, sign: ReactNode, label: string, off: boolean])[] = [
    ['up', '↑', `Move ${name} up`, index === 0],
    ['down', '↓', `Move ${name} down`, index === last],
    ['duplicate', <TwoSheets key="sheets" />, `Duplicate ${name}`, false],
    ['remove', '✕', `Remove ${name}`, last === 0],
  ];
  return all.map(([what, sign, label, off]) => (
    <Button
      key={what}
      id={`seat-${seat.key}-${what}`}
      kind="quiet"
      aria-label={label}
      title={label}
      disabled={off}
      onClick={() => onDo(seat.key, what)}
      className="w-7 px-0"
    >
      <span aria-hidden>{sign}</span>
    </Button>
  ));
}

const TwoSheets = () => (
  <svg aria-hidden width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor">
    <rect x="0.5" y="0.5" width="8" height="8" rx="1.5" />
    <rect x="3.5" y="3.5" width="8" height="8" rx="1.5" />
  </svg>
);
