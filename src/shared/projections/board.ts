import type { AgentId, MessageId, Seq, VoteId } from '../events/ids.ts';
import type { Mode } from '../events/setup.ts';
import type { EventData, Sender } from '../events/vocabulary.ts';
import { foldBoard } from './board-fold.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { projection } from './projection.ts';

export { isSameSeat, itemNamed, versionOf } from './board-items.ts';

/** What a change counts from: 1 is the item as it was first written, and each accepted change of it adds one. */
export type Version = { readonly version: number; readonly since: Seq };

export type ProposalState = 'open' | 'challenged' | 'withdrawn' | 'agreed' | 'decided' | 'rejected' | 'retracted';

/** A proposal through all its revisions; `item` is the message that first made it. */
export type Proposal = {
  readonly kind: 'proposal';
  readonly item: MessageId;
  readonly by: Sender;
  readonly state: ProposalState;
  /** The wordings that stand, the first one first; each but the last was revised into the next. Empty once all are retracted. */
  readonly revisions: readonly MessageId[];
  readonly challenges: readonly MessageId[];
  readonly supports: readonly MessageId[];
  /** Who agrees to the wording as it stands, and with which messages, in the same order. */
  readonly agreed: readonly AgentId[];
  readonly agreements: readonly MessageId[];
  readonly versions: readonly Version[];
  /** The message with which its author took it back. */
  readonly withdrawal?: MessageId;
  /** The arbiter's last word on it. */
  readonly ruling?: EventData<'v1.proposal.ruled'>['ruling'];
};

/** A question and who owes an answer to it; one to all is open until anyone answers. */
export type Question = {
  readonly kind: 'question';
  readonly item: MessageId;
  readonly by: Sender;
  readonly state: 'open' | 'answered' | 'refused' | 'expired' | 'retracted';
  readonly owes: readonly AgentId[] | 'anyone';
  readonly answers: readonly MessageId[];
  readonly versions: readonly Version[];
};

export type Task = {
  readonly kind: 'task';
  readonly item: MessageId;
  readonly by: Sender;
  readonly state: 'open' | 'claimed' | 'done' | 'retracted';
  readonly owner?: AgentId;
  /** The message that won it for its owner. */
  readonly claim?: MessageId;
  /** Tasks that have to be done before it may be claimed. */
  readonly dependsOn: readonly MessageId[];
  readonly report?: MessageId;
  readonly versions: readonly Version[];
};

export type BoardItem = Proposal | Question | Task;

/** A change that came too late: the item had moved on from what its author had in front. Its message stands. */
export type Refused = {
  readonly message: MessageId;
  readonly agent: Sender;
  readonly item: MessageId;
  readonly basedOn: number;
  readonly version: number;
  readonly seq: Seq;
};

export type Vote = {
  readonly vote: VoteId;
  readonly state: 'open' | 'closed';
  readonly openedAt: Seq;
  readonly options: readonly MessageId[];
  readonly quorum: number;
  readonly ballots: readonly {
    readonly agent: AgentId;
    readonly option: MessageId | 'none';
    readonly message: MessageId;
  }[];
  readonly winner?: MessageId;
};

/**
 * What stands decided. A ruling, a vote and the proposal of one who is alone are decisions for good, unless the wording that they are about
 * is retracted; the coordinator's word is one for as long as its agreement stands, a consensus for as long as all agree.
 */
export type BoardDecision = {
  readonly proposal: MessageId;
  /** The wording that was decided. */
  readonly revision: MessageId;
  readonly how: 'arbiter' | 'coordinator' | 'vote' | 'consensus' | 'single';
  readonly at: Seq;
  readonly note: string;
};

/** What a message that concerns an item was about. */
export type Posted = {
  readonly data: EventData<'v1.message.sent'>;
  /** The wording of a proposal that it speaks of, and whether it speaks for or against it. */
  readonly wording?: MessageId;
  readonly stance: 'for' | 'against' | 'neither';
};

export type Board = {
  /** In the order in which they were made. */
  readonly items: List<BoardItem>;
  /** The item that a message made, revised, challenged or answers to. */
  readonly itemOf: Dict<MessageId, MessageId>;
  readonly refused: readonly Refused[];
  readonly votes: readonly Vote[];
  readonly decisions: readonly BoardDecision[];
  /** Agents that are there now, neither gone nor muted: whose agreement makes a consensus. */
  readonly agents: readonly AgentId[];
  /** Agents whose own budget is spent: what they agreed to stands, and nobody waits for an agreement that they can no longer give. */
  readonly spent: readonly AgentId[];
  /** What the fold needs and readers do not. */
  readonly memory: {
    readonly mode: Mode | undefined;
    /** The name of the seat whose agreement decides; none under a mode without a coordinator. */
    readonly coordinator: string | undefined;
    /** Where an item stands among the items. */
    readonly places: Dict<MessageId, number>;
    readonly posted: Dict<MessageId, Posted>;
    readonly held: Dict<MessageId, EventData<'v1.message.sent'>>;
  };
};

/**
 * The shared state of the task: what was proposed, asked, given to do and decided, all of it read off the log. Exclusive changes (a revision
 * by the owner, withdraw, agree, claim, done) that come too late are refused; challenge and support are additive.
 */
export const board = projection<Board>(
  {
    items: List.empty(),
    itemOf: Dict.empty(),
    refused: [],
    votes: [],
    decisions: [],
    agents: [],
    spent: [],
    memory: { mode: undefined, coordinator: undefined, places: Dict.empty(), posted: Dict.empty(), held: Dict.empty() },
  },
  foldBoard,
);

/** The version that stood before a position: what a turn on that ground had in front. */
export const versionBefore = (item: BoardItem, before: Seq): number =>
  item.versions.findLast((version) => version.since < before)?.version ?? 1;

/** A vote that is under way. */
export const openVote = (state: Board): Vote | undefined => state.votes.find((vote) => vote.state === 'open');
