import { useEffect, useRef, useState } from 'react';
import { SCENARIO_LIMITS } from '#shared/scenario/parse-scenario.ts';
import { Button } from '../ui/button.tsx';
import type { Models } from '../models/use-models.ts';
import { addSeat, duplicateSeat, moveSeat, removeSeat, restoreSeat } from './draft-edits.ts';
import { Section } from './section.tsx';
import { SeatCard, type SeatDo } from './seat-card.tsx';
import { controlId, useForm } from './use-form.ts';
import { useListener } from './use-listener.ts';

/** Who sits at the table, in order. */
export function SeatsSection({ models }: { readonly models: Models['models'] }) {
  const { draft, edit, problemOf } = useForm();
  const { seats } = draft;
  const list = useRef<HTMLOListElement>(null);
  const { act, said, focus } = useSeatActs();
  useListener(list, 'keydown', (event) => {
    const { key, altKey, target } = event;
    if (!altKey || (key !== 'ArrowUp' && key !== 'ArrowDown') || !(target instanceof Element)) return;
    const seat = target.closest('[data-seat]')?.getAttribute('data-seat');
    if (typeof seat !== 'string') return;
    event.preventDefault();
    act(seat, key === 'ArrowUp' ? 'up' : 'down');
  });
  const full = seats.length >= SCENARIO_LIMITS.seats;
  return (
    <Section
      title="Seats"
      hint="In the order of the table; the first seat coordinates a hierarchy and stands in for a single agent."
    >
      <ol ref={list} className="flex flex-col gap-3">
        {seats.map((seat, index) => (
          <SeatCard key={seat.key} seat={seat} index={index} models={models} onDo={act} />
        ))}
      </ol>
      {problemOf('seats') !== undefined && <p className="text-[12px] text-bad">{problemOf('seats')}</p>}
      <div className="flex items-center gap-3">
        <Button
          disabled={full}
          onClick={() => {
            edit(addSeat);
            focus(controlId(`seats[${seats.length}].name`));
          }}
        >
          Add a seat
        </Button>
        <span className="text-[12px] text-dim">
          {full ? `${SCENARIO_LIMITS.seats} seats are the most.` : 'Alt+↑ and Alt+↓ move the seat you are in.'}
        </span>
        <output className="sr-only">{said}</output>
      </div>
    </Section>
  );
}

/** What is done with a seat, told to who cannot see it, and where the focus goes then. */
function useSeatActs() {
  const { draft, edit } = useForm();
  const { seats } = draft;
  const [said, setSaid] = useState('');
  const focus = useFocusAfter();
  const move = (key: string, at: number, by: -1 | 1): void => {
    const to = at + by;
    if (to < 0 || to >= seats.length) return;
    edit(moveSeat(key, by));
    setSaid(`${seats[at]?.name ?? ''} is now seat ${to + 1} of ${seats.length}.`);
    const inside = document.activeElement?.id ?? '';
    const own = `${controlId(`seats[${at}]`)}.`;
    // A field keeps the focus under its new path; a button at the end of the table is off and cannot have it.
    const button = to === 0 ? 'down' : to === seats.length - 1 ? 'up' : by === -1 ? 'up' : 'down';
    focus(
      inside.startsWith(own) ? `${controlId(`seats[${to}]`)}.${inside.slice(own.length)}` : `seat-${key}-${button}`,
    );
  };
  const act = (key: string, what: SeatDo): void => {
    const at = seats.findIndex((seat) => seat.key === key);
    if (what === 'up' || what === 'down') move(key, at, what === 'up' ? -1 : 1);
    else if (what === 'duplicate') {
      edit(duplicateSeat(key));
      focus(controlId(`seats[${at + 1}].name`));
    } else if (seats.length > 1) {
      const name = seats[at]?.name.trim() ?? '';
      edit(removeSeat(key), {
        words: `${name === '' ? 'The seat' : name} was removed.`,
        edit: restoreSeat(key, draft),
        lasting: true,
      });
      focus(controlId(`seats[${Math.min(at, seats.length - 2)}].name`));
    }
  };
  return { act, said, focus };
}

/** Focuses a control by its id once what was changed is drawn. */
function useFocusAfter(): (id: string) => void {
  const wanted = useRef<string>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    document.getElementById(wanted.current)?.focus();
    wanted.current = undefined;
  });
  return (id) => {
    wanted.current = id;
  };
}
