import type { AnyEvent } from '../events/event.ts';
import type { MessageId } from '../events/ids.ts';
import type { Expect } from '../events/setup.ts';
import { runOf } from '../projections/fold-run.ts';

/** What a run came to: the wordings that stand decided, else the last proposal's. */
export type Outcome = { readonly from: 'decided' | 'proposed' | 'nothing'; readonly texts: readonly string[] };

/** Whether a rule was met, and by which text; `undecidable`: the pattern took too long. */
export type ExpectScore = {
  readonly met: boolean;
  readonly against: Outcome['from'];
  /** Why it could not be told; it counts as not met. */
  readonly why?: string;
};

/** Tells whether a pattern matches, within a bounded time; undefined where that was not enough. A hostile pattern can take for ever. */
export type Matches = (pattern: string, text: string) => boolean | undefined;

export function outcomeOf(events: Iterable<AnyEvent>): Outcome {
  const { board, messages } = runOf(events);
  const bodies = new Map(messages.map(({ message, body }) => [message, body]));
  const textsOf = (ids: readonly (MessageId | undefined)[]): readonly string[] =>
    ids.flatMap((id) => (id === undefined ? [] : (bodies.get(id) ?? [])));
  const proposals = [...board.items].filter((item) => item.kind === 'proposal');
  const standing = new Set(
    proposals.filter(({ state }) => state === 'decided' || state === 'agreed').map(({ item }) => item),
  );
  const decided = textsOf(
    board.decisions.filter(({ proposal }) => standing.has(proposal)).map(({ revision }) => revision),
  );
  if (decided.length > 0) return { from: 'decided', texts: decided };
  const open = proposals.filter(({ state }) => state === 'open' || state === 'challenged');
  const last = textsOf([open.at(-1)?.revisions.at(-1)]);
  return last.length > 0 ? { from: 'proposed', texts: last } : { from: 'nothing', texts: [] };
}

/** Met where one of the texts meets the rule; where nothing was proposed it is not met. */
export function scoreOf(expect: Expect, { from, texts }: Outcome, matches: Matches): ExpectScore {
  const { regex, exact, number, within = 0 } = expect;
  if (regex !== undefined) {
    const found = texts.map((text) => matches(regex, text));
    if (found.includes(true)) return { met: true, against: from };
    return found.includes(undefined)
      ? { met: false, against: from, why: 'the pattern took too long on this text' }
      : { met: false, against: from };
  }
  if (exact !== undefined) return { met: texts.some((text) => plain(text) === plain(exact)), against: from };
  if (number === undefined) return { met: false, against: from };
  return {
    met: texts.some((text) => {
      const said = lastNumber(text);
      // A tolerance as it is written in decimals: 0.3 lies within 0.1 of 0.2.
      return said !== undefined && Math.abs(said - number) <= within + 1e-9 * Math.max(1, Math.abs(number));
    }),
    against: from,
  };
}

const plain = (text: string): string => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();

/** The last number as people write it in English: 1,250 and -3.5; what an answer ends with is what it comes to. */
export function lastNumber(text: string): number | undefined {
  const found = text.match(/(?<![\d.,])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\d)/gu)?.at(-1);
  return found === undefined ? undefined : Number(found.replaceAll(',', '').replace('−', '-'));
}
