import type { MessageId } from '#shared/events/ids.ts';
import type { TranscriptMessage } from '#shared/projections/transcript.ts';
import type { MessageDraft } from './changes-of.ts';

export type Rows = readonly MessageDraft[];

/** Those that a fork can change: public, or waiting for approval. */
export const isStanding = ({ standing }: TranscriptMessage): boolean => standing === 'public' || standing === 'waiting';

/** The rows with one more, about the newest message that none of them is about yet. */
export const addMessage =
  (standing: readonly TranscriptMessage[], message?: MessageId) =>
  (rows: Rows): Rows => {
    const isFree = (own: TranscriptMessage): boolean =>
      !rows.some((row) => row.kind !== 'insert' && row.message === own.message);
    const asked = standing.find((own) => own.message === message);
    const said = asked ?? standing.findLast(isFree) ?? standing.at(-1);
    if (said === undefined) return rows;
    const { body } = said;
    return [...rows, { key: freeKey(rows), kind: 'edit', message: said.message, text: body, before: body }];
  };

/** The rows with a word of the arbiter's to all. */
export const addWord = (rows: Rows): Rows => [
  ...rows,
  { key: freeKey(rows), kind: 'insert', text: '', to: 'all', act: 'inform' },
];

/** The rows at another moment: without those about messages that do not stand there. */
export const rowsAt = (rows: Rows, standing: readonly TranscriptMessage[]): Rows =>
  rows.filter((row) => row.kind === 'insert' || standing.some(({ message }) => message === row.message));

const freeKey = (rows: Rows): string => `c${Math.max(0, ...rows.map(({ key }) => Number(key.slice(1)))) + 1}`;
