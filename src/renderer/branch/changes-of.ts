import type { Change } from '#shared/events/fork.ts';
import type { MessageId } from '#shared/events/ids.ts';
import type { RunSetup, Sampler, Seat } from '#shared/events/setup.ts';
import { draftOf } from '../compose/draft.ts';
import { setupOf } from '../compose/setup-of.ts';

/** What shall become of a message, as it is typed; `key` stays the same while it is. */
export type MessageDraft =
  | {
      readonly key: string;
      readonly kind: 'edit' | 'drop' | 'retract';
      readonly message: MessageId;
      /** The new words of an edit. */
      readonly text: string;
      /** Its words as they are. */
      readonly before: string;
    }
  | {
      readonly key: string;
      readonly kind: 'insert';
      readonly text: string;
      /** `all`, or the name of a seat behind `@`. */
      readonly to: string;
      readonly act: 'inform' | 'ask' | 'propose';
    };

/**
 * The changes by which a branch differs from its parent at the fork, the setup first and then the messages. Of the setup only what a fork
 * can change is looked at. Both setups are read through the form, so that what it writes in another way is no change.
 */
export function changesOf(
  before: RunSetup,
  after: RunSetup,
  messages: readonly MessageDraft[] = [],
): readonly Change[] {
  const read = setupOf(draftOf(before));
  return [...setupChanges(read.ok ? read.value : before, after), ...messages.flatMap(messageChange)];
}

function setupChanges(before: RunSetup, after: RunSetup): readonly Change[] {
  const { turns } = after.budget;
  return [
    ...(after.mode === before.mode ? [] : [{ kind: 'mode', mode: after.mode } as const]),
    ...(after.cadence === before.cadence || after.mode !== 'peers'
      ? []
      : [{ kind: 'cadence', cadence: after.cadence } as const]),
    ...(isSame(after.visibility, before.visibility)
      ? []
      : [{ kind: 'visibility', visibility: after.visibility } as const]),
    ...(after.seed === before.seed ? [] : [{ kind: 'seed', seed: after.seed } as const]),
    ...(after.exact === before.exact ? [] : [{ kind: 'exact', exact: after.exact } as const]),
    ...(turns === before.budget.turns ? [] : [{ kind: 'budget', turns } as const]),
    ...before.seats.flatMap((seat) => {
      const next = after.seats.find(({ name }) => name === seat.name);
      return next === undefined ? [] : seatChange(seat, next);
    }),
  ];
}

function seatChange(before: Seat, after: Seat): readonly Change[] {
  const sampler = Object.fromEntries(
    (Object.entries(after.sampler) as [keyof Sampler, number][]).filter(
      ([name, value]) => before.sampler[name] !== value,
    ),
  );
  const change = {
    ...(after.model === before.model ? {} : { model: after.model }),
    ...(after.role === before.role ? {} : { role: after.role }),
    ...(Object.keys(sampler).length === 0 ? {} : { sampler }),
  };
  return Object.keys(change).length === 0 ? [] : [{ kind: 'seat', seat: before.name, ...change }];
}

/** Words that are as they were, and an arbiter's word that is not written, change nothing. */
function messageChange(draft: MessageDraft): readonly Change[] {
  switch (draft.kind) {
    case 'edit':
      return draft.text === draft.before ? [] : [{ kind: 'edit', message: draft.message, text: draft.text }];
    case 'drop':
    case 'retract':
      return [{ kind: draft.kind, message: draft.message }];
    case 'insert': {
      const { text, to, act } = draft;
      if (text.trim() === '') return [];
      return [{ kind: 'insert', text, act, to: to === 'all' ? 'all' : [to.slice(1)] }];
    }
    default:
      return draft satisfies never;
  }
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
