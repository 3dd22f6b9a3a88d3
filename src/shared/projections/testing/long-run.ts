import { present } from '../../base/assert.ts';
import { drawWeighted, random } from '../../base/random.ts';
import type { AnyEvent, Draft } from '../../events/event.ts';
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
  voteId,
  type AgentId,
  type MessageId,
  type Seq,
  type TurnId,
} from '../../events/ids.ts';
import type { Act } from '../../events/setup.ts';
import type { Addressees, EventData, LineageEntry } from '../../events/vocabulary.ts';
import { HASH, LOADED, SAMPLER, SEATS, setupOf, WORDS } from './long-run-setup.ts';

export type LongRunOptions = {
  /** At most as many as there are names. */
  readonly seats?: number;
  /** How many of the newest messages stand in a prompt. */
  readonly front?: number;
  readonly seed?: number;
};

/**
 * A whole run of exactly `events` events (at least 100), the same for the same arguments: turns of all acts that overlap, answers that are
 * owed and given, waits and idle gaps, votes, brakes, lost turns, bounces, edits, retractions. A context of a real model would be full long
 * before 100,000 events; so that a log grows with its length and not with its square, a prompt holds the newest `front` messages.
 */
export function longRun(events: number, { seats = 8, front = 16, seed = 1 }: LongRunOptions = {}): AnyEvent[] {
  const run = new LongRun({ seats: Math.min(seats, SEATS.length), front, seed });
  while (run.events.length + run.reserve < events) run.advance();
  run.close(events);
  return run.events;
}

type Open = { readonly turn: TurnId; readonly attempt: number; readonly from: number; readonly until: number };
type Seated = {
  readonly agent: AgentId;
  open: Open | undefined;
  /** A turn whose first attempt was lost. */
  lost: TurnId | undefined;
  freeAt: number;
  voted: boolean;
  readonly owes: MessageId[];
};
type Public = {
  readonly message: MessageId;
  readonly source: Seq;
  readonly from: AgentId | 'arbiter';
  readonly act: Act;
};
type Say = { readonly act: Act; readonly to: Addressees; readonly inReplyTo?: MessageId };

/** The most events that one step writes. */
const STEP = 7;
/** Turns between two idle gaps, two votes, and two words of the arbiter. */
const IDLE_EVERY = 240;
const VOTE_EVERY = 400;
const ARBITER_EVERY = 90;

class LongRun {
  readonly events: AnyEvent[] = [];
  private readonly seats: Seated[];
  private readonly next: () => number;
  private readonly front: number;
  private now = 0;
  private turns = 0;
  private spoken = 0;
  private votes = 0;
  private voting: readonly MessageId[] | undefined;
  private quiet = false;
  /** The newest that are public, oldest first. */
  private ground: Public[] = [];
  private proposals: MessageId[] = [];

  constructor({ seats, front, seed }: Required<LongRunOptions>) {
    this.next = random(seed);
    this.front = front;
    const names = SEATS.slice(0, seats);
    const model = modelRef(LOADED.model);
    this.append({
      type: 'v1.run.created',
      data: {
        run: runId('long-run'),
        setup: setupOf(names),
        startedAt: '2026-03-05T09:30:00.000Z',
        assembly: '1',
        app: '0',
      },
    });
    this.seats = names.map((name, seat) => {
      const agent = agentId(name, 1);
      this.append({ type: 'v1.agent.joined', data: { agent, seat, name, incarnation: 1, model } });
      return { agent, open: undefined, lost: undefined, freeAt: 1_200_000 + seat * 20_000, voted: false, owes: [] };
    });
    this.now = 1_100_000;
    this.append({ type: 'v1.model.loaded', data: { ...LOADED, model } });
  }

  /** Events that are still to be written once no more turns begin. */
  get reserve(): number {
    return STEP + this.seats.length + 2;
  }

