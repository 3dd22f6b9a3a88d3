import { nameOf } from '#shared/events/ids.ts';
import type { Act } from '#shared/events/setup.ts';
import type { Sender } from '#shared/events/vocabulary.ts';
import type { Link } from '#shared/projections/minutes-log.ts';
import type { Said } from '#shared/projections/minutes-proposals.ts';
import { markdownInline } from './markdown-text.ts';

/** A name for people, harmless in Markdown; a seat that was recalled is told apart from its first incarnation. */
export function personOf(sender: Sender): string {
  if (sender === 'arbiter') return 'The arbiter';
  return markdownInline(sender.endsWith('#1') ? nameOf(sender) : sender);
}

/** `([m7, turn 7](#m7))`: the link leads to the message at the end of the minutes; without one the event is named. */
export function whereOf({ seq, message, turn }: Link): string {
  const at = turn === undefined ? [] : [`turn ${turn}`];
  if (message !== undefined) return `([${[message, ...at].join(', ')}](#${message}))`;
  return `(${[...at, `event ${seq}`].join(', ')})`;
}

/** "Ben challenges: They are slow in lists. ([m3, turn 3](#m3))" */
export const said = (one: Said): string =>
  `${personOf(one.by)} ${VERBS[one.act]}: ${markdownInline(one.gist)} ${whereOf(one)}`;

type Section = {
  readonly lines: Iterable<string>;
  /** What stands there where there are no lines; without it the section is left out. */
  readonly empty?: string;
};

/** A heading and a list under it, after an empty line, in pieces that each end in a line break. */
export function* section(title: string, { lines, empty }: Section): Generator<string> {
  let before = `\n## ${title}\n\n`;
  for (const line of lines) {
    yield `${before}- ${line}\n`;
    before = '';
  }
  if (before !== '' && empty !== undefined) yield `${before}${empty}\n`;
}

export function* mapped<Item>(items: Iterable<Item>, line: (item: Item) => string): Generator<string> {
  for (const item of items) yield line(item);
}

/** Microseconds in words, rounded to a second: "42 s", "3 min 20 s". */
export function roundTime(micros: number): string {
  const seconds = Math.round(micros / 1e6);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const VERBS: Readonly<Record<Act, string>> = {
  propose: 'proposes',
  challenge: 'challenges',
  support: 'supports',
  ask: 'asks',
  answer: 'answers',
  inform: 'says',
  revise: 'revises',
  withdraw: 'withdraws',
  agree: 'agrees',
  refuse: 'refuses',
  vote: 'votes',
  pass: 'passes',
  task: 'sets the task',
  claim: 'takes it on',
  done: 'reports',
  read: 'reads',
};
