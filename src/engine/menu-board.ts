import { seq, type AgentId, type MessageId } from '#shared/events/ids.ts';
import { itemNamed, versionBefore, type BoardItem, type Proposal, type Task } from '#shared/projections/board.ts';
import type { MessageView } from '#shared/projections/run.ts';
import type { Front } from './menu-front.ts';

export type Change = { readonly item: MessageId; readonly version: number };

/**
 * The board as a turn has it in front: as it stood before `before`. What the board accepts at that moment is offered, and a turn that is
 * tried again is offered the same; what moved on in between is refused by the board and not here.
 */
export type Standing = {
  /** The proposal that a message is about, as it stood; undefined where it is about none or the proposal is closed. */
  readonly openProposal: (message: MessageId) => StandingProposal | undefined;
  /** Whether a message is about a proposal that is closed, or is a wording that was revised since. */
  readonly isPast: (message: MessageId) => boolean;
  /** All that are open, in the order in which they were made. */
  readonly proposals: readonly StandingProposal[];
  readonly task: (message: MessageId) => StandingTask | undefined;
  readonly tasks: readonly StandingTask[];
};

export type StandingProposal = {
  readonly by: Proposal['by'];
  readonly change: Change;
  /** The message that holds it as it is worded. */
  readonly wording: MessageId;
  readonly isChallenged: boolean;
  readonly agreed: (agent: AgentId) => boolean;
  /** Whether an agent has challenged it and has no answer from its author yet. */
  readonly isDoubtedBy: (agent: AgentId) => boolean;
};

export type StandingTask = {
  readonly item: MessageId;
  readonly change: Change;
  readonly owner: AgentId | undefined;
  readonly isDone: boolean;
  /** Nobody has it, and all that it depends on is done. */
  readonly isFree: boolean;
};

export function standingOf({ view, before }: Front): Standing {
  const { board } = view;
  const known = new Map(
    view.messages.filter(({ seq: at }) => at < before).map((message) => [message.message, message]),
  );
  const itemOf = (message: MessageId): BoardItem | undefined => itemNamed(board, board.itemOf.get(message) ?? message);
  const changeOf = (item: BoardItem): Change => ({ item: item.item, version: versionBefore(item, before) });
  const taskOf = (item: Task): StandingTask => standingTask(item, known, changeOf(item));
  const isReady = (item: Task): boolean =>
    item.dependsOn.every((other) => {
      const task = itemNamed(board, other);
      return task?.kind !== 'task' || task.state === 'retracted' || taskOf(task).isDone;
    });
  const task = (item: Task): StandingTask => {
    const standing = taskOf(item);
    return { ...standing, isFree: standing.isFree && isReady(item) };
  };
  return {
    openProposal(message) {
      const item = itemOf(message);
      if (item?.kind !== 'proposal' || isClosed({ view, before }, item, known)) return undefined;
      return standingProposal(item, known, changeOf(item));
    },
    isPast(message) {
      const item = itemOf(message);
      if (item?.kind !== 'proposal') return false;
      if (isClosed({ view, before }, item, known)) return true;
      return item.revisions.includes(message) && wordingOf(item, known) !== message;
    },
    proposals: [...board.items].flatMap((item) =>
      item.kind === 'proposal' && known.has(item.item) && !isClosed({ view, before }, item, known)
        ? [standingProposal(item, known, changeOf(item))]
        : [],
    ),
    task(message) {
      const item = itemOf(message);
      return item?.kind === 'task' && known.has(item.item) ? task(item) : undefined;
    },
    tasks: [...board.items].flatMap((item) =>
      item.kind === 'task' && item.state !== 'retracted' && known.has(item.item) ? [task(item)] : [],
    ),
  };
}

type Known = ReadonlyMap<MessageId, MessageView>;

const wordingOf = (item: Proposal, known: Known): MessageId =>
  item.revisions.findLast((wording) => known.has(wording)) ?? item.item;

function standingProposal(item: Proposal, known: Known, change: Change): StandingProposal {
  return {
    by: item.by,
    change,
    wording: wordingOf(item, known),
    isChallenged: item.challenges.some((challenge) => known.get(challenge)?.retracted === false),
    isDoubtedBy: (agent) =>
      item.challenges.some(
        (challenge) => known.get(challenge)?.from === agent && !isAnswered({ challenge, by: item.by }, known),
      ),
    agreed: (agent) =>
      [...known.values()].some(
        ({ from, act, basedOn, retracted }) =>
          from === agent &&
          act === 'agree' &&
          !retracted &&
          basedOn?.item === item.item &&
          basedOn.version === change.version,
      ),
  };
}

const isAnswered = ({ challenge, by }: { challenge: MessageId; by: Proposal['by'] }, known: Known): boolean =>
  [...known.values()].some(({ from, inReplyTo, retracted }) => from === by && inReplyTo === challenge && !retracted);

/** A proposal that is settled, given up or taken back. */
function isClosed({ view, before }: Pick<Front, 'view' | 'before'>, item: Proposal, known: Known): boolean {
  switch (item.state) {
    case 'open':
    case 'challenged':
      return false;
    case 'retracted':
      return true;
    case 'withdrawn':
      return item.withdrawal === undefined || known.has(item.withdrawal);
    case 'rejected':
      return (item.versions.at(-1)?.since ?? seq(0)) < before;
    case 'agreed':
    case 'decided':
      return view.board.decisions.some(({ proposal, at }) => proposal === item.item && at < before);
    default:
      return item.state satisfies never;
  }
}

function standingTask(item: Task, known: Known, change: Change): StandingTask {
  const isDone = item.report !== undefined && known.has(item.report);
  const isClaimed = item.claim === undefined ? item.state !== 'open' : known.has(item.claim);
  return {
    item: item.item,
    change,
    owner: isClaimed ? item.owner : undefined,
    isDone,
    isFree: item.state !== 'retracted' && !isDone && !isClaimed,
  };
}