  /** What happens next: the end of the turn that ends first, or the start of one before that. */
  advance(): void {
    const ending = this.first((seat) => seat.open?.until);
    const starting = this.quiet ? undefined : this.first((seat) => (seat.open === undefined ? seat.freeAt : undefined));
    if (ending === undefined && starting === undefined) return this.afterQuiet();
    if (ending !== undefined && (ending.open?.until ?? 0) <= (starting?.freeAt ?? Infinity)) return this.finish(ending);
    if (starting !== undefined) this.begin(starting);
  }

  close(events: number): void {
    for (const { agent, open } of this.seats) {
      if (open === undefined) continue;
      const failure = { kind: 'interrupted', detail: 'The run was ended.' } as const;
      const { turn, attempt } = open;
      this.append({ type: 'v1.turn.abandoned', data: { turn, attempt, agent, failure } });
    }
    while (this.events.length < events - 1) this.arbiter();
    this.append({ type: 'v1.run.ended', data: { reason: 'budget', detail: 'All turns were taken.' } });
  }

  private append(draft: Draft): Seq {
    const at = seq(this.events.length + 1);
    this.events.push({ ...draft, seq: at, at: micros(this.now) });
    return at;
  }

  private first(when: (seat: Seated) => number | undefined): Seated | undefined {
    let found: Seated | undefined;
    let least = Infinity;
    for (const seat of this.seats) {
      const own = when(seat) ?? Infinity;
      if (own < least) [found, least] = [seat, own];
    }
    return found;
  }

  private begin(seat: Seated): void {
    const attempt = seat.lost === undefined ? 1 : 2;
    const turn = seat.lost ?? turnId((this.turns += 1));
    seat.lost = undefined;
    this.now = Math.max(this.now, seat.freeAt);
    const until = this.now + 700_000 + Math.round(this.next() * 2_600_000);
    const ground = this.ground.map(({ source }): LineageEntry => ({
      part: 'ground',
      form: 'full',
      source,
      tokens: 62,
    }));
    const lineage: LineageEntry[] = [
      { part: 'ground', form: 'question', source: seq(1), tokens: 49 },
      ...ground,
      { part: 'tail', form: 'role', text: `You are ${nameOf(seat.agent)}.`, tokens: 25 },
    ];
    const fixed = { model: modelRef(LOADED.model), promptHash: HASH, assembly: '1', sampler: SAMPLER, seed: 1 };
    const round = Math.ceil(turn / this.seats.length);
    const before = seq(this.events.length + 1);
    const data = { turn, attempt, agent: seat.agent, round, lineage, before, ...fixed };
    this.append({ type: 'v1.turn.started', data });
    seat.open = { turn, attempt, from: this.now, until };
  }

  private finish(seat: Seated): void {
    const open = present(seat.open, 'only an open turn ends');
    this.now = open.until;
    const fate = this.next();
    if (fate < 0.004 && open.attempt === 1) return this.lose(seat, open);
    const said = fate < 0.04 && this.voting === undefined ? undefined : this.choose(seat);
    const retried = said !== undefined && fate > 0.98;
    const { agent } = seat;
    const { turn } = open;
    if (retried)
      this.append({
        type: 'v1.brake.fired',
        data: { brake: 'repetition', turn, agent, evidence: 'nine of ten words', did: 'retried' },
      });
    this.append({ type: 'v1.turn.ended', data: { ...this.ended(open, said, retried), agent } });
    seat.open = undefined;
    seat.freeAt = this.now + Math.round(this.next() < 0.12 ? this.next() * 4_000_000 : this.next() * 60_000);
    if (said !== undefined) this.publish(seat, { turn, said });
    this.sometimes(turn);
  }

  private lose(seat: Seated, { turn, attempt }: Open): void {
    const failure = { kind: 'crashed', detail: 'The inference host stopped.', signal: 'SIGSEGV' } as const;
    this.append({ type: 'v1.turn.abandoned', data: { turn, attempt, agent: seat.agent, failure } });
    [seat.open, seat.lost, seat.freeAt] = [undefined, turn, this.now + 300_000];
  }

