import fc from 'fast-check';
import type { AnyEvent } from '../events/event.ts';
import { nameOf, voteId, type AgentId, type MessageId, type VoteId } from '../events/ids.ts';
import type { Act, RunSetup } from '../events/setup.ts';
import type { Addressees } from '../events/vocabulary.ts';
import { LogWriter, NAMES, seatOf, type Saying, type Sent } from './log-writer.property.ts';

const opSchema = fc.record({ op: fc.nat(19), who: fc.nat(7), what: fc.nat(63), mask: fc.nat(255), act: fc.nat(63) });
type Op = {
  readonly act: number;
  readonly op: number;
  readonly who: number;
  readonly what: number;
  readonly mask: number;
};

const setupSchema: fc.Arbitrary<Partial<RunSetup>> = fc.record({
  mode: fc.constantFrom('peers', 'vote', 'single'),
  visibility: fc.oneof(
    fc.constant('full' as const),
    fc.record({
      topology: fc.constantFrom('all', 'ring', 'hub', 'pairs'),
      sight: fc.constantFrom('full', 'gist'),
      edges: fc.array(
        fc.record({
          reader: fc.constantFrom(...NAMES),
          writer: fc.constantFrom(...NAMES),
          sight: fc.constantFrom('full', 'gist', 'none'),
        }),
        { maxLength: 3 },
      ),
    }),
  ),
});

/**
 * Any log that an engine could have written, in any state of a run and of its board, with a retry, a bounce, an edit, a departure or an
 * unknown event anywhere. The acts are drawn without regard to the dialogue game: folds may not count on it.
 */
export const anyRun: fc.Arbitrary<readonly AnyEvent[]> = fc
  .record({
    seats: fc.integer({ min: 1, max: 4 }),
    setup: setupSchema,
    ops: fc.array(opSchema, { maxLength: 50, size: 'max' }),
    ended: fc.boolean(),
  })
  .map(({ seats, setup, ops, ended }) => {
    const log = new LogWriter(seats, setup);
    for (const op of ops) play(log, op);
    if (ended) log.append({ type: 'v1.run.ended', data: { reason: 'budget', detail: 'All turns were taken.' } });
    return log.events;
  });

function play(log: LogWriter, op: Op): void {
  const agent = log.agents[op.who % Math.max(1, log.agents.length)];
  const target = log.sent[op.what % Math.max(1, log.sent.length)];
  if (agent === undefined) comeOrGo(log, op, undefined);
  else if (op.op <= 5 && !log.open.has(agent)) log.start(agent, sourcesOf(log, op.mask));
  else if (op.op <= 9) log.end(agent, sayingOf(log, { agent, target, op }));
  else if (op.op === 10) lose(log, { agent, target, op });
  else if (op.op === 11 && op.what % 3 > 0) log.arbiterSays(addressees(log, { agent, mask: op.mask }), askOf(op));
  else if (op.op === 11) log.unknown();
  else if (op.op === 12) pauseOrBrake(log, agent, op.what);
  else if (op.op === 13 && target !== undefined) bounce(log, { agent, message: target.message, what: op.what });
  else if (op.op === 14) releaseHeld(log, op.what);
  else if (op.op === 15) changeText(log, target, op.what);
  else if (op.op === 16) comeOrGo(log, op, agent);
  else if (op.op === 17) vote(log, op);
  else if (target !== undefined) aboutMessage(log, { agent, target, op });
}

const ACTS: readonly Act[] = [
  'propose',
  'propose',
  'propose',
  'propose',
  'challenge',
  'support',
  'ask',
  'answer',
  'inform',
  'revise',
  'withdraw',
  'agree',
  'refuse',
  'vote',
  'task',
  'claim',
  'done',
];

/** Acts that do something to what a message has put on the board; two thirds of the replies are of these. */
const FITTING: Partial<Record<Act, readonly Act[]>> = {
  propose: ['challenge', 'agree', 'agree', 'support', 'revise', 'withdraw'],
  revise: ['agree', 'challenge'],
  ask: ['answer', 'refuse', 'refuse'],
  task: ['claim', 'done', 'claim', 'task'],
  claim: ['done'],
  challenge: ['revise', 'withdraw', 'answer', 'support', 'challenge'],
};

