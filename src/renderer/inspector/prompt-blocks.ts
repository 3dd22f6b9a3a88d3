import { seq, type MessageId, type Seq, type TurnId } from '#shared/events/ids.ts';
import type { Form, LineageEntry, Sender } from '#shared/events/vocabulary.ts';
import { ballotWords, nameAmongPeers, quoteLine } from '#shared/projections/quote-line.ts';
import { messageLink, type Lineage } from '#shared/projections/lineage.ts';
import type { LogIndex } from '../state/log-index.ts';
import type { TurnMoment } from './turn-moment.ts';

/** A block of a prompt as people read it. */
export type PromptBlock = {
  /** Unique in its prompt. */
  readonly key: string;
  readonly form: Form;
  readonly tokens: number;
  readonly text: string;
  /** The message whose words it holds, who wrote it and in which turn; absent of a text of code's own. */
  readonly message?: MessageId;
  readonly from?: Sender;
  readonly turn?: TurnId;
};

/** A part of a prompt. What was evaluated and taken over is known once the turn has ended. */
export type PromptPart = {
  readonly blocks: readonly PromptBlock[];
  readonly tokens: number;
  readonly evaluated?: number;
  readonly reused?: number;
};

/** All that stood in front of a turn: what all stages stand on, and what each stage put behind it. */
export type TurnPrompt = {
  readonly tokens: number;
  readonly ground: PromptPart;
  readonly tail: PromptPart;
  readonly decide: PromptPart;
  readonly speak: PromptPart;
};

type Where = { readonly log: LogIndex; readonly lineage: Lineage };

/**
 * The prompt of a turn, block by block in the order in which it was written. A text of code's own stands in the log word for word; the words
 * of a message are read off the event that held them then, so an edit since does not change what is shown.
 */
export function promptIn(moment: TurnMoment, where: Where): TurnPrompt {
  const { started, ended } = moment;
  const prompt = started?.data.lineage ?? [];
  const counts = ended?.data.counts;
  const part = (name: string, entries: readonly LineageEntry[]): PromptPart => ({
    blocks: entries.map((entry, index) => blockOf(entry, `${name} ${index}`, where)),
    tokens: sumOf(entries),
  });
  const ground = part(
    'ground',
    prompt.filter((entry) => entry.part === 'ground'),
  );
  const tail = part(
    'tail',
    prompt.filter((entry) => entry.part === 'tail'),
  );
  const decide = part('decide', ended?.data.decision.lineage ?? []);
  const speak = part('speak', ended?.data.speech?.lineage ?? []);
  const parts = [ground, tail, decide, speak];
  const own = tail.tokens + decide.tokens + speak.tokens;
  return {
    tokens: parts.reduce((total, { tokens }) => total + tokens, 0),
    ground: counts === undefined ? ground : { ...ground, ...groundUse(ground.tokens, counts.ground) },
    // What follows the ground is one turn's own: all that was evaluated beside the ground.
    tail: counts === undefined ? tail : { ...tail, ...tailUse(own, counts.evaluated - counts.ground) },
    decide,
    speak,
  };
}

const groundUse = (tokens: number, evaluated: number): Pick<PromptPart, 'evaluated' | 'reused'> => ({
  evaluated,
  reused: Math.max(0, tokens - evaluated),
});

/** Stages and retries may evaluate a token more than once; then nothing of it counts as taken over. */
const tailUse = (tokens: number, evaluated: number): Pick<PromptPart, 'evaluated' | 'reused'> => ({
  evaluated: Math.max(0, evaluated),
  reused: Math.max(0, tokens - evaluated),
});

const sumOf = (entries: readonly LineageEntry[]): number => entries.reduce((total, { tokens }) => total + tokens, 0);

function blockOf({ form, tokens, text, source }: LineageEntry, key: string, where: Where): PromptBlock {
  const own = { key, form, tokens };
  if (source === undefined) return { ...own, text: (text ?? '').trimEnd() };
  const written = where.lineage.tracked.texts.bySource.get(source);
  if (written === undefined) return { ...own, text: textOf(source, form, where) };
  const { message, from } = written;
  const turn = messageLink(where.lineage, message)?.turn;
  const quote = `${lineOver(message, where)}\n${textOf(source, form, where)}`;
  return { ...own, message, from, text: quote, ...(turn === undefined ? {} : { turn }) };
}

/** The line that names author and act, as it stood over the quote. */
function lineOver(message: MessageId, { log }: Where): string {
  const created = log.at(seq(1));
  const written = log.written(message)?.data;
  if (created?.type !== 'v1.run.created' || written === undefined) return '';
  const { setup } = created.data;
  const { act, from, to, vote } = written;
  const names = to === 'all' ? [] : to.map((agent) => nameAmongPeers(setup, agent));
  const option = vote?.option;
  const by = option === undefined || option === 'none' ? undefined : log.written(option)?.data.from;
  const votesFor = option === undefined ? undefined : ballotWords(setup, option, by);
  return quoteLine(act, nameAmongPeers(setup, from), { to: names, votesFor });
}

function textOf(source: Seq, form: Form, { log }: Where): string {
  const event = log.at(source);
  switch (event?.type) {
    case 'v1.run.created':
      return `Question: ${event.data.setup.question}`;
    case 'v1.message.sent':
    case 'v1.message.held':
    case 'v1.message.edited':
      return quoted(event.data, form);
    default:
      return '';
  }
}

/** Whatever a reader or a model could take for the end of a line. */
const BREAK = /\r\n|[\n\r\u2028\u2029\u0085\v\f]/u;

/** As in the prompt: each line of the words begins with `> `; a gist is one line. */
function quoted({ gist, body }: { readonly gist: string; readonly body: string }, form: Form): string {
  const lines = form === 'gist' ? [gist.split(BREAK).join(' ')] : body.split(BREAK);
  return lines.map((line) => `> ${line}`).join('\n');
}
