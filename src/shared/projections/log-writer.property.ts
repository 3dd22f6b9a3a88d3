import type { AnyEvent, Draft } from '../events/event.ts';
import {
  agentId,
  messageOfArbiter,
  messageOfTurn,
  micros,
  modelRef,
  nameOf,
  runId,
  seq,
  turnId,
} from '../events/ids.ts';
import type { AgentId, MessageId, Seq, TurnId } from '../events/ids.ts';
import type { RunSetup, Sampler } from '../events/setup.ts';
import type { Addressees, EventData, LineageEntry } from '../events/vocabulary.ts';

export const NAMES = ['Ada', 'Ben', 'Cleo', 'Dora'] as const;
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

type Message = EventData<'v1.message.sent'>;

/** What is said: an `inform` where nothing else is named; `held` for the arbiter's approval. */
export type Saying = Partial<Omit<Message, 'message' | 'turn' | 'from' | 'gist' | 'body'>> & {
  readonly to: Addressees;
  readonly held?: boolean;
};

/** A message that is public, and where its text stands now. */
export type Sent = Pick<Message, 'message' | 'from' | 'to' | 'act'> & { readonly seq: Seq };

type Source = Seq | { readonly source: Seq; readonly form: 'full' | 'gist' | 'private' };

/** A log in the making: every method appends what the engine would have. For tests of folds only. */
export class LogWriter {
  readonly events: AnyEvent[] = [];
  /** Those that are there. */
  readonly agents: AgentId[] = [];
  readonly sent: Sent[] = [];
  readonly held: Sent[] = [];
  readonly open = new Map<AgentId, { readonly turn: TurnId; readonly attempt: number }>();
  private readonly incarnations = new Map<string, number>();
  private turns = 0;
  private arbiter = 0;