  private ended(
    { turn, attempt, from, until }: Open,
    said: Say | undefined,
    retried: boolean,
  ): Omit<EventData<'v1.turn.ended'>, 'agent'> {
    const took = until - from;
    const [queued, prefill, decide] = [took * 0.03, took * 0.22, took * 0.06].map(Math.round) as [
      number,
      number,
      number,
    ];
    const speak = took - queued - prefill - decide;
    const act = said?.act ?? 'pass';
    const text = said === undefined ? '' : this.words(42);
    const move = {
      act,
      to: said?.to ?? ('all' as const),
      ...(said?.inReplyTo === undefined ? {} : { inReplyTo: said.inReplyTo }),
    };
    return {
      turn,
      attempt,
      outcome: said === undefined ? 'passed' : 'spoke',
      ...(said === undefined ? { reason: 'chosen' } : {}),
      stages: {
        queued: micros(queued),
        prefill: micros(prefill),
        decide: micros(decide),
        speak: micros(speak),
        gist: micros(0),
      },
      decision: { menu: [move, { act: 'pass', to: 'all' }], model: [0.7, 0.3], drawn: [0.8, 0.2], chosen: 0 },
      ...(said === undefined
        ? {}
        : {
            speech: {
              lineage: [{ part: 'tail', form: 'instruction', text: `Now ${act}.`, tokens: 12 }],
              promptHash: HASH,
              seed: turn,
              sampler: SAMPLER,
              finish: 'sentences',
              firstToken: micros(40_000),
            },
          }),
      text,
      retries: retried ? [{ brake: 'repetition', evidence: 'nine of ten words', text, seed: turn + 1 }] : [],
      counts: { evaluated: 88, ground: 62, reused: 62 * this.ground.length, written: said === undefined ? 1 : 60 },
    };
  }

  /** What is owed first, else anything about what was said last by another. */
  private choose(seat: Seated): Say {
    if (this.voting !== undefined && !seat.voted) return { act: 'vote', to: 'all' };
    const owed = seat.owes.shift();
    const asker = this.ground.find(({ message }) => message === owed);
    if (asker !== undefined && owed !== undefined) {
      const act: Act =
        asker.act === 'challenge' && this.next() < 0.4 ? 'support' : this.next() < 0.1 ? 'refuse' : 'answer';
      return { act, to: asker.from === 'arbiter' ? 'all' : [asker.from], inReplyTo: owed };
    }
    // Nobody has it in front any more, so nobody will answer it.
    if (owed !== undefined) this.append({ type: 'v1.message.expired', data: { message: owed, agent: seat.agent } });
    const others = this.ground.filter(({ from }) => from !== seat.agent && from !== 'arbiter').slice(-8);
    const target = others[Math.floor(this.next() * others.length)];
    if (target === undefined || target.from === 'arbiter') return { act: 'propose', to: 'all' };
    const ACTS: readonly Act[] = ['propose', 'challenge', 'support', 'ask', 'revise', 'agree', 'inform'];
    const act = ACTS[drawWeighted([1, 3, 4, 2, 1, 1, 2], this.next())] ?? 'inform';
    if (act === 'propose') return { act, to: 'all' };
    return { act, to: act === 'inform' ? 'all' : [target.from], inReplyTo: target.message };
  }

  private publish(seat: Seated, { turn, said }: { readonly turn: TurnId; readonly said: Say }): void {
    const message = messageOfTurn(turn);
    const text = this.words(42);
    const { agent } = seat;
    const gist = `${text.split(' ').slice(0, 16).join(' ')} …`;
    const vote = said.act === 'vote' ? { vote: voteId(this.votes), option: this.option(turn) } : undefined;
    const data = { message, turn, from: agent, ...said, gist, body: text, ...(vote === undefined ? {} : { vote }) };
    const source = this.append({ type: 'v1.message.sent', data });
    this.remember({ message, source, from: agent, act: said.act });
    if (said.act === 'propose') this.proposals = [...this.proposals.slice(-3), message];
    if ((said.act === 'ask' || said.act === 'challenge') && said.to !== 'all')
      for (const to of said.to) this.seats.find((own) => own.agent === to)?.owes.push(message);
    if (vote !== undefined) this.cast(seat);
  }

