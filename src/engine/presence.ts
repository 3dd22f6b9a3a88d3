import type { AgentId, Seq } from '#shared/events/ids.ts';
import { expiryKey, type AgentView, type MessageView, type RunView, type TurnView } from '#shared/projections/run.ts';
import { DATED } from './dialogue.ts';
import { peerName } from './naming.ts';

/** So many peers an agent is told about at most. */
export const PRESENCE_LINES = 3;

/**
 * Receipts in place of nudges: what the peers are doing that owe `agent` an answer to an ask or a challenge, the newest first, one line
 * each. Counts and turns only, as they were before `before`, so that a turn that is tried again is told the same. They wake nobody.
 */
export function presenceLines(view: RunView, agent: AgentView, before: Seq): readonly string[] {
  const told = new Set<AgentId>();
  const lines: string[] = [];
  for (const message of view.messages.toReversed()) {
    if (message.from !== agent.agent || message.seq >= before || !isAsking(message)) continue;
    for (const peer of peersAsked(view, message)) {
      if (lines.length === PRESENCE_LINES) return lines;
      if (told.has(peer.agent) || !awaits(view, message, { agent: peer.agent, before })) continue;
      told.add(peer.agent);
      const line = lineAbout(view, { peer, message }, before);
      if (line !== undefined) lines.push(line);
    }
  }
  return lines;
}

/**
 * Whether somebody still waits for what `agent` has to say to a message: it has not answered, neither in public nor in what is held, and the
 * wait has not run out. With `before`: as a peer could know it there, so what is held counts for nothing.
 */
export function awaits(
  view: RunView,
  { message }: MessageView,
  { agent, before }: { readonly agent: AgentId; readonly before?: Seq },
): boolean {
  if (view.expired.has(expiryKey(message, agent))) return false;
  const answers = (other: MessageView): boolean =>
    other.from === agent && other.inReplyTo === message && !other.retracted && other.seq < (before ?? Infinity);
  return !view.messages.some(answers) && !(before === undefined && view.held.some(answers));
}

/** An ask or a challenge by name: what an answer is owed to. */
const isAsking = (message: MessageView): boolean =>
  !message.retracted && message.to !== 'all' && DATED.includes(message.act);

const peersAsked = (view: RunView, { to }: MessageView): readonly AgentView[] =>
  view.agents.filter((peer) => peer.state !== 'left' && to !== 'all' && to.includes(peer.agent));

type Wait = { readonly peer: AgentView; readonly message: MessageView };

/** Nothing is said of one who has read the message and is not speaking: it may answer or not. */
function lineAbout(view: RunView, { peer, message }: Wait, before: Seq): string | undefined {
  const name = peerName(view, peer.agent);
  const open = view.turns.find((turn) => turn.agent === peer.agent && wasOpen(turn, before));
  if (open !== undefined) {
    return open.holds.includes(message.source)
      ? `${name} is thinking since turn ${open.turn}.`
      : `${name} will read your message after turn ${open.turn}.`;
  }
  return wasUnread(view, { peer, message }, before) ? `${name} has not read your message yet.` : undefined;
}

const wasOpen = (turn: TurnView, before: Seq): boolean =>
  turn.startedAt < before && (turn.state === 'open' || turn.changedAt >= before);

function wasUnread(view: RunView, { peer, message }: Wait, before: Seq): boolean {
  if (peer.unread.includes(message.message)) return true;
  return view.turns.some(
    (turn) => turn.agent === peer.agent && turn.changedAt >= before && turn.holds.includes(message.source),
  );
}
