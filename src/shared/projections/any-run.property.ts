import fc from 'fast-check';
import type { AnyEvent, Draft } from '../events/event.ts';
import { agentId, messageOfArbiter, messageOfTurn, micros, modelRef, runId, seq, turnId } from '../events/ids.ts';
import type { AgentId, MessageId, Seq, TurnId } from '../events/ids.ts';
import type { RunSetup, Sampler } from '../events/setup.ts';
import type { Addressees, LineageEntry } from '../events/vocabulary.ts';

const NAMES = ['Ada', 'Ben', 'Cleo', 'Dora'] as const;
const MODEL = modelRef('scripted');
const HASH = '0'.repeat(64);
export const SAMPLER: Sampler = {
  temperature: 0.9,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  repeatPenalty: 1,
  dryStrength: 0.8,
  dryBase: 2,
  dryAllowedLength: 3,
};

/** A log in the making: every method appends what the engine would have. For tests of folds only. */
export class LogWriter {
  readonly events: AnyEvent[] = [];
  readonly agents: AgentId[] = [];
  readonly sent: { readonly message: MessageId; readonly seq: Seq }[] = [];
  readonly open = new Map<AgentId, { readonly turn: TurnId; readonly attempt: number }>();
  private turns = 0;
  private arbiter = 0;

  constructor(seats: number) {
    this.append({ type: 'v1.run.created', data: createdData(seats) });
    for (const [seat, name] of NAMES.slice(0, seats).entries()) {
      const agent = agentId(name, 1);
      this.agents.push(agent);
      this.append({ type: 'v1.agent.joined', data: { agent, seat, name, incarnation: 1, model: MODEL } });
    }
  }

  append(draft: Draft): Seq {
    const at = seq(this.events.length + 1);
    this.events.push({ ...draft, seq: at, at: micros(at * 1000) });
    return at;
  }

  unknown(): void {
    const at = seq(this.events.length + 1);
    this.events.push({ seq: at, at: micros(at * 1000), type: 'unknown', name: 'v9.odd', data: { at } });
  }

  /** Starts a turn of `agent`, or the next attempt of the one that was lost, with these messages in front. */
  start(agent: AgentId, sources: readonly Seq[], again?: { readonly turn: TurnId; readonly attempt: number }): TurnId {
    const turn = again?.turn ?? turnId((this.turns += 1));
    const attempt = (again?.attempt ?? 0) + 1;
    const held = sources.map((source): LineageEntry => ({ part: 'ground', form: 'full', source, tokens: 10 }));
    const lineage: LineageEntry[] = [{ part: 'ground', form: 'question', source: seq(1), tokens: 5 }, ...held];
    const fixed = { model: MODEL, promptHash: HASH, assembly: '1', sampler: SAMPLER, seed: 1, round: 1 };
    this.append({ type: 'v1.turn.started', data: { turn, attempt, agent, lineage, ...fixed } });
    this.open.set(agent, { turn, attempt });
    return turn;
  }

  /** Ends the open turn of `agent`: it says something, or passes where `said` is absent. */
  end(agent: AgentId, said?: { readonly to: Addressees; readonly inReplyTo?: MessageId }): void {
    const open = this.open.get(agent);
    if (open === undefined) return;
    this.open.delete(agent);
    this.append({
      type: 'v1.turn.ended',
      data: {
        ...open,
        agent,
        outcome: said === undefined ? 'passed' : 'spoke',
        ...(said === undefined ? { reason: 'chosen' as const } : {}),
        stages: { queued: micros(1), prefill: micros(2), decide: micros(3), speak: micros(4), gist: micros(0) },
        decision: { menu: [{ act: 'inform', to: 'all' }], model: [1], drawn: [1], chosen: 0 },
        text: said === undefined ? '' : 'Some words.',
        retries: [],
        counts: { evaluated: 20, ground: 5, reused: 7, written: 3 },
      },
    });
    if (said === undefined) return;
    this.say({ ...said, message: messageOfTurn(open.turn), from: agent, turn: open.turn });
  }

  abandon(agent: AgentId): { readonly turn: TurnId; readonly attempt: number } | undefined {
    const open = this.open.get(agent);
    if (open === undefined) return undefined;
    this.open.delete(agent);
    const failure = { kind: 'crashed', detail: 'gone', signal: 'SIGSEGV' } as const;
    this.append({ type: 'v1.turn.abandoned', data: { ...open, agent, failure } });
    return open;
  }

