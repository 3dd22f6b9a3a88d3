import { commandSchema, type Command, type CommandInput } from '#shared/events/commands.ts';
import type { Draft } from '#shared/events/event.ts';
import { agentId, messageOfTurn, runId, seq, turnId } from '#shared/events/ids.ts';
import type { Proposal, ProposalState } from '#shared/projections/board.ts';
import type { RunView } from '#shared/projections/run.ts';
import { creationOf } from '../create.ts';
import { runLog, type RunLog } from '../run-log.ts';
import { setupWith } from './deliberation.ts';
import { memoryJournal } from './memory-journal.ts';
import { steppingClock } from './stepping-clock.ts';

/** Runs in which nobody deliberates, for tests of the arbiter's commands: what they write hangs on the facts alone. */

const BEN = agentId('Ben', 1);
export const m1 = messageOfTurn(turnId(1));
export const m2 = messageOfTurn(turnId(2));

export const command = (given: CommandInput): Command => commandSchema.parse(given);

/** A run of Ada, Ben and Cleo after these facts. */
export function runAfter(...drafts: readonly Draft[]): RunLog {
  const log = runLog(memoryJournal(runId('test')), steppingClock());
  log.append(...creationOf({ run: runId('test'), setup: setupWith(), startedAt: '2026-01-01T00:00:00Z', app: 'test' }));
  log.append(...drafts);
  return log;
}

export const said = (type: 'v1.message.sent' | 'v1.message.held', message = m1, from = agentId('Ada', 1)): Draft => ({
  type,
  data: { message, from, to: 'all', act: 'propose', gist: 'A word.', body: 'A word.' },
});
export const PAUSED: Draft = { type: 'v1.run.paused', data: { by: 'arbiter' } };
export const ENDED: Draft = { type: 'v1.run.ended', data: { reason: 'budget', detail: 'spent' } };
export const LEFT: Draft = { type: 'v1.agent.left', data: { agent: BEN, by: 'arbiter', detail: '' } };
export const MUTED: Draft = { type: 'v1.agent.muted', data: { agent: BEN } };
export const WRAPPING: Draft = { type: 'v1.run.wrapping', data: { by: 'arbiter', detail: '' } };
export const RETRACTED: Draft = { type: 'v1.message.retracted', data: { message: m1, reason: '' } };
export const STEPPED: Draft = { type: 'v1.run.stepped', data: { by: 'arbiter' } };
export const HELD_BEN: Draft = { type: 'v1.hold.changed', data: { agents: [BEN] } };

export const proposal = (state: ProposalState): Proposal => ({
  kind: 'proposal',
  item: m1,
  by: agentId('Ada', 1),
  state,
  revisions: [m1, m2],
  challenges: [],
  supports: [],
  agreed: [],
  agreements: [],
  versions: [{ version: 1, since: seq(1) }],
});
export const withBoard = ({ view }: RunLog, board: Partial<RunView['board']>): RunView => ({
  ...view,
  board: { ...view.board, ...board },
});

export const running = runAfter().view;
export const spoken = runAfter(said('v1.message.sent')).view;
export const held = runAfter(said('v1.message.held')).view;
export const paused = runAfter(PAUSED).view;
export const ended = runAfter(ENDED).view;
/** Something was said, but nothing proposed. */
export const asked = runAfter({
  type: 'v1.message.sent',
  data: { message: m1, from: agentId('Ada', 1), to: 'all', act: 'ask', gist: 'Well?', body: 'Well?' },
}).view;
/** Ada proposed m1 and revised it into m2. */
export const tabled = runAfter(said('v1.message.sent'), {
  type: 'v1.message.sent',
  data: {
    message: m2,
    from: agentId('Ada', 1),
    to: 'all',
    act: 'revise',
    inReplyTo: m1,
    gist: 'A better word.',
    body: 'A better word.',
    basedOn: { item: m1, version: 1 },
  },
}).view;
