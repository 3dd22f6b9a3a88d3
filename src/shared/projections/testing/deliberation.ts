import type { AnyEvent, Draft } from '../../events/event.ts';
import {
  agentId,
  messageOfArbiter,
  messageOfTurn,
  micros,
  modelRef,
  runId,
  seq,
  turnId,
  type AgentId,
  type MessageId,
  type Seq,
  type TurnId,
} from '../../events/ids.ts';
import type { Act, RunSetup } from '../../events/setup.ts';
import type { Addressees, EventData, LineageEntry } from '../../events/vocabulary.ts';

const MODEL = modelRef('scripted');
const HASH = '0'.repeat(64);
const SAMPLER = {
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

export type Words = {
  readonly to?: Addressees;
  readonly inReplyTo?: MessageId;
  readonly gist?: string;
  readonly body?: string;
  readonly basedOn?: Message['basedOn'];
  readonly vote?: Message['vote'];
  /** Waits for approval. */
  readonly held?: true;
};

/** A log in the making, told as one would tell a deliberation: who says what, with all that is public in front. For tests of folds. */
export class Deliberation {
  readonly events: AnyEvent[] = [];
  private readonly sources = new Map<MessageId, Seq>();
  private readonly open = new Map<AgentId, TurnId>();
  private turns = 0;
  private spoken = 0;

  constructor(names: readonly string[], setup: Partial<RunSetup> = {}) {
    const seats = names.map((name) => ({ name, role: `${name}'s role.`, model: MODEL, sampler: SAMPLER, leaning: {} }));
    const created: EventData<'v1.run.created'> = {
      run: runId('r1'),
      setup: { ...SETUP, seats, ...setup },
      startedAt: '2026-03-05T09:30:00.000Z',
      assembly: '1',
      app: '0',
    };
    this.append({ type: 'v1.run.created', data: created });
    for (const [seat, name] of names.entries()) {
      const agent = agentId(name, 1);
      this.append({ type: 'v1.agent.joined', data: { agent, seat, name, incarnation: 1, model: MODEL } });
    }
  }

  append(draft: Draft): Seq {
    const at = seq(this.events.length + 1);
    this.events.push({ ...draft, seq: at, at: micros(at * 500_000) });
    return at;
  }

  /** Begins a turn with all that is public now in front. */
  start(agent: AgentId, purpose?: 'closing' | 'summary'): TurnId {
    const turn = turnId((this.turns += 1));
    const entries = [...this.sources.values()].toSorted((a, b) => a - b);
    const lineage = entries.map((source): LineageEntry => ({ part: 'ground', form: 'full', source, tokens: 10 }));
    const fixed = { model: MODEL, promptHash: HASH, assembly: '1', sampler: SAMPLER, seed: 1, round: 1, attempt: 1 };
    const data = { turn, agent, lineage, ...fixed, ...(purpose === undefined ? {} : { purpose }) };
    this.append({ type: 'v1.turn.started', data });
    this.open.set(agent, turn);
    return turn;
  }

  /** Says something in the open turn of `agent`, or in a turn that begins now. */
  say(agent: AgentId, act: Act, { held, ...words }: Words = {}): MessageId {
    const turn = this.open.get(agent) ?? this.start(agent);
    this.open.delete(agent);
    this.append({ type: 'v1.turn.ended', data: { ...ENDED, turn, agent } });
    const message = messageOfTurn(turn);
    const data = { gist: `The gist of ${message}.`, body: `All of ${message}.`, ...words };
    const whole: Message = { to: 'all', ...data, message, turn, from: agent, act };
    const at = this.append({ type: held === true ? 'v1.message.held' : 'v1.message.sent', data: whole });
    if (held === undefined) this.sources.set(message, at);
    return message;
  }

  arbiterSays(gist: string, to: Addressees = 'all'): MessageId {
    const message = messageOfArbiter((this.spoken += 1));
    const data: Message = { message, from: 'arbiter', to, act: 'inform', gist, body: gist };
    this.sources.set(message, this.append({ type: 'v1.message.sent', data }));
    return message;
  }

  /** A held message becomes public; its text stays where it was written. */
  approve(message: MessageId): Seq {
    const written = this.events.find((event) => event.type === 'v1.message.held' && event.data.message === message);
    const at = this.append({ type: 'v1.message.approved', data: { message } });
    if (written !== undefined) this.sources.set(message, this.sources.get(message) ?? written.seq);
    return at;
  }

  edit(message: MessageId, body: string): void {
    this.sources.set(message, this.append({ type: 'v1.message.edited', data: { message, gist: body, body } }));
  }

  retract(message: MessageId, reason: string): void {
    this.append({ type: 'v1.message.retracted', data: { message, reason } });
    this.sources.delete(message);
  }

  end(reason: EventData<'v1.run.ended'>['reason'], detail: string): void {
    this.append({ type: 'v1.run.ended', data: { reason, detail } });
  }
}

const ENDED: Omit<EventData<'v1.turn.ended'>, 'turn' | 'agent'> = {
  attempt: 1,
  outcome: 'spoke',
  stages: { queued: micros(1), prefill: micros(2), decide: micros(3), speak: micros(4), gist: micros(0) },
  decision: { menu: [{ act: 'inform', to: 'all' }], model: [1], drawn: [1], chosen: 0 },
  text: 'Some words.',
  retries: [],
  counts: { evaluated: 20, ground: 5, reused: 7, written: 3 },
};

const SETUP: Omit<RunSetup, 'seats'> = {
  title: 'A test',
  question: 'What is it?',
  mode: 'peers',
  cadence: 'free',
  visibility: 'full',
  budget: { turns: 20 },
  answer: { maxTokens: 80, sentences: 3 },
  context: 2048,
  seed: 1,
  exact: false,
};
