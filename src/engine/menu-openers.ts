import type { AgentId } from '#shared/events/ids.ts';
import type { Act } from '#shared/events/setup.ts';
import { activeAgents, type AgentView } from '#shared/projections/run.ts';
import { shuffled } from '#shared/base/random.ts';
import { OPENERS, OWED, type Choice } from './dialogue.ts';
import { isNamed, isOwn, partOf, sightOf, type Front } from './menu-front.ts';
import { addressee, reply, weightOf, type Moves } from './menu-reply.ts';
import { peerName } from './naming.ts';

/** A task that the agent has taken and not yet reported on: the oldest. */
export function reportOf({ front, standing }: Moves): readonly Choice[] {
  const weight = weightOf(front, 'done') * OWED;
  const task = standing.tasks.find(({ owner, isDone }) => owner === front.me.agent && !isDone);
  const target = front.view.messages.find(({ message }) => message === task?.item);
  if (task === undefined || target === undefined || weight === 0) return [];
  const to = isOwn(target, front.me) ? 'all' : addressee(front, target);
  if (to === undefined) return [];
  const whom = isOwn(target, front.me) ? 'the others' : peerName(front.view, target.from);
  return [{ act: 'done', to, inReplyTo: task.item, target, whom, weight, basedOn: task.change }];
}

/**
 * To read in full what it sees as a gist only: the newest that it has not read. Never twice in a row, since what it has asked for stands in
 * its next prompt and only there.
 */
export function readingOf({ front }: Moves): readonly Choice[] {
  const { view, me } = front;
  const weight = weightOf(front, 'read');
  const last = view.turns.findLast(
    ({ agent, state }) => agent === me.agent && state !== 'open' && state !== 'abandoned',
  );
  if (weight === 0 || last?.state === 'read') return [];
  const target = front.messages.findLast(
    (message) =>
      sightOf(front, message) === 'gist' &&
      !isOwn(message, me) &&
      message.gist !== message.body &&
      !me.pulled.includes(message.message),
  );
  if (target === undefined || target.from === 'arbiter') return [];
  const whom = peerName(view, target.from);
  return [{ act: 'read', to: [target.from], inReplyTo: target.message, target, whom, weight }];
}

/** Moves that answer none of the messages that matter most; a coordinator's go to the workers whom it has addressed least. */
export function openersOf(moves: Moves): readonly Choice[] {
  const { front, next } = moves;
  const part = partOf(front.view, front.me);
  const workers = part === 'coordinator' ? workersOf(front, next) : [];
  return OPENERS[part]
    .filter((act) => weightOf(front, act) > 0 && mayOpen(moves, act))
    .flatMap((act, index): readonly Choice[] => {
      const weight = weightOf(front, act);
      if (act === 'agree') return agreementOf(moves);
      if (act === 'propose' || part !== 'coordinator') return [{ act, to: 'all', weight }];
      const worker = workers[index % Math.max(1, workers.length)];
      return worker === undefined
        ? []
        : [{ act, to: [worker.agent], whom: peerName(front.view, worker.agent), weight }];
    });
}

/** To agree to the proposal that most others agree to already, of equals the newest. */
function agreementOf(moves: Moves): readonly Choice[] {
  const { front, standing } = moves;
  const others = activeAgents(front.view).filter(({ agent }) => agent !== front.me.agent);
  const backing = new Map(
    standing.proposals.map((one) => [one.wording, others.filter(({ agent }) => one.agreed(agent)).length]),
  );
  return front.messages
    .filter((message) => backing.has(message.message) && !isOwn(message, front.me))
    .toReversed()
    .toSorted((a, b) => (backing.get(b.message) ?? 0) - (backing.get(a.message) ?? 0))
    .flatMap((wording) => reply(moves, wording, 'agree'))
    .slice(0, 1);
}

function mayOpen({ front, standing }: Moves, act: Act): boolean {
  if (partOf(front.view, front.me) !== 'coordinator' && front.messages.length === 0) return false;
  // One open task for each agent is enough: more would only be piled up.
  if (act === 'agree') return true;
  if (act === 'task') return standing.tasks.filter((task) => task.isFree).length < activeAgents(front.view).length;
  // Peers answer what is proposed, and propose anew where nothing stands.
  const isOpen = front.messages.some(({ message }) => standing.openProposal(message) !== undefined);
  return partOf(front.view, front.me) === 'coordinator' || !isOpen;
}

/** Those whom the coordinator may address, who was addressed least first. */
function workersOf(front: Front, next: () => number): readonly AgentView[] {
  const { view, me, messages } = front;
  const times = (agent: AgentId): number =>
    messages.filter((message) => isOwn(message, me) && isNamed(message, agent)).length;
  const workers = activeAgents(view).filter(({ agent, name }) => agent !== me.agent && !front.heldBack.has(name));
  return shuffled(workers, next).toSorted((a, b) => times(a.agent) - times(b.agent));
}