  constructor(seats: number, setup: Partial<RunSetup> = {}) {
    this.append({ type: 'v1.run.created', data: createdData(seats, setup) });
    for (let seat = 0; seat < seats; seat += 1) this.join(seat);
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

  /** The next incarnation of a seat. */
  join(seat: number): AgentId {
    const name = NAMES[seat] ?? NAMES[0];
    const incarnation = (this.incarnations.get(name) ?? 0) + 1;
    this.incarnations.set(name, incarnation);
    const agent = agentId(name, incarnation);
    this.agents.push(agent);
    this.append({ type: 'v1.agent.joined', data: { agent, seat, name, incarnation, model: MODEL } });
    return agent;
  }

  leave(agent: AgentId): void {
    this.agents.splice(this.agents.indexOf(agent), 1);
    this.append({ type: 'v1.agent.left', data: { agent, by: 'arbiter', detail: '' } });
  }

  /** Starts a turn of `agent`, or the next attempt of the one that was lost, with these messages in front. */
  start(
    agent: AgentId,
    sources: readonly Source[],
    again?: { readonly turn: TurnId; readonly attempt: number },
  ): TurnId {
    const turn = again?.turn ?? turnId((this.turns += 1));
    const attempt = (again?.attempt ?? 0) + 1;
    const held = sources.map((one): LineageEntry => {
      const { source, form } = typeof one === 'number' ? { source: one, form: 'full' as const } : one;
      return { part: form === 'private' ? 'tail' : 'ground', form, source, tokens: 10 };
    });
    const lineage: LineageEntry[] = [{ part: 'ground', form: 'question', source: seq(1), tokens: 5 }, ...held];
    const fixed = { model: MODEL, promptHash: HASH, assembly: '1', sampler: SAMPLER, seed: 1, round: 1 };
    const before = seq(this.events.length + 1);
    this.append({ type: 'v1.turn.started', data: { turn, attempt, agent, lineage, before, ...fixed } });
    this.open.set(agent, { turn, attempt });
    return turn;
  }

  /** Ends the open turn of `agent`: it says something, or passes where `said` is absent. */
  end(agent: AgentId, said?: Saying): MessageId | undefined {
    const open = this.open.get(agent);
    if (open === undefined) return undefined;
    this.ended(agent, said === undefined ? { outcome: 'passed', reason: 'chosen' } : { outcome: 'spoke' });
    return said === undefined
      ? undefined
      : this.say({ ...said, message: messageOfTurn(open.turn), from: agent, turn: open.turn });
  }

  /** Ends the open turn of `agent`: it asks for the full text of a message. */
  endReading(agent: AgentId, inReplyTo: MessageId): void {
    this.ended(agent, { outcome: 'read' }, { act: 'read', to: 'all', inReplyTo });
  }

  abandon(agent: AgentId): { readonly turn: TurnId; readonly attempt: number } | undefined {
    const open = this.open.get(agent);
    if (open === undefined) return undefined;
    this.open.delete(agent);
    const failure = { kind: 'crashed', detail: 'gone', signal: 'SIGSEGV' } as const;
    this.append({ type: 'v1.turn.abandoned', data: { ...open, agent, failure } });
    return open;
  }

  /** A turn of `agent` with nothing but `sources` in front, from its start to its message. */
  says(agent: AgentId, said: Saying, sources: readonly Source[] = []): MessageId {
    const turn = this.start(agent, sources);
    return this.end(agent, said) ?? messageOfTurn(turn);
  }

  arbiterSays(to: Addressees, more: Omit<Saying, 'to'> = {}): MessageId {
    const message = messageOfArbiter((this.arbiter += 1));
    return this.say({ ...more, message, from: 'arbiter', to });
  }

  approve(message: MessageId): void {
    this.append({ type: 'v1.message.approved', data: { message } });
    const at = this.held.findIndex((one) => one.message === message);
    this.sent.push(...(at === -1 ? [] : this.held.splice(at, 1)));
  }

  drop(message: MessageId): void {
    this.append({ type: 'v1.message.dropped', data: { message, reason: 'Said before.' } });
    this.held.splice(
      this.held.findIndex((one) => one.message === message),
      1,
    );
  }

  /** The run is left here and goes on with other rules; turns that were open are abandoned. */
  fork(changes: Partial<RunSetup>): void {
    const last = this.events.findLast(({ type }) => type === 'v1.run.forked' || type === 'v1.run.created');
    if (last?.type !== 'v1.run.created' && last?.type !== 'v1.run.forked') return;
    const setup = { ...last.data.setup, ...changes };
    const parent = { run: runId('parent'), seq: seq(this.events.length) };
    const forkedAt = '2026-03-05T09:30:00.000Z';
    this.append({ type: 'v1.run.forked', data: { kind: 'fork', parent, changes: [], setup, forkedAt } });
    const failure = { kind: 'interrupted', detail: 'forked' } as const;
    for (const [agent, open] of this.open)
      this.append({ type: 'v1.turn.abandoned', data: { ...open, agent, failure } });
    this.open.clear();
  }

  /** As a fork does with a message that is public. */
  dropPublic(message: MessageId): void {
    this.append({ type: 'v1.message.dropped', data: { message, reason: '' } });
    this.sent.splice(
      this.sent.findIndex((one) => one.message === message),
      1,
    );
  }

  edit(message: MessageId): Seq {
    const at = this.append({ type: 'v1.message.edited', data: { message, gist: 'Other.', body: 'Other words.' } });
    for (const list of [this.sent, this.held]) {
      const index = list.findIndex((one) => one.message === message);
      const known = list[index];
      if (known !== undefined) list[index] = { ...known, seq: at };
    }
    return at;
  }

  /** Nobody has it in front from now on. */
  retract(message: MessageId): void {
    this.append({ type: 'v1.message.retracted', data: { message, reason: 'It was wrong.' } });
    this.sent.splice(
      this.sent.findIndex((one) => one.message === message),
      1,
    );
  }

  private ended(
    agent: AgentId,
    how: Pick<EventData<'v1.turn.ended'>, 'outcome' | 'reason'>,
    move: EventData<'v1.turn.ended'>['decision']['menu'][number] = { act: 'inform', to: 'all' },
  ): void {
    const open = this.open.get(agent);
    if (open === undefined) return;
    this.open.delete(agent);
    this.append({
      type: 'v1.turn.ended',
      data: {
        ...open,
        agent,
        ...how,
        stages: { queued: micros(1), prefill: micros(2), decide: micros(3), speak: micros(4), gist: micros(0) },
        decision: { menu: [move], model: [1], drawn: [1], chosen: 0 },
        text: how.outcome === 'spoke' ? 'Some words.' : '',
        retries: [],
        counts: { evaluated: 20, ground: 5, reused: 7, written: 3 },
      },
    });
  }

  private say({ held = false, ...said }: Saying & Pick<Message, 'message' | 'from' | 'turn'>): MessageId {
    const data: Message = { act: 'inform', gist: 'Some.', body: 'Some words.', ...said };
    const at = this.append({ type: held ? 'v1.message.held' : 'v1.message.sent', data });
    const { message, from, to, act } = data;
    (held ? this.held : this.sent).push({ message, seq: at, from, to, act });
    return message;
  }
}

export const seatOf = (agent: AgentId): number => NAMES.findIndex((name) => name === nameOf(agent));

function createdData(seats: number, changes: Partial<RunSetup>): EventData<'v1.run.created'> {
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
    ...changes,
  };
  return { run: runId('test'), setup, startedAt: '2026-03-05T09:30:00.000Z', assembly: '1', app: '0' };
}