type Turn = { readonly agent: AgentId; readonly target: Sent | undefined; readonly op: Op };

function sayingOf(log: LogWriter, { agent, target, op }: Turn): Saying {
  const fitting = op.who % 4 === 0 || target === undefined ? ACTS : (FITTING[target.act] ?? ACTS);
  const act = fitting[op.act % fitting.length] ?? 'inform';
  const item = target?.message;
  const vote = openVotes(log).at(-1);
  return {
    to: addressees(log, { agent, mask: op.mask }),
    act,
    ...(item === undefined || act === 'propose' ? {} : { inReplyTo: item }),
    ...(item !== undefined && op.mask % 5 === 0 ? { supersedes: item } : {}),
    ...(item !== undefined && op.mask % 5 === 1 ? { basedOn: { item, version: 1 + (op.what % 2) } } : {}),
    ...(act === 'vote' && vote !== undefined ? { vote: { vote, option: item ?? 'none' } } : {}),
    held: op.mask % 4 === 0,
  };
}

const askOf = ({ act: what }: Op): Omit<Saying, 'to'> => ({
  act: (['ask', 'inform', 'task'] as const)[what % 3] ?? 'ask',
});

function addressees(log: LogWriter, { agent, mask }: { readonly agent: AgentId; readonly mask: number }): Addressees {
  const others = log.agents.filter((other) => other !== agent && (mask >> seatOf(other)) % 2 === 1);
  return others.length === 0 ? 'all' : others;
}

function sourcesOf(log: LogWriter, mask: number): Parameters<LogWriter['start']>[1] {
  const FORMS = ['full', 'gist', 'private'] as const;
  return log.sent
    .filter((_, index) => (mask >> (index % 8)) % 2 === 1)
    .map((one) => ({ source: one.seq, form: FORMS[mask % 3] ?? 'full' }));
}

function lose(log: LogWriter, { agent, target, op }: Turn): void {
  if (op.what % 3 === 0) log.end(agent);
  else if (op.what % 3 === 1 && target !== undefined) log.endReading(agent, target.message);
  else {
    const lost = log.abandon(agent);
    if (lost !== undefined) log.start(agent, sourcesOf(log, op.mask), lost);
  }
}

function releaseHeld(log: LogWriter, what: number): void {
  const held = log.held[what % Math.max(1, log.held.length)];
  if (held === undefined) return;
  if (what % 4 === 0) log.drop(held.message);
  else if (what % 4 === 1) log.edit(held.message);
  else log.approve(held.message);
}

function changeText(log: LogWriter, target: Sent | undefined, what: number): void {
  if (target === undefined) return;
  if (what % 2 === 0) log.edit(target.message);
  else if (what % 16 === 1) log.dropPublic(target.message);
  else log.retract(target.message);
}

function comeOrGo(log: LogWriter, { what }: Op, agent: AgentId | undefined): void {
  const muted = agent === undefined ? undefined : log.events.findLast((event) => isMuting(event, agent));
  if (agent === undefined || what % 5 === 0) recall(log);
  else if (what % 5 === 1 && log.agents.length > 1 && !log.open.has(agent)) log.leave(agent);
  else if (muted?.type === 'v1.agent.muted') log.append({ type: 'v1.agent.unmuted', data: { agent } });
  else if (what % 5 === 2) log.append({ type: 'v1.agent.muted', data: { agent } });
  else if (what % 5 === 3) log.append({ type: 'v1.agent.nudged', data: { agent, count: 1, until: 9 } });
  else log.append({ type: 'v1.hold.changed', data: { agents: [agent] } });
}

function isMuting(event: AnyEvent, agent: AgentId): boolean {
  return (event.type === 'v1.agent.muted' || event.type === 'v1.agent.unmuted') && event.data.agent === agent;
}

/** A seat whose agent has left takes part again. */
function recall(log: LogWriter): void {
  const created = log.events[0];
  const seats = created?.type === 'v1.run.created' ? created.data.setup.seats.length : 0;
  const free = NAMES.slice(0, seats).findIndex((name) => !log.agents.some((agent) => agent.startsWith(`${name}#`)));
  if (free !== -1) log.join(free);
}

