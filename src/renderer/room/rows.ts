import type { AgentId, MessageId, Seq, TurnId } from '#shared/events/ids.ts';
import type { Move } from '#shared/events/vocabulary.ts';
import type { AgentLane, Lanes, Span } from '#shared/projections/lanes.ts';
import type { List } from '#shared/projections/list.ts';
import type { Transcript, TranscriptEntry } from '#shared/projections/transcript.ts';
import type { LogIndex } from '../state/log-index.ts';
import type { Selection } from '../state/route.ts';

/** A turn that is under way at the playhead. */
export type OpenTurn = {
  readonly kind: 'open';
  readonly turn: TurnId;
  readonly attempt: number;
  readonly agent: AgentId;
  readonly seat: number;
  readonly from: number;
};

/** What the transcript shows: the entries, then a row for each turn under way, the one that began first on top. */
export type Row = TranscriptEntry | OpenTurn;

export function openTurnsOf({ agents }: Lanes): readonly OpenTurn[] {
  const open: OpenTurn[] = [];
  for (const lane of agents) {
    const span = lane.spans.at(-1);
    if (span?.outcome === 'open') open.push(openTurn(lane, span));
  }
  return open.toSorted((one, other) => one.turn - other.turn);
}

const openTurn = ({ agent, seat }: AgentLane, { turn, attempt, from }: Span): OpenTurn => ({
  kind: 'open',
  turn,
  attempt,
  agent,
  seat,
  from,
});

export const rowAt = (entries: List<TranscriptEntry>, open: readonly OpenTurn[], index: number): Row | undefined =>
  index < entries.length ? entries.at(index) : open[index - entries.length];

/** How many messages stand from `from` on: what is new below the place where one reads. */
export function messagesSince(entries: List<TranscriptEntry>, from: number): number {
  let count = 0;
  for (let index = from; index < entries.length; index += 1) if (entries.at(index)?.kind === 'message') count += 1;
  return count;
}

/** What the row is when it is picked out. */
export function selectionOfRow(row: Row): Selection {
  if (row.kind === 'message') return { kind: 'message', message: row.message };
  if (row.kind === 'line') return { kind: 'event', seq: row.seq };
  return { kind: 'turn', turn: row.turn };
}

/** The row in which what is picked out stands; undefined where it is not in the transcript at the playhead. */
export function rowOfSelection(state: Transcript, open: readonly OpenTurn[], selection: Selection): number | undefined {
  if (selection.kind === 'agent') return undefined;
  if (selection.kind === 'message') return state.byMessage.get(selection.message);
  if (selection.kind === 'event') return indexOfSeq(state.entries, selection.seq);
  const said = state.byMessage.get(`m${selection.turn}` as MessageId);
  if (said !== undefined) return said;
  const under = open.findIndex(({ turn }) => turn === selection.turn);
  if (under !== -1) return state.entries.length + under;
  return lastIndexWhere(state.entries, (entry) => 'turn' in entry && entry.turn === selection.turn);
}

/** Entries stand in the order of their seq. */
function indexOfSeq(entries: List<TranscriptEntry>, seq: Seq): number | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries.at(middle)?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return entries.at(low)?.seq === seq ? low : undefined;
}

function lastIndexWhere(entries: List<TranscriptEntry>, is: (entry: TranscriptEntry) => boolean): number | undefined {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries.at(index);
    if (entry !== undefined && is(entry)) return index;
  }
  return undefined;
}

/** What a turn under way is doing, as far as the log can tell it. Only a recording knows its stages: there the end is written already. */
export type Doing = { readonly words: string; readonly move?: Move };

/** `at`: the playhead's time. `written`: what the turn has written so far. */
export function doingOf(
  log: LogIndex,
  row: OpenTurn,
  { at, written }: { readonly at: number; readonly written: string },
): Doing {
  const ended = log.turn(row.turn)?.ended;
  const again = row.attempt === 1 ? '' : `, attempt ${row.attempt}`;
  const known = ended !== undefined && ended.data.attempt === row.attempt ? ended.data : undefined;
  const move = known?.decision.menu[known.decision.chosen];
  if (written !== '') {
    const count = written.trim().split(/\s+/u).length;
    return {
      words: `writing · ${count} ${count === 1 ? 'word' : 'words'}${again}`,
      ...(move === undefined ? {} : { move }),
    };
  }
  if (known === undefined) return { words: `reading and deciding${again}` };
  const { queued, prefill, decide } = known.stages;
  const since = at - row.from;
  if (since < queued) return { words: `waiting for a free place${again}` };
  if (since < queued + prefill) return { words: `reading its prompt${again}` };
  if (since < queued + prefill + decide) return { words: `choosing what to do${again}` };
  return { words: `about to write${again}`, ...(move === undefined ? {} : { move }) };
}
