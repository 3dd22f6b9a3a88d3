import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { nameOf } from '#shared/events/ids.ts';
import type { Act } from '#shared/events/setup.ts';
import type { Addressees, Sender } from '#shared/events/vocabulary.ts';
import { systemLine } from '#shared/projections/system-line.ts';
import { wrap } from './layout.ts';
import type { Style } from './style.ts';
import { terminalLine, terminalText } from './terminal.ts';

/** Tells a run event by event in printable lines. Live, played and shown runs look alike, for all come through here. */
export interface Narrator {
  tell(event: AnyEvent, width: number): readonly string[];
  /** A name in its agent's colour. */
  name(name: string): string;
}

export function narrator(style: Style): Narrator {
  const colours = new Map<string, number>();
  let round = 0;
  const name = (text: string): string => {
    const index = colours.get(text);
    const shown = terminalLine(text);
    return index === undefined ? style.bold(shown) : style.bold(style.agent(index)(shown));
  };
  const told: Teller = { style, name };
  return {
    name,
    tell(event, width) {
      switch (event.type) {
        case 'v1.run.created':
          for (const seat of event.data.setup.seats) colours.set(seat.name, colours.size);
          return opening(event, width, told);
        case 'v1.agent.joined':
          if (!colours.has(event.data.name)) colours.set(event.data.name, colours.size);
          return [];
        case 'v1.turn.started':
          if (event.data.round <= round) return [];
          ({ round } = event.data);
          return ['', style.dim(`── Round ${round} ──`)];
        case 'v1.turn.ended':
          return event.data.outcome === 'passed' ? ['', passLine(event, told)] : [];
        case 'v1.message.sent':
          return ['', headLine(event, told), ...indented(event.data.body, width)];
        case 'v1.message.held':
          return [
            '',
            `${headLine(event, told)} ${style.warn('waits for approval')}`,
            ...indented(event.data.body, width),
          ];
        case 'v1.message.edited':
          return [style.dim(terminalLine(systemLine(event))), ...indented(event.data.body, width)];
        case 'v1.model.loaded': {
          const seconds = (event.data.loadTime / 1e6).toFixed(1);
          return [style.dim(terminalLine(`${systemLine(event)} It took ${seconds} s.`))];
        }
        case 'v1.brake.fired':
        // The end says it, in the same words.
        case 'v1.budget.reached':
          return [];
        case 'unknown':
          return [style.dim(terminalLine(`(an event that this version does not know: ${event.name})`))];
        case 'v1.run.ended':
          return ['', style.bold(endLine(event))];
        default:
          return wrap(terminalLine(systemLine(event)), width).map(style.dim);
      }
    },
  };
}

/** "Ada → Ben · challenges · answers m3": who speaks to whom, what the message does, what it answers. */
export function headOf(message: Headed): string {
  const to = message.to === 'all' ? 'all' : message.to.map(nameOf).join(', ');
  const answers =
    message.inReplyTo === undefined
      ? []
      : [message.act === 'answer' ? message.inReplyTo : `answers ${message.inReplyTo}`];
  if (message.vote !== undefined) {
    const option = message.vote.option === 'none' ? 'none of them' : message.vote.option;
    return terminalLine(`${nameOfSender(message.from)} → ${to} · votes for ${option}`);
  }
  const act =
    message.act === 'answer' && answers.length > 0
      ? [`answers ${message.inReplyTo ?? ''}`]
      : [VERBS[message.act], ...answers];
  return terminalLine([`${nameOfSender(message.from)} → ${to}`, ...act].join(' · '));
}

export const nameOfSender = (from: Sender): string => (from === 'arbiter' ? 'Arbiter' : nameOf(from));

/** How a run ended, in words: "Ended: the budget of 9 turns is spent.", "Ended, nothing new was said: everyone passed." */
export function endLine({ data }: EventOf<'v1.run.ended'>): string {
  const detail = terminalLine(data.detail).replace(/[.]+$/u, '');
  if (detail === '') return `Ended, ${ENDINGS[data.reason]}.`;
  return TOLD_BY_DETAIL.has(data.reason) ? `Ended: ${detail}.` : `Ended, ${ENDINGS[data.reason]}: ${detail}.`;
}

type Headed = {
  readonly from: Sender;
  readonly to: Addressees;
  readonly act: Act;
  readonly inReplyTo?: string | undefined;
  readonly vote?: { readonly option: string } | undefined;
};
type Teller = { readonly style: Style; readonly name: (name: string) => string };

const VERBS: Readonly<Record<Act, string>> = {
  propose: 'proposes',
  challenge: 'challenges',
  support: 'supports',
  ask: 'asks',
  answer: 'answers',
  inform: 'informs',
  revise: 'revises',
  withdraw: 'withdraws',
  agree: 'agrees',
  refuse: 'refuses',
  vote: 'votes',
  pass: 'passes',
  task: 'sets a task',
  claim: 'claims',
  done: 'is done',
  read: 'reads',
};

const ENDINGS: Readonly<Record<EventOf<'v1.run.ended'>['data']['reason'], string>> = {
  decided: 'a decision was made',
  consensus: 'all agree',
  quorum: 'enough agree',
  budget: 'the budget is used up',
  stalled: 'nobody had anything to say',
  'no-progress': 'nothing new was said',
  arbiter: 'by the arbiter',
  cancelled: 'cancelled',
  failed: 'it failed',
};

/** Endings whose detail says all that the reason does. */
const TOLD_BY_DETAIL: ReadonlySet<string> = new Set<keyof typeof ENDINGS>(['budget', 'cancelled']);

const PASSES = {
  chosen: 'nothing to add',
  repetition: 'it would have repeated what was said',
  empty: 'it found no words',
} as const;

function opening({ data }: EventOf<'v1.run.created'>, width: number, { style, name }: Teller): readonly string[] {
  const { title, question, seats } = data.setup;
  const line = terminalLine(question);
  return [
    style.bold(terminalLine(title)),
    ...(line === terminalLine(title) ? [] : wrap(terminalText(question.trim()), width)),
    '',
    ...seats.map(
      (seat) => `${name(seat.name)} ${style.dim(`· ${terminalLine(seat.model)} ·`)} ${terminalLine(seat.role)}`,
    ),
    '',
  ];
}

function headLine(event: EventOf<'v1.message.sent'> | EventOf<'v1.message.held'>, { style, name }: Teller): string {
  const from = nameOfSender(event.data.from);
  const head = headOf(event.data);
  // The name is what the head begins with; only its colour is added here.
  return `${name(from)}${head.slice(terminalLine(from).length)} ${style.dim(`(${event.data.message})`)}`;
}

function passLine({ data }: EventOf<'v1.turn.ended'>, { style, name }: Teller): string {
  return `${name(nameOf(data.agent))} ${style.dim(`passes: ${PASSES[data.reason ?? 'chosen']}`)}`;
}

const indented = (body: string, width: number): readonly string[] =>
  wrap(terminalText(body.trim()), width - 2).map((line) => (line === '' ? '' : `  ${line}`));