  private remember(entry: Public): void {
    this.ground = [...this.ground.slice(1 - this.front), entry];
  }

  private option = (turn: TurnId): MessageId | 'none' => this.voting?.[turn % this.voting.length] ?? 'none';

  private cast(seat: Seated): void {
    seat.voted = true;
    if (!this.seats.every(({ voted }) => voted)) return;
    const tally = (this.voting ?? []).map((option) => ({ option, votes: this.seats.length / 2 }));
    this.append({ type: 'v1.vote.closed', data: { vote: voteId(this.votes), tally, seats: this.seats.length } });
    this.voting = undefined;
    for (const own of this.seats) own.voted = false;
  }

  private sometimes(turn: TurnId): void {
    if (turn % IDLE_EVERY === 0) this.quiet = true;
    if (turn % ARBITER_EVERY === 0) this.arbiter();
    if (turn % VOTE_EVERY === 0 && this.voting === undefined && this.proposals.length > 1) {
      this.voting = this.proposals.slice(-2);
      const vote = voteId((this.votes += 1));
      this.append({ type: 'v1.vote.opened', data: { vote, by: 'scenario', options: [...this.voting], quorum: 0.6 } });
    }
    const last = this.ground.at(-2);
    if (last === undefined || last.from === 'arbiter') return;
    const { message, from } = last;
    if (turn % 151 === 0) this.take(message);
    else if (turn % 173 === 0)
      this.append({
        type: 'v1.message.bounced',
        data: { message, from, to: 'Zoe', reason: 'unknown', valid: [...SEATS] },
      });
    else if (turn % 197 === 0)
      this.append({ type: 'v1.agent.nudged', data: { agent: from, count: 1, until: turn + 8 } });
    else if (turn % 211 === 0)
      this.append({
        type: 'v1.run.braked',
        data: {
          brake: 'no-new-content',
          evidence: 'Nothing new in sixteen turns',
          agents: [from],
          messages: [],
          did: 'nudged',
        },
      });
  }

  /** Retracted: it leaves every ground, and nobody owes an answer to it. */
  private take(message: MessageId): void {
    this.append({ type: 'v1.message.retracted', data: { message, reason: 'It was wrong.' } });
    this.ground = this.ground.filter((own) => own.message !== message);
    for (const { owes } of this.seats) {
      const place = owes.indexOf(message);
      if (place !== -1) owes.splice(place, 1);
    }
  }

  private arbiter(): void {
    const message = messageOfArbiter((this.spoken += 1));
    const gist = this.words(9);
    const source = this.append({
      type: 'v1.message.sent',
      data: { message, from: 'arbiter', to: 'all', act: 'inform', gist, body: gist },
    });
    this.remember({ message, source, from: 'arbiter', act: 'inform' });
  }

  /** All are silent: the arbiter had paused, and goes on after a while. */
  private afterQuiet(): void {
    this.quiet = false;
    this.append({ type: 'v1.run.paused', data: { by: 'arbiter' } });
    this.now += 8_000_000 + Math.round(this.next() * 90_000_000);
    this.append({ type: 'v1.run.resumed', data: { by: 'arbiter' } });
    for (const seat of this.seats) seat.freeAt = this.now + Math.round(this.next() * 40_000);
  }

  private words(count: number): string {
    let text = '';
    for (let word = 0; word < count; word += 1)
      text += `${word === 0 ? '' : ' '}${WORDS[Math.floor(this.next() * WORDS.length)] ?? ''}`;
    return `${text}.`;
  }
}
