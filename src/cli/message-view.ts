import { nameOf, type MessageId } from '#shared/events/ids.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { entryOf, type LedgerEntry } from '#shared/projections/ledger.ts';
import { lifeOf, type Held, type MessageLife } from '#shared/projections/message-life.ts';
import type { MessageView } from '#shared/projections/run.ts';
import { taintReader, type Reach } from '#shared/projections/taint.ts';
import { deliveries } from './ledger-view.ts';
import { wrap } from './layout.ts';
import type { Moment } from './moment.ts';
import { headOf } from './narrator.ts';
import { columns, heading, labelled, type Sheet } from './sheet.ts';
import { terminalLine, terminalText } from './terminal.ts';

/** All that is known of one message at a moment. */
export type MessageStory = {
  readonly life: MessageLife;
  readonly entry: LedgerEntry | undefined;
  /** As it stands, public or held; absent of one that was dropped or refused before it was sent. */
  readonly message: MessageView | undefined;
  /** The item of the board that it made or is about. */
  readonly item: MessageId | undefined;
  readonly reach: Reach;
  /** Retracted messages that have reached it. */
  readonly taintedBy: readonly MessageId[];
};

/** Undefined where no event up to that moment is about such a message. */
export function storyOf(events: readonly AnyEvent[], { run, ledger, lineage }: Moment, id: MessageId) {
  const life = lifeOf(events, id);
  if (life === undefined) return undefined;
  const message = [...run.messages, ...run.held].find((own) => own.message === id);
  const retracted = run.messages.filter((own) => own.retracted && own.message !== id);
  const reachOf = taintReader(lineage);
  const story: MessageStory = {
    life,
    entry: entryOf(ledger, id),
    message,
    item: run.board.itemOf.get(id),
    reach: reachOf([id]),
    taintedBy: retracted.map((own) => own.message).filter((own) => reaches(reachOf([own]), id)),
  };
  return story;
}

/** A message's whole life in order, every turn whose prompt held it, and what it has reached. */
export function* messageLines(sheet: Sheet, { life, message, entry, item, reach, taintedBy }: MessageStory) {
  const { style } = sheet;
  yield '';
  const head = message === undefined ? `${life.message} was never sent` : headOf(message);
  yield `${style.dim(`${life.message} `)} ${style.bold(head)}${message?.retracted === true ? style.bad(' · retracted') : ''}`;
  for (const line of wrap(terminalText(message?.body.trim() ?? ''), sheet.width - 4)) yield `    ${line}`;
  if (item !== undefined) {
    yield* labelled(sheet, 'board', item === life.message ? 'made an item of the board' : `is about ${item}`);
  }
  yield* heading(sheet, 'Life');
  for (const { seq, text } of life.steps) yield* labelled(sheet, `${seq}`, text);
  yield* heading(sheet, 'Addressees');
  for (const [to, state] of entry === undefined ? [] : deliveries(entry)) yield* labelled(sheet, to, state);
  yield* heading(sheet, 'In the prompts of');
  yield* holderLines(sheet, life.held);
  yield* heading(sheet, message?.retracted === true ? 'Tainted by it' : 'Has reached');
  yield* labelled(sheet, 'answers', listed(reach.answered));
  yield* labelled(sheet, 'in front', listed(reach.inFront));
  for (const source of taintedBy) yield* labelled(sheet, 'tainted', `by ${source}, which is retracted`);
}

/** The same for programs: the message, a document for each step and each turn, then the reach. */
export function messageDocuments({ life, message, entry, item, reach, taintedBy }: MessageStory): readonly object[] {
  const { to, act, inReplyTo, gist, body, retracted } = message ?? {};
  const about = { to, act, inReplyTo, gist, body, retracted, item };
  const { rows = [], overheard = [] } = entry ?? {};
  return [
    { kind: 'message', message: life.message, from: life.from, ...about, rows, overheard },
    ...life.steps.map((step) => ({ kind: 'step', ...step })),
    ...life.held.map((held) => ({ kind: 'prompt', ...held })),
    { kind: 'reach', ...reach, taintedBy },
  ];
}

function holderLines(sheet: Sheet, held: readonly Held[]): readonly string[] {
  if (held.length === 0) return [sheet.style.dim('    no turn yet')];
  const rows = held.flatMap(({ turn, attempt, agent, blocks, outcome }) =>
    blocks.map(({ form, stage, part, tokens }) => [
      attempt === 1 ? `${turn}` : `${turn}.${attempt}`,
      terminalLine(nameOf(agent)),
      form,
      stage === 'prompt' ? part : stage,
      `${tokens}`,
      outcome,
    ]),
  );
  return columns(sheet, ['TURN', 'AGENT', 'FORM', 'WHERE', 'TOKENS', 'OUTCOME'], rows);
}

const listed = (ids: readonly MessageId[]): string => (ids.length === 0 ? 'none' : ids.join(', '));
const reaches = ({ answered, inFront }: Reach, id: MessageId): boolean => answered.includes(id) || inFront.includes(id);
