import { nameOf, type AgentId, type MessageId, type Micros, type Seq, type TurnId } from '../events/ids.ts';
import type { AnyEvent, EventOf } from '../events/event.ts';
import type { EventData, Form, LineageEntry, Sender } from '../events/vocabulary.ts';
import { holdsText, type Block } from './open-turns.ts';
import { emptyRun, foldRun } from './fold-run.ts';
import type { RunView } from './run.ts';

/** One thing that happened to a message, in a sentence and with what it is about. */
export type LifeStep = {
  readonly seq: Seq;
  readonly at: Micros;
  readonly step: LifeStepKind;
  readonly text: string;
  readonly agent?: AgentId;
  readonly turn?: TurnId;
  /** Another message: the answer, what took its place. */
  readonly message?: MessageId;
  readonly form?: Form;
};

/** `front`: it stands in a prompt; `read`: that turn ended, so its agent has read it; `dead-letter`: its reader left before. */
export type LifeStepKind =
  | 'held'
  | 'public'
  | 'edited'
  | 'dropped'
  | 'queued'
  | 'front'
  | 'read'
  | 'answered'
  | 'superseded'
  | 'bounced'
  | 'nudged'
  | 'expired'
  | 'ruled'
  | 'retracted'
  | 'dead-letter'
  | 'unread';

/** A turn in whose prompt a message stood, its author's own among them. */
export type Held = {
  readonly turn: TurnId;
  readonly attempt: number;
  readonly agent: AgentId;
  /** Of each block that held it: the form, the stage that put it there, and its length in tokens. */
  readonly blocks: readonly Pick<Block, 'form' | 'stage' | 'part' | 'tokens'>[];
  /** `open` while it goes on. */
  readonly outcome: 'open' | 'abandoned' | EventData<'v1.turn.ended'>['outcome'];
};

export type MessageLife = {
  readonly message: MessageId;
  readonly from: Sender;
  readonly steps: readonly LifeStep[];
  readonly held: readonly Held[];
};

/** The life of one message over `events`, which are in order from the first on; undefined where none of them is about it. */
export function lifeOf(events: Iterable<AnyEvent>, message: MessageId): MessageLife | undefined {
  const reader = lifeReader(message);
  for (const event of events) reader.take(event);
  return reader.life();
}

/** Reads a life event by event, for a window that may not stand still while a long run is read. */
export interface LifeReader {
  /** The next event; they come in order from the first on. */
  take(event: AnyEvent): void;
  life(): MessageLife | undefined;
}

export function lifeReader(message: MessageId): LifeReader {
  const life = new Life(message);
  let view = emptyRun();
  return {
    take(event) {
      life.before(event, view);
      view = foldRun(view, event);
      life.after(event, view);
    },
    life() {
      const { from, steps, held } = life;
      return from === undefined ? undefined : { message, from, steps: [...steps], held: [...held] };
    },
  };
}

class Life {
  readonly steps: LifeStep[] = [];
  readonly held: Held[] = [];
  from: Sender | undefined;
  /** The events that hold its text: as it was first written, and each edited wording. */
  private readonly sources = new Set<Seq>();
  private readonly readers = new Set<AgentId>();
  private readonly id: MessageId;

  constructor(id: MessageId) {
    this.id = id;
  }

  /** What an event takes away can only be seen before it is folded. */
  before(event: AnyEvent, view: RunView): void {
    if (event.type !== 'v1.agent.left' || !unreadBy(view, this.id).includes(event.data.agent)) return;
    const { agent } = event.data;
    this.add(event, { step: 'dead-letter', text: `${who(agent)} left and had not read it`, agent });
  }

