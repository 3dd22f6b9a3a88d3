import { present } from '#shared/base/assert.ts';
import { random, shuffled } from '#shared/base/random.ts';
import type { Seq } from '#shared/events/ids.ts';
import type { AgentView, MessageView, RunView, TurnView } from '#shared/projections/run.ts';
import { ACTS_OFFERED, CHOICES, KEPT_FOR_OPENERS, REPLIES, type Choice } from './dialogue.ts';
import { standingOf } from './menu-board.ts';
import { frontOf, isNamed, isOwed, isOwn, type Front } from './menu-front.ts';
import { openersOf, readingOf, reportOf } from './menu-openers.ts';
import { isSameMove, reply, weightOf, type Moves } from './menu-reply.ts';
import { ballotsFor } from './menu-vote.ts';
import { onlyProposes } from './mode/played-seat.ts';

export type MenuInput = {
  readonly agent: AgentView;
  /** The turn stands on what became public before this. */
  readonly before: Seq;
  readonly purpose?: TurnView['purpose'];
  readonly seed: number;
};

/**
 * The legal moves of a turn, in an order that the seed decides, so that a model's taste for the first label favours no act. Never empty.
 * In a closing or summary turn there is one; while a vote is open, one for each option and one for none of them; else at most four: replies
 * to the three messages that matter most (owed answers first, then the newest), and beside them what answers nothing. Pure: it hangs on
 * what the turn has in front, not on what came later, so a turn that is tried again has the same choice.
 */
export function menuOf(view: RunView, { agent, before, purpose, seed }: MenuInput): readonly Choice[] {
  if (purpose !== undefined) return [{ act: 'inform', to: 'all', weight: 1, purpose }];
  const next = random(seed);
  const ballots = ballotsFor(view, agent, before);
  if (ballots.length > 0) return shuffled(ballots, next);
  if (onlyProposes(present(view.setup, 'a turn belongs to a created run'))) {
    return [{ act: 'propose', to: 'all', weight: 1 }];
  }
  const front = frontOf(view, agent, before);
  const moves: Moves = { front, standing: standingOf(front), next };
  const replies = repliesOf(moves);
  const openers = [...readingOf(moves), ...openersOf(moves)].filter(
    (one) => !replies.some((two) => isSameMove(one, two)),
  );
  const others = [...reportOf(moves), ...byWeight(openers, next)];
  const kept = Math.min(others.length, KEPT_FOR_OPENERS);
  const answers = replies.slice(0, CHOICES - kept);
  const menu = [...answers, ...others.slice(0, CHOICES - answers.length)];
  return menu.length === 0 ? [lastResort(front)] : shuffled(menu, next);
}

/** Replies to the messages that matter most, each with as many acts as its rank allows. */
function repliesOf(moves: Moves): readonly Choice[] {
  const { front, next } = moves;
  const replies: Choice[] = [];
  let rank = 0;
  for (const target of inOrderOfWeight(front)) {
    const limit = ACTS_OFFERED[rank];
    if (limit === undefined) break;
    const legal = REPLIES[target.act][isNamed(target, front.me.agent) ? 'owner' : 'others'];
    const choices = legal
      .flatMap((act) => reply(moves, target, act))
      .filter((choice) => !replies.some((other) => isSameMove(other, choice)));
    const offered = byWeight(choices, next).slice(0, limit);
    if (offered.length > 0) rank += 1;
    replies.push(...offered);
  }
  return replies;
}

/**
 * A random order in which a choice of twice the weight comes twice as often first: what weighs little is offered seldom, but it is offered.
 * Exponential clocks: Efraimidis & Spirakis, "Weighted random sampling with a reservoir" (2006).
 */
function byWeight(choices: readonly Choice[], next: () => number): readonly Choice[] {
  return choices
    .map((choice) => ({ choice, at: -Math.log(1 - next()) / choice.weight }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ choice }) => choice);
}

/** What others said and the agent has not replied to: what is owed first, then the newest. */
function inOrderOfWeight(front: Front): readonly MessageView[] {
  const open = front.messages
    .filter((message) => !isOwn(message, front.me) && !front.answered.has(message.message))
    .toReversed();
  return [...open.filter((message) => isOwed(front, message)), ...open.filter((message) => !isOwed(front, message))];
}

/** With nothing to answer one proposes, unless its leaning forbids it. */
function lastResort(front: Front): Choice {
  return { act: weightOf(front, 'propose') > 0 ? 'propose' : 'inform', to: 'all', weight: 1 };
}
