import type { EventIn, EventOf } from '../events/event.ts';
import { seq as seqOf, type Seq, type TurnId } from '../events/ids.ts';
import type { LineageEntry } from '../events/vocabulary.ts';
import { holdsText } from './open-turns.ts';
import { agentNamed, changeAgent, type MessageView, type Owned, type TurnView } from './run.ts';

type TurnEvent = EventIn<'v1.turn.started' | 'v1.turn.ended' | 'v1.turn.abandoned'>;

/** What an event about a turn does to the run, in place. */
export function foldTurn(state: Owned, event: TurnEvent): void {
  const before = state.turns[event.data.turn - 1];
  switch (event.type) {
    case 'v1.turn.started':
      state.turns[event.data.turn - 1] = started(event, before);
      state.steppedAt = undefined;
      break;
    case 'v1.turn.ended':
      if (before !== undefined)
        state.turns[event.data.turn - 1] = { ...before, state: event.data.outcome, changedAt: event.seq };
      committed(state, event, before);
      break;
    case 'v1.turn.abandoned': {
      const crashes = (before?.crashes ?? 0) + (event.data.failure.kind === 'interrupted' ? 0 : 1);
      const turn = before ?? unstarted(event);
      if (turn === undefined) break;
      const { attempt } = event.data;
      state.turns[event.data.turn - 1] = { ...turn, attempt, state: 'abandoned', changedAt: event.seq, crashes };
      break;
    }
    default:
      event satisfies never;
  }
}

/** For a reader that asks no more what stood in the prompts of turns that are over: they would be most of what it keeps. */
export function forgetPrompt(state: Owned, turn: TurnId): void {
  const known = state.turns[turn - 1];
  if (known !== undefined && known.state !== 'open') state.turns[turn - 1] = { ...known, holds: [] };
}

function started({ seq, data }: EventOf<'v1.turn.started'>, before: TurnView | undefined): TurnView {
  return {
    turn: data.turn,
    agent: data.agent,
    round: data.round,
    attempt: data.attempt,
    purpose: data.purpose,
    startedAt: before?.startedAt ?? seq,
    groundEnd: seqOf((data.before ?? lastSource(data.lineage) + 1) - 1),
    holds: sourcesIn(data.lineage),
    state: 'open',
    changedAt: seq,
    crashes: before?.crashes ?? 0,
  };
}

/** A turn whose first attempt was lost before it began. */
function unstarted({ seq, data }: EventOf<'v1.turn.abandoned'>): TurnView | undefined {
  if (data.unstarted === undefined) return undefined;
  const { round, before, purpose } = data.unstarted;
  const { turn, agent, attempt } = data;
  const place = { startedAt: seq, groundEnd: seqOf(before - 1), changedAt: seq };
  return { turn, agent, round, attempt, purpose, ...place, holds: [], state: 'abandoned', crashes: 0 };
}

/** What a turn that ended has read, and what it cost. */
function committed(state: Owned, { data }: EventOf<'v1.turn.ended'>, turn: TurnView | undefined): void {
  const tokens = data.counts.evaluated + data.counts.written;
  state.tokens += tokens;
  const agent = agentNamed(state, data.agent);
  if (agent === undefined) return;
  const now = [
    ...(turn?.holds ?? []),
    ...sourcesIn(data.decision.lineage ?? []),
    ...sourcesIn(data.speech?.lineage ?? []),
  ];
  const read = new Set(now.map((words) => messageOf(state.messages, words)?.message));
  const move = data.decision.menu[data.decision.chosen];
  const pulled = data.outcome === 'read' && move?.inReplyTo !== undefined ? [move.inReplyTo] : [];
  changeAgent(state, data.agent, {
    unread: agent.unread.filter((message) => !read.has(message)),
    pulled: [...agent.pulled, ...pulled],
    turns: agent.turns + 1,
    tokens: agent.tokens + tokens,
  });
}

/** The message that these words were ever those of: an edit is no new mail, so one whose old words were read is read. */
function messageOf(messages: readonly MessageView[], words: Seq): MessageView | undefined {
  const has = ({ source, earlier = [] }: MessageView): boolean => source === words || earlier.includes(words);
  // Most words stand where their message became public, and messages are in that order.
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.seq ?? 0) < words) low = middle + 1;
    else high = middle;
  }
  const there = messages[low];
  return there !== undefined && has(there) ? there : messages.findLast(has);
}

const sourcesIn = (lineage: readonly LineageEntry[]): readonly Seq[] =>
  lineage.flatMap((entry) => (entry.source !== undefined && holdsText(entry) ? [entry.source] : []));

const lastSource = (lineage: readonly LineageEntry[]): number =>
  Math.max(0, ...lineage.filter((entry) => entry.part === 'ground').map((entry) => entry.source ?? 0));
