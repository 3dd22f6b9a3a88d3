import { present } from '#shared/base/assert.ts';
import { nameOf } from '#shared/events/ids.ts';
import type { Act } from '#shared/events/setup.ts';
import type { Move } from '#shared/events/vocabulary.ts';
import type { MessageView } from '#shared/projections/run.ts';
import { OWED, TASK_ACTS, TASTES, WEIGHTS, type Choice } from './dialogue.ts';
import type { Standing } from './menu-board.ts';
import { isOwed, partOf, type Front } from './menu-front.ts';
import { peerName } from './naming.ts';

/** What moves are made of; `next` gives numbers in [0, 1) out of the turn's seed. */
export type Moves = { readonly front: Front; readonly standing: Standing; readonly next: () => number };

/** A reply to a message with an act; none where it is not legal now. */
export function reply({ front, standing }: Moves, target: MessageView, act: Act): readonly Choice[] {
  const weight = weightOf(front, act) * (isOwed(front, target) ? OWED : 1);
  const to = addressee(front, target);
  if (weight === 0 || to === undefined) return [];
  const choice: Choice = {
    act,
    to,
    inReplyTo: target.message,
    target,
    whom: peerName(front.view, target.from),
    weight,
  };
  return changed({ front, standing }, choice, target);
}

/** The choice with the item of the board that it changes; none where the board would refuse it. */
function changed(
  { front, standing }: Pick<Moves, 'front' | 'standing'>,
  choice: Choice,
  target: MessageView,
): readonly Choice[] {
  const { agent } = front.me;
  const proposal = standing.openProposal(target.message);
  const task = standing.task(target.message);
  switch (choice.act) {
    case 'challenge':
    case 'support':
      return standing.isPast(target.message) ? [] : [choice];
    case 'agree': {
      // A protected dissenter: nothing is agreed before it was challenged once, and by nobody whose own challenge has no answer.
      // What is agreed to is the wording as it stands.
      const may =
        proposal?.by === target.from &&
        proposal.isChallenged &&
        !proposal.agreed(agent) &&
        !proposal.isDoubtedBy(agent);
      const wording = may ? front.messages.find(({ message }) => message === proposal.wording) : undefined;
      return wording === undefined || proposal === undefined
        ? []
        : [{ ...choice, inReplyTo: wording.message, target: wording, basedOn: proposal.change }];
    }
    case 'revise':
      return proposal?.by === agent ? [{ ...choice, basedOn: proposal.change, supersedes: proposal.wording }] : [];
    case 'withdraw':
      return proposal?.by === agent ? [{ ...choice, basedOn: proposal.change }] : [];
    case 'claim':
      return task?.isFree === true && target.message === task.item ? [{ ...choice, basedOn: task.change }] : [];
    default:
      return [choice];
  }
}

/** Two messages may lead to the same agreement. */
export const isSameMove = (one: Choice, other: Choice): boolean =>
  one.act === other.act && one.inReplyTo === other.inReplyTo;

/** Who owes the answer: the seat's live incarnation; all where it is gone or the arbiter asked. Undefined: it is to be left in peace. */
export function addressee({ view, heldBack }: Front, target: MessageView): Move['to'] | undefined {
  if (target.from === 'arbiter') return 'all';
  const name = nameOf(target.from);
  if (heldBack.has(name)) return undefined;
  const live = view.agents.findLast((agent) => agent.name === name && agent.state !== 'left');
  return live === undefined ? 'all' : [live.agent];
}

/** What an act weighs for the agent: its own weight, the taste of its part and the leaning of its seat. 0 forbids it. */
export function weightOf({ view, me }: Front, act: Act): number {
  const setup = present(view.setup, 'a turn belongs to a created run');
  const hasTasks = setup.tasks ?? setup.mode === 'hierarchy';
  if (TASK_ACTS.includes(act) && !hasTasks) return 0;
  const { leaning } = present(setup.seats[me.seat], 'an agent sits on a seat of its run');
  return (WEIGHTS[act] ?? 1) * (TASTES[partOf(view, me)][act] ?? 1) * (leaning[act] ?? 1);
}