  arbiterSays(to: Addressees): MessageId {
    const message = messageOfArbiter((this.arbiter += 1));
    this.say({ message, from: 'arbiter', to });
    return message;
  }

  private say(data: Omit<Extract<Draft, { type: 'v1.message.sent' }>['data'], 'act' | 'gist' | 'body'>): void {
    const at = this.append({
      type: 'v1.message.sent',
      data: { ...data, act: 'inform', gist: 'Some.', body: 'Some words.' },
    });
    this.sent.push({ message: data.message, seq: at });
  }
}

const opSchema = fc.record({ op: fc.nat(9), who: fc.nat(7), what: fc.nat(7), mask: fc.nat(255) });
type Op = { readonly op: number; readonly who: number; readonly what: number; readonly mask: number };

/** Any log that an engine could have written, in any state of a run, with a retry, a bounce or an unknown event anywhere. */
export const anyRun: fc.Arbitrary<readonly AnyEvent[]> = fc
  .record({ seats: fc.integer({ min: 1, max: 4 }), ops: fc.array(opSchema, { maxLength: 60 }), ended: fc.boolean() })
  .map(({ seats, ops, ended }) => {
    const log = new LogWriter(seats);
    for (const op of ops) play(log, op);
    if (ended) log.append({ type: 'v1.run.ended', data: { reason: 'budget', detail: 'All turns were taken.' } });
    return log.events;
  });

function play(log: LogWriter, { op, who, what, mask }: Op): void {
  const agent = log.agents[who % log.agents.length];
  const target = log.sent[what % Math.max(1, log.sent.length)];
  if (agent === undefined) return;
  const others = log.agents.filter((other, index) => other !== agent && (mask >> index) % 2 === 1);
  const to: Addressees = others.length === 0 ? 'all' : others;
  const sources = log.sent.filter((_, index) => (mask >> (index % 8)) % 2 === 1).map((one) => one.seq);
  if (op <= 3 && !log.open.has(agent)) log.start(agent, sources);
  else if (op <= 5) log.end(agent, target === undefined ? { to } : { to, inReplyTo: target.message });
  else if (op === 6 && what % 2 === 0) log.end(agent);
  else if (op === 6) retry(log, agent, sources);
  else if (op === 7 && what % 2 === 0) log.arbiterSays(to);
  else if (op === 7) log.unknown();
  else if (op === 8) pauseOrBrake(log, agent, what);
  else if (target !== undefined) bounce(log, { agent, message: target.message, name: others[0] ?? 'Nobody' });
}

function retry(log: LogWriter, agent: AgentId, sources: readonly Seq[]): void {
  const lost = log.abandon(agent);
  if (lost !== undefined) log.start(agent, sources, lost);
}

function pauseOrBrake(log: LogWriter, agent: AgentId, what: number): void {
  const turn = log.open.get(agent)?.turn;
  if (turn === undefined) {
    log.append({ type: what % 2 === 0 ? 'v1.run.paused' : 'v1.run.resumed', data: { by: 'arbiter' } });
  } else {
    const data = { brake: 'repetition', turn, agent, evidence: 'words', did: 'retried' } as const;
    log.append({ type: 'v1.brake.fired', data });
  }
}

function bounce(
  log: LogWriter,
  { agent, message, name }: { readonly agent: AgentId; readonly message: MessageId; readonly name: string },
): void {
  const data = { message, from: agent, to: name, reason: 'unknown' as const, valid: [...NAMES] };
  log.append({ type: 'v1.message.bounced', data });
}

function createdData(seats: number): Extract<Draft, { type: 'v1.run.created' }>['data'] {
  const setup: RunSetup = {
    title: 'A test',
    question: 'What is it?',
    seats: NAMES.slice(0, seats).map((name) => ({ name, role: 'You.', model: MODEL, sampler: SAMPLER, leaning: {} })),
    mode: 'peers',
    cadence: 'rounds',
    visibility: 'full',
    budget: { turns: 9 },
    answer: { maxTokens: 80, sentences: 3 },
    context: 2048,
    seed: 1,
    exact: false,
  };
  return { run: runId('test'), setup, startedAt: '2026-03-05T09:30:00.000Z', assembly: '1', app: '0' };
}
