/** Brakes on a talk that goes on without going anywhere: courtesies, near duplicates, nothing new, nothing at all. */
import { present } from '#shared/base/assert.ts';
import { gistOf } from '#shared/base/text.ts';
import { brakeRules } from '#shared/events/rules.ts';
import { nameOf } from '#shared/events/ids.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { openVote } from '#shared/projections/board.ts';
import type { MessageView, RunView } from '#shared/projections/run.ts';
import { displayName } from './dialogue.ts';
import {
  isBarren,
  isSurelyNew,
  NEAR_DUPLICATE,
  noveltyOf,
  resemblance,
  wordsToCompare,
  type Novelty,
} from './novelty.ts';
import { isCourtesy } from './politeness.ts';
import { changesBoard, listed, recentTurns, roundOf, type RecentTurn } from './recent-turns.ts';

type Braked = EventData<'v1.run.braked'>;

/** A message is compared with the rounds before it, and with at least so many messages: who comes back to an older point says it anew. */
const MEMORY_ROUNDS = 4;
const LEAST_MEMORY = 24;
/** A near duplicate is one of a message of the last rounds. */
const COPY_ROUNDS = 2;

/**
 * Why the talk is to end, with what was seen; undefined while somebody says something. It looks at the last k rounds of turns only
 * (k from the scenario), newest first, and stops at the first turn that brought something: O(text of the last rounds).
 * The arbiter's word and an open vote let everyone go on.
 */
export function contentBrake(view: RunView): Braked | undefined {
  const rules = brakeRules(present(view.setup, 'a running run has a setup'));
  if (openVote(view.board) !== undefined) return undefined;
  const round = roundOf(view);
  const recent = recentTurns(view, Math.max(rules.noNewContent, rules.politeness, 1) * round);
  const window = (rounds: number): readonly RecentTurn[] =>
    rounds === 0 || recent.length < rounds * round ? [] : recent.slice(0, rounds * round);
  return (
    courtesies(view, window(rules.politeness)) ??
    (rules.noNewContent === 0 ? undefined : passes(window(1))) ??
    nothingNew(view, window(rules.noNewContent))
  );
}

function courtesies(view: RunView, turns: readonly RecentTurn[]): Braked | undefined {
  const people = view.agents.map(({ name }) => name);
  const polite = turns.filter(
    ({ message }) => message === undefined || (!changesBoard(view, message) && isCourtesy(message.body, people)),
  );
  const said = turns.flatMap(({ message }) => (message === undefined ? [] : [message]));
  if (said.length === 0 || polite.length < turns.length) return undefined;
  const quotes = said.toReversed().map((message) => `${displayName(message.from)} "${gistOf(message.body)}"`);
  return ended('politeness', {
    turns,
    evidence: `the last ${turns.length} turns were courtesies only: ${quotes.join(', ')}`,
  });
}

function passes(turns: readonly RecentTurn[]): Braked | undefined {
  if (turns.length === 0 || turns.some(({ message }) => message !== undefined)) return undefined;
  const names = turns.toReversed().map(({ turn }) => nameOf(turn.agent));
  return ended('no-new-content', { turns, evidence: `everyone passed one after the other: ${listed(names)}` });
}

type Copy = { readonly of: MessageView; readonly likeness: number };
type Stale = { readonly copy: Copy | undefined; readonly novelty: Novelty };
const PASSED: Stale = { copy: undefined, novelty: { words: 0, pairs: 0, newWords: 0, newPairs: 0 } };

function nothingNew(view: RunView, turns: readonly RecentTurn[]): Braked | undefined {
  const seen: { readonly message: MessageView | undefined; readonly stale: Stale }[] = [];
  for (const turn of turns) {
    const stale = staleness(view, turn);
    if (stale === undefined) return undefined;
    seen.push({ message: turn.message, stale });
  }
  const spoken = seen.toReversed().filter(({ message }) => message !== undefined);
  if (spoken.length === 0) return undefined;
  const copies = spoken.filter(({ stale }) => stale.copy !== undefined);
  const names = [...new Set(turns.toReversed().map(({ turn }) => nameOf(turn.agent)))];
  const where = `in the last ${turns.length} turns (${listed(names)})`;
  if (copies.length * 2 > spoken.length) {
    const pairs = copies.map(
      ({ message, stale: { copy } }) =>
        `${message?.message ?? ''} is ${percent(copy?.likeness ?? 0)} like ${copy?.of.message ?? ''}`,
    );
    const evidence = `${where} ${copies.length} of ${spoken.length} messages nearly repeat an earlier one: ${pairs.join(', ')}`;
    return ended('near-duplicate', { turns, evidence });
  }
  const sum = (pick: (novelty: Novelty) => number): number =>
    spoken.reduce((total, { stale }) => total + pick(stale.novelty), 0);
  const newWords = `${sum((one) => one.newWords)} of ${sum((one) => one.words)} content words`;
  const newPairs = `${sum((one) => one.newPairs)} of ${sum((one) => one.pairs)} pairs of them`;
  return ended('no-new-content', { turns, evidence: `${where} only ${newWords} and ${newPairs} were new` });
}

/** How little a turn brought; undefined where it brought something: new words, or a change of the board by its act. */
function staleness(view: RunView, { message }: RecentTurn): Stale | undefined {
  if (message === undefined) return PASSED;
  if (changesBoard(view, message)) return undefined;
  const index = view.messages.lastIndexOf(message);
  const memory = Math.max(LEAST_MEMORY, MEMORY_ROUNDS * roundOf(view));
  const before = view.messages.slice(Math.max(0, index - memory), index).filter((other) => !other.retracted);
  const texts = before.map(({ body }) => body);
  const copy = copyOf(message, before.slice(-COPY_ROUNDS * roundOf(view)));
  if (copy === undefined && isSurelyNew(message.body, texts)) return undefined;
  const novelty = noveltyOf(message.body, texts);
  return copy !== undefined || isBarren(novelty) ? { copy, novelty } : undefined;
}

/** The message among `others` that `message` is most like, where it is a near duplicate of it. */
function copyOf(message: MessageView, others: readonly MessageView[]): Copy | undefined {
  const own = wordsToCompare(message.body);
  return others
    .map((of): Copy => ({ of, likeness: resemblance(own, wordsToCompare(of.body)) }))
    .filter(({ likeness }) => likeness >= NEAR_DUPLICATE)
    .toSorted((a, b) => b.likeness - a.likeness)[0];
}

type Seen = { readonly turns: readonly RecentTurn[]; readonly evidence: string };

function ended(brake: Braked['brake'], { turns, evidence }: Seen): Braked {
  const oldestFirst = turns.toReversed();
  const agents = [...new Set(oldestFirst.map(({ turn }) => turn.agent))];
  const messages = oldestFirst.flatMap(({ message }) => (message === undefined ? [] : [message.message]));
  return { brake, evidence, agents, messages, did: 'ended' };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