function openVotes(log: LogWriter): readonly VoteId[] {
  const closed = log.events.flatMap((event) => (event.type === 'v1.vote.closed' ? [event.data.vote] : []));
  return log.events.flatMap((event) =>
    event.type === 'v1.vote.opened' && !closed.includes(event.data.vote) ? [event.data.vote] : [],
  );
}

function vote(log: LogWriter, { what }: Op): void {
  const proposals = log.events.flatMap((event) =>
    event.type === 'v1.message.sent' && event.data.act === 'propose' ? [event.data.message] : [],
  );
  const proposal = proposals[what % Math.max(1, proposals.length)];
  const [open] = openVotes(log);
  if (proposal === undefined) return;
  if (what % 3 === 0) {
    const ruling = what % 2 === 0 ? 'decided' : 'rejected';
    log.append({ type: 'v1.proposal.ruled', data: { proposal, ruling, note: '' } });
  } else if (open === undefined) {
    const count = log.events.filter((event) => event.type === 'v1.vote.opened').length + 1;
    const opened = { vote: voteId(count), by: 'arbiter', options: proposals, quorum: 0.5 } as const;
    log.append({ type: 'v1.vote.opened', data: { ...opened, options: [...opened.options] } });
  } else {
    const winner = what % 2 === 0 ? { winner: proposal } : {};
    log.append({
      type: 'v1.vote.closed',
      data: { vote: open, tally: [{ option: proposal, votes: 1 }], seats: log.agents.length, ...winner },
    });
  }
}

function aboutMessage(
  log: LogWriter,
  { agent, target, op }: { readonly agent: AgentId; readonly target: Sent; readonly op: Op },
): void {
  const { message, to } = target;
  const addressee = to === 'all' ? undefined : to[op.what % to.length];
  if (op.what % 4 === 0) log.append({ type: 'v1.ground.compacted', data: { upTo: target.seq, tokens: 9, limit: 8 } });
  else if (op.what % 4 === 1) log.append({ type: 'v1.agent.nudged', data: { agent, message, count: 1, until: 9 } });
  else if (addressee !== undefined) log.append({ type: 'v1.message.expired', data: { message, agent: addressee } });
}

const VISIBILITIES: readonly RunSetup['visibility'][] = [
  'full',
  { topology: 'ring', sight: 'full', edges: [] },
  { topology: 'pairs', sight: 'gist', edges: [] },
];

function pauseOrBrake(log: LogWriter, agent: AgentId, what: number): void {
  const turn = log.open.get(agent)?.turn;
  if (what % 16 === 15) {
    log.fork({ visibility: VISIBILITIES[what % 3] ?? 'full', mode: what % 2 === 0 ? 'hierarchy' : 'peers' });
  } else if (what % 5 === 4) {
    const data = { brake: 'stalled', evidence: 'words', agents: [agent], messages: [], did: 'nudged' } as const;
    log.append({ type: 'v1.run.braked', data: { ...data, agents: [agent], messages: [] } });
  } else if (what % 5 === 3) {
    log.append({ type: 'v1.budget.reached', data: { kind: 'tokens', limit: 9, used: 9, agent } });
  } else if (what % 5 === 2) {
    log.append({ type: 'v1.run.wrapping', data: { by: 'arbiter', detail: '' } });
  } else if (turn === undefined) {
    log.append({ type: what % 2 === 0 ? 'v1.run.paused' : 'v1.run.resumed', data: { by: 'arbiter' } });
  } else {
    const data = { brake: 'repetition', turn, agent, evidence: 'words', did: 'retried' } as const;
    log.append({ type: 'v1.brake.fired', data });
  }
}

/** Of the one to whom a message was sent, or of a name that nobody has. */
function bounce(
  log: LogWriter,
  { agent, message, what }: { readonly agent: AgentId; readonly message: MessageId; readonly what: number },
): void {
  const reason = what % 2 === 0 ? ('unknown' as const) : ('full' as const);
  const meant = log.agents[what % log.agents.length];
  const name = reason === 'unknown' || meant === undefined ? 'Nobody' : nameOf(meant);
  log.append({ type: 'v1.message.bounced', data: { message, from: agent, to: name, reason, valid: [...NAMES] } });
}