  after(event: AnyEvent, view: RunView): void {
    switch (event.type) {
      case 'v1.message.sent':
        this.said(event, view);
        break;
      case 'v1.message.held':
        if (event.data.message === this.id) {
          this.written(event);
          this.add(event, {
            step: 'held',
            text: `${writes(event.data)}; it waits for the arbiter's approval`,
            ...ofTurn(event.data),
          });
        } else this.answered(event);
        break;
      case 'v1.message.approved':
        if (event.data.message === this.id) this.published(event, view, 'the arbiter approves it: it is public');
        break;
      case 'v1.message.edited':
        if (event.data.message !== this.id) break;
        this.sources.add(event.seq);
        this.add(event, { step: 'edited', text: `the arbiter edits it: ${event.data.gist}` });
        break;
      case 'v1.message.dropped':
      case 'v1.message.retracted':
        if (event.data.message !== this.id) break;
        this.add(event, {
          step: event.type === 'v1.message.dropped' ? 'dropped' : 'retracted',
          text: `${event.type === 'v1.message.dropped' ? 'the arbiter drops it' : 'retracted'}${because(event.data.reason)}`,
        });
        break;
      case 'v1.proposal.ruled':
        if (event.data.proposal !== this.id) break;
        this.add(event, {
          step: 'ruled',
          text: `the arbiter ${event.data.ruling === 'decided' ? 'decides for it' : 'rejects it'}${because(event.data.note)}`,
        });
        break;
      default:
        this.delivered(event, view);
    }
  }

  private delivered(event: AnyEvent, view: RunView): void {
    switch (event.type) {
      case 'v1.message.bounced':
        if (event.data.message === this.id) {
          this.from ??= event.data.from;
          this.add(event, { step: 'bounced', text: `did not reach ${event.data.to} (${event.data.reason})` });
        }
        break;
      case 'v1.agent.nudged':
        if (event.data.message === this.id) {
          const { agent, count } = event.data;
          this.add(event, { step: 'nudged', text: `${who(agent)} is asked about it again (${count})`, agent });
        }
        break;
      case 'v1.message.expired':
        if (event.data.message === this.id) {
          const { agent } = event.data;
          this.add(event, { step: 'expired', text: `${who(agent)} did not answer in time`, agent });
        }
        break;
      case 'v1.turn.started':
        this.started(event);
        break;
      case 'v1.turn.ended':
        this.ended(event);
        break;
      case 'v1.turn.abandoned':
        this.close(event.data, 'abandoned');
        break;
      case 'v1.run.ended':
        for (const agent of unreadBy(view, this.id))
          this.add(event, { step: 'unread', text: `${who(agent)} had not read it at the end`, agent });
        break;
      default:
    }
  }

  private said(event: EventOf<'v1.message.sent'>, view: RunView): void {
    if (event.data.message !== this.id) {
      this.answered(event);
      return;
    }
    this.written(event);
    this.published(event, view, `${writes(event.data)}: it is public`);
  }

  private written({ seq, data }: { readonly seq: Seq; readonly data: EventData<'v1.message.sent'> }): void {
    this.from = data.from;
    this.sources.add(seq);
  }

  private published(event: AnyEvent, view: RunView, text: string): void {
    const turn = view.messages.find(({ message }) => message === this.id)?.turn;
    this.add(event, { step: 'public', text, ...(turn === undefined ? {} : { turn }) });
    for (const agent of unreadBy(view, this.id)) {
      const open = view.turns.findLast((own) => own.agent === agent);
      if (open?.state !== 'open') continue;
      const told = `${who(agent)} is in turn ${open.turn}: it waits behind that turn`;
      this.add(event, { step: 'queued', text: told, agent, turn: open.turn });
    }
  }

  private answered(event: EventOf<'v1.message.sent'> | EventOf<'v1.message.held'>): void {
    const { message, from, act, inReplyTo, supersedes } = event.data;
    const agent = from === 'arbiter' ? {} : { agent: from };
    const rest = { message, ...agent, ...ofTurn(event.data) };
    const held = event.type === 'v1.message.held' ? ', which is held' : '';
    if (inReplyTo === this.id)
      this.add(event, { step: 'answered', text: `${who(from)} answers with ${message} (${act})${held}`, ...rest });
    if (supersedes === this.id) this.add(event, { step: 'superseded', text: `${message} takes its place`, ...rest });
  }

