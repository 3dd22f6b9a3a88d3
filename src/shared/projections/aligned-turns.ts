import type { AnyEvent, EventIn, EventOf } from '../events/event.ts';
import { nameOf, type MessageId, type Seq } from '../events/ids.ts';
import type { Act } from '../events/setup.ts';

/** What one run did in its turn of this number. */
export type AlignedTurn = {
  /** Where the turn ended. */
  readonly seq: Seq;
  readonly name: string;
  readonly outcome: EventOf<'v1.turn.ended'>['data']['outcome'];
  readonly act: Act;
  /** Its words; where they were edited, those that all have in front since then. */
  readonly text: string;
  /** What became of the words after they were said. */
  readonly changed?: 'edited' | 'retracted' | 'dropped';
  /** Tokens; undefined where they were not recorded. */
  readonly written: number | undefined;
  /** What it said: where that stands in the log, and its gist. Absent where nothing came of the turn. */
  readonly said?: { readonly message: MessageId; readonly seq: Seq; readonly gist: string };
};

/** The turns of this number, a place for each run; undefined where a run has none that was committed. */
export type AlignedRow = {
  readonly turn: number;
  readonly turns: readonly (AlignedTurn | undefined)[];
  /** Whether all runs have it, by one seat, with one act, word for word, and nothing else became of it. */
  readonly same: boolean;
};

/** Runs side by side, aligned by the number of the turn: in rounds and floors the same number is the same place at the table. */
export function alignedTurns(runs: readonly Iterable<AnyEvent>[]): readonly AlignedRow[] {
  const columns = runs.map(turnsOf);
  const numbers = [...new Set(columns.flatMap((column) => [...column.keys()]))].toSorted((one, other) => one - other);
  return numbers.map((turn) => {
    const turns = columns.map((column) => column.get(turn));
    return { turn, turns, same: isSame(turns) };
  });
}

/** The first turn that differs; undefined where all turns are the same. */
export const firstDifference = (rows: readonly AlignedRow[]): AlignedRow | undefined => rows.find(({ same }) => !same);

/** A log of another program has no turns: there each message of a seat is one. */
function turnsOf(events: Iterable<AnyEvent>): ReadonlyMap<number, AlignedTurn> {
  const turns = new Map<number, AlignedTurn>();
  for (const event of events) {
    if (event.type === 'v1.turn.ended') {
      const { turn, agent, outcome, decision, text, counts } = event.data;
      const act = decision.menu[decision.chosen]?.act ?? 'pass';
      turns.set(turn, { seq: event.seq, name: nameOf(agent), outcome, act, text, written: counts.written });
    }
    if (event.type === 'v1.message.sent' || event.type === 'v1.message.held') addSaid(turns, event);
    if (event.type === 'v1.message.edited') change(turns, event.data.message, { ...event.data, changed: 'edited' });
    if (event.type === 'v1.message.retracted') change(turns, event.data.message, { changed: 'retracted' });
    if (event.type === 'v1.message.dropped') change(turns, event.data.message, { changed: 'dropped' });
  }
  return turns;
}

type Change = {
  readonly changed: AlignedTurn['changed'] & string;
  readonly body?: string;
  readonly gist?: string;
};

function change(turns: Map<number, AlignedTurn>, message: MessageId, { changed, body, gist }: Change): void {
  const [number, turn] = [...turns].find(([, own]) => own.said?.message === message) ?? [];
  if (number === undefined || turn?.said === undefined) return;
  const said = { ...turn.said, gist: gist ?? turn.said.gist };
  turns.set(number, { ...turn, text: body ?? turn.text, said, changed });
}

function addSaid(turns: Map<number, AlignedTurn>, { seq, data }: EventIn<'v1.message.sent' | 'v1.message.held'>): void {
  const { message, from, act, gist, body } = data;
  if (from === 'arbiter') return;
  const turn = data.turn ?? Number(message.slice(1));
  const said = { message, seq, gist };
  const ended = turns.get(turn) ?? { seq, name: nameOf(from), outcome: 'spoke', act, text: body, written: undefined };
  turns.set(turn, { ...ended, said });
}

function isSame([first, ...others]: AlignedRow['turns']): boolean {
  if (first === undefined) return false;
  return others.every(
    (own) =>
      own !== undefined &&
      own.name === first.name &&
      own.act === first.act &&
      own.text === first.text &&
      own.changed === first.changed,
  );
}