  private started({ seq, at, data }: EventOf<'v1.turn.started'>): void {
    const blocks = this.blocksIn(data.lineage, 'prompt');
    const { turn, attempt, agent } = data;
    const [first] = blocks;
    if (first === undefined) return;
    this.held.push({ turn, attempt, agent, blocks, outcome: 'open' });
    const again = attempt === 1 ? '' : `, attempt ${attempt}`;
    const text = `stands in front of ${who(agent)} in turn ${turn}${again}, ${inWords(first.form)}`;
    this.steps.push({ seq, at, step: 'front', text, agent, turn, form: first.form });
  }

  private ended(event: EventOf<'v1.turn.ended'>): void {
    const { decision, speech, turn, attempt, agent, outcome } = event.data;
    const staged = [
      ...this.blocksIn(decision.lineage ?? [], 'decide'),
      ...this.blocksIn(speech?.lineage ?? [], 'speak'),
    ];
    if (staged.length > 0) this.addStaged({ turn, attempt, agent }, staged);
    const holder = this.close(event.data, outcome);
    const [first] = holder?.blocks ?? [];
    if (first === undefined || agent === this.from || this.readers.has(agent)) return;
    this.readers.add(agent);
    const text = `${who(agent)} has read it in turn ${turn}, ${inWords(first.form)}`;
    this.add(event, { step: 'read', text, agent, turn, form: first.form });
  }

  private addStaged({ turn, attempt, agent }: Pick<Held, 'turn' | 'attempt' | 'agent'>, blocks: Held['blocks']): void {
    const at = this.placeOf({ turn, attempt });
    const known = this.held[at];
    if (known === undefined) this.held.push({ turn, attempt, agent, blocks, outcome: 'open' });
    else this.held[at] = { ...known, blocks: [...known.blocks, ...blocks] };
  }

  private close(of: { readonly turn: TurnId; readonly attempt: number }, outcome: Held['outcome']): Held | undefined {
    const at = this.placeOf(of);
    const known = this.held[at];
    if (known === undefined) return undefined;
    this.held[at] = { ...known, outcome };
    return known;
  }

  private placeOf({ turn, attempt }: Pick<Held, 'turn' | 'attempt'>): number {
    return this.held.findIndex((own) => own.turn === turn && own.attempt === attempt);
  }

  private blocksIn(lineage: readonly LineageEntry[], stage: Block['stage']): Held['blocks'] {
    return lineage
      .filter((entry) => entry.source !== undefined && this.sources.has(entry.source) && holdsText(entry))
      .map(({ form, part, tokens }) => ({ form, stage, part, tokens }));
  }

  private add({ seq, at }: AnyEvent, step: Omit<LifeStep, 'seq' | 'at'>): void {
    this.steps.push({ seq, at, ...step });
  }
}

const unreadBy = ({ agents }: RunView, message: MessageId): readonly AgentId[] =>
  agents.filter(({ unread }) => unread.includes(message)).map(({ agent }) => agent);

const who = (sender: Sender): string => {
  if (sender === 'arbiter') return 'the arbiter';
  return sender.endsWith('#1') ? nameOf(sender) : sender;
};

function writes({ from, to, act, turn, inReplyTo }: EventData<'v1.message.sent'>): string {
  const during = turn === undefined ? '' : ` in turn ${turn}`;
  const answer = inReplyTo === undefined ? '' : `, in reply to ${inReplyTo}`;
  return `${who(from)} writes it${during}, ${act} to ${to === 'all' ? 'all' : to.map(who).join(', ')}${answer}`;
}

const ofTurn = ({ turn }: { readonly turn?: TurnId | undefined }): { readonly turn?: TurnId } =>
  turn === undefined ? {} : { turn };

const because = (reason: string): string => (reason.trim() === '' ? '' : `: ${reason.trim()}`);

const inWords = (form: Form): string =>
  form === 'full' ? 'word for word' : form === 'gist' ? 'as its gist' : form === 'private' ? 'as private mail' : form;
