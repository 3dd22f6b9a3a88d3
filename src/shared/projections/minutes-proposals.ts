import type { EventOf } from '../events/event.ts';
import type { AgentId, MessageId, Seq, VoteId } from '../events/ids.ts';
import type { Act } from '../events/setup.ts';
import type { Sender } from '../events/vocabulary.ts';
import type { Board, BoardDecision, Proposal, ProposalState, Vote } from './board.ts';
import type { Link } from './minutes-log.ts';
import type { MessageView } from './run.ts';

/** Something that was said, by its gist as it stands in the log. */
export type Said = Link & {
  readonly message: MessageId;
  readonly by: Sender;
  readonly act: Act;
  readonly gist: string;
};

/** A challenge or a support, and what was said to it and to what was said to it, in order. */
export type Argument = Said & {
  /** The wording that it is about. */
  readonly inReplyTo?: MessageId;
  readonly replies: readonly (Said & { readonly inReplyTo: MessageId })[];
};

export type Ballot = Link & { readonly agent: AgentId; readonly option: MessageId | 'none' };

/** Who did not go along with a decision: it challenged and does not agree to the wording, or voted otherwise. */
export type Dissent = {
  readonly by: Sender;
  readonly challenges: readonly Said[];
  /** What it voted for instead: another proposal, or none. */
  readonly voted?: Ballot;
  /** It had agreed before: to an earlier wording, or until it challenged. */
  readonly agreedBefore?: Said;
};

export type MinutesVote = Link & {
  readonly vote: VoteId;
  readonly by: 'arbiter' | 'scenario';
  readonly quorum: number;
  /** Absent while it is open. */
  readonly tally?: readonly { readonly option: MessageId | 'none'; readonly votes: number }[];
  readonly seats?: number;
  readonly winner?: MessageId;
  readonly ballots: readonly Ballot[];
};

export type MinutesDecision = Link & {
  readonly how: BoardDecision['how'];
  readonly note: string;
  readonly vote?: MinutesVote;
};

export type MinutesProposal = {
  readonly item: MessageId;
  readonly by: Sender;
  readonly state: ProposalState;
  /** The wording that was decided, else the newest; `revision` counts from 1 among `wordings`. */
  readonly wording: Said;
  readonly revision: number;
  readonly wordings: readonly Said[];
  readonly for: readonly Argument[];
  readonly against: readonly Argument[];
  readonly agreed: readonly AgentId[];
  readonly decision?: MinutesDecision;
  readonly dissent: readonly Dissent[];
  /** The arbiter's last word on it, and the message that withdrew it. */
  readonly ruling?: Link & { readonly ruling: 'decided' | 'rejected'; readonly note: string };
  readonly withdrawn?: Said;
};

export type Talk = {
  readonly board: Board;
  /** Public ones in the order of the ground; retracted ones are among them. */
  readonly messages: readonly MessageView[];
  readonly book: Book;
  readonly opened: ReadonlyMap<VoteId, EventOf<'v1.vote.opened'>>;
  readonly closed: ReadonlyMap<VoteId, EventOf<'v1.vote.closed'>>;
  readonly rulings: readonly EventOf<'v1.proposal.ruled'>[];
};

/** What an event says of a message. */
export type Words = { readonly gist: string; readonly body: string };

/** Public messages by their ids; `words` tells what the event at a position says, for views that are kept without their words. */
export interface Book {
  get(message: MessageId): MessageView | undefined;
  said(message: MessageView): Said;
}

export function bookOf(messages: readonly MessageView[], words?: (source: Seq) => Words): Book {
  const places = new Map(messages.map(({ message }, place) => [message, place]));
  return {
    get: (message) => messages[places.get(message) ?? -1],
    said: ({ seq, message, turn, from, act, gist, source }) => ({
      seq,
      message,
      ...(turn === undefined ? {} : { turn }),
      by: from,
      act,
      gist: words === undefined ? gist : words(source).gist,
    }),
  };
}

/** The proposals of the board in its order, one after the other, with what was said for and against each. */
export type Proposals = {
  /** Those that stand decided, in the order in which they were; then every other one. A decision that was overturned since is history. */
  readonly decided: Iterable<MinutesProposal>;
  readonly undecided: Iterable<MinutesProposal>;
};

/** Nothing stands in them that no event says. Each is made as it is asked for. */
export function proposalsIn(talk: Talk): Proposals {
  const standing = talk.messages.filter((message) => !message.retracted);
  const around: Around = { talk, standing, votes: votesIn(talk), replies: repliesIn(standing) };
  const decided: { item: Proposal; at: Seq }[] = [];
  const undecided: Proposal[] = [];
  for (const item of talk.board.items) {
    if (item.kind !== 'proposal') continue;
    const last = lastDecision(talk.board, item);
    if (last !== undefined && (item.state === 'decided' || item.state === 'agreed'))
      decided.push({ item, at: last.at });
    else undecided.push(item);
  }
  const inTurn = decided.toSorted((left, right) => left.at - right.at).map(({ item }) => item);
  return { decided: made(inTurn, around), undecided: made(undecided, around) };
}

const made = (items: readonly Proposal[], around: Around): Iterable<MinutesProposal> => ({
  *[Symbol.iterator]() {
    for (const item of items) {
      const proposal = minutesOfProposal(item, around);
      if (proposal !== undefined) yield proposal;
    }
  },
});

const lastDecision = ({ decisions }: Board, { item }: Proposal): BoardDecision | undefined =>
  decisions.findLast((decision) => decision.proposal === item);

/** Every vote with its tally as it was counted. */
export function votesIn({ board, book, opened, closed }: Talk): readonly MinutesVote[] {
  return board.votes.map((vote) => {
    const count = closed.get(vote.vote);
    return {
      seq: count?.seq ?? vote.openedAt,
      vote: vote.vote,
      by: opened.get(vote.vote)?.data.by ?? 'scenario',
      quorum: vote.quorum,
      ...(count === undefined ? {} : { tally: count.data.tally, seats: count.data.seats }),
      ...(count?.data.winner === undefined ? {} : { winner: count.data.winner }),
      ballots: vote.ballots.flatMap((ballot) => ballotIn(book, ballot)),
    };
  });
}

type Around = {
  readonly talk: Talk;
  readonly standing: readonly MessageView[];
  readonly votes: readonly MinutesVote[];
  /** Of those that stand, by what they answer. */
  readonly replies: ReadonlyMap<MessageId, readonly MessageView[]>;
};

function minutesOfProposal(proposal: Proposal, around: Around): MinutesProposal | undefined {
  const { talk, votes } = around;
  // Of one that was taken back nothing stands; it is still known by its first wording.
  const wordings = saidOf(talk.book, proposal.revisions.length === 0 ? [proposal.item] : proposal.revisions);
  const last = lastDecision(talk.board, proposal);
  const wording = wordings.find(({ message }) => message === last?.revision) ?? wordings.at(-1);
  if (wording === undefined) return undefined;
  const about = [...proposal.supports, ...proposal.challenges];
  const arguing = (ids: readonly MessageId[]): readonly Argument[] =>
    standingIn(talk, ids)
      // What challenges a challenge is no argument against the proposal: it stands among the replies.
      .filter(({ inReplyTo }) => inReplyTo === undefined || !about.includes(inReplyTo))
      .map((message) => ({
        ...talk.book.said(message),
        ...(message.inReplyTo === undefined ? {} : { inReplyTo: message.inReplyTo }),
        replies: repliesTo(message, around),
      }));
  const ruling = talk.rulings.findLast(({ data }) => itemOf(talk.board, data.proposal) === proposal.item);
  const [withdrawn] = proposal.withdrawal === undefined ? [] : saidOf(talk.book, [proposal.withdrawal]);
  const decision = last === undefined ? undefined : decisionIn(last, votes, talk.board);
  return {
    item: proposal.item,
    by: proposal.by,
    state: proposal.state,
    wording,
    revision: wordings.indexOf(wording) + 1,
    wordings,
    for: arguing(proposal.supports),
    against: arguing(proposal.challenges),
    agreed: proposal.agreed,
    ...(decision === undefined ? {} : { decision }),
    dissent: decision === undefined ? [] : dissentFrom(proposal, decision, around),
    ...(ruling === undefined
      ? {}
      : { ruling: { seq: ruling.seq, ruling: ruling.data.ruling, note: ruling.data.note } }),
    ...(proposal.state === 'withdrawn' && withdrawn !== undefined ? { withdrawn } : {}),
  };
}

function decisionIn(last: BoardDecision, votes: readonly MinutesVote[], board: Board): MinutesDecision {
  const vote = votes.findLast(({ winner }) => winner !== undefined && itemOf(board, winner) === last.proposal);
  return {
    seq: last.at,
    how: last.how,
    note: last.note,
    ...(last.how === 'vote' && vote !== undefined ? { vote } : {}),
  };
}

function dissentFrom(proposal: Proposal, decision: MinutesDecision, { talk, standing }: Around): readonly Dissent[] {
  const { board } = talk;
  const isOption = (option: MessageId): boolean => itemOf(board, option) === proposal.item;
  const ballots = board.votes.findLast(({ options }) => options.some(isOption))?.ballots ?? [];
  const votedFor = ballots.filter(({ option }) => option !== 'none' && isOption(option)).map(({ agent }) => agent);
  const otherwise = ballots.filter(({ agent }) => !votedFor.includes(agent));
  const challenges = standingIn(talk, proposal.challenges);
  const convinced = new Set<Sender>([...proposal.agreed, ...votedFor, proposal.by]);
  // Who decides against his own challenge has answered it.
  if (decision.how === 'arbiter') convinced.add('arbiter');
  const against = new Set<Sender>([
    ...challenges.map(({ from }) => from).filter((from) => !convinced.has(from)),
    ...otherwise.map(({ agent }) => agent),
  ]);
  return [...against].map((by) => {
    const ballot = otherwise.find(({ agent }) => agent === by);
    const [voted] = ballot === undefined ? [] : ballotIn(talk.book, ballot);
    const before = standing.findLast(
      ({ from, act, message }) => from === by && act === 'agree' && itemOf(board, message) === proposal.item,
    );
    return {
      by,
      challenges: challenges.filter(({ from }) => from === by).map((message) => talk.book.said(message)),
      ...(voted === undefined ? {} : { voted }),
      ...(before === undefined ? {} : { agreedBefore: talk.book.said(before) }),
    };
  });
}

const DISCUSSES: ReadonlySet<Act> = new Set<Act>(['challenge', 'support', 'ask', 'answer', 'inform', 'refuse']);

/** Replies to a message and to its replies, in order. */
function repliesTo(root: MessageView, { talk, replies }: Around): Argument['replies'] {
  const thread = [root.message];
  const found: MessageView[] = [];
  for (let next = thread.pop(); next !== undefined; next = thread.pop()) {
    for (const reply of replies.get(next) ?? []) {
      if (!DISCUSSES.has(reply.act) || reply.seq <= root.seq) continue;
      thread.push(reply.message);
      found.push(reply);
    }
  }
  return inOrder(found).map((reply) => ({ ...talk.book.said(reply), inReplyTo: reply.inReplyTo ?? root.message }));
}

function repliesIn(standing: readonly MessageView[]): Around['replies'] {
  const replies = new Map<MessageId, MessageView[]>();
  for (const message of standing) {
    if (message.inReplyTo === undefined) continue;
    const known = replies.get(message.inReplyTo);
    if (known === undefined) replies.set(message.inReplyTo, [message]);
    else known.push(message);
  }
  return replies;
}

/** Those of `ids` that are public and not taken back, each once, in the order in which they became public. */
const standingIn = ({ book }: Talk, ids: readonly MessageId[]): readonly MessageView[] =>
  inOrder(
    [...new Set(ids)].flatMap((id) => {
      const message = book.get(id);
      return message === undefined || message.retracted ? [] : [message];
    }),
  );

const inOrder = (messages: readonly MessageView[]): readonly MessageView[] =>
  messages.toSorted((one, other) => one.seq - other.seq);

/** Of a message that the board knows, the item that it is about. */
export const itemOf = (board: Board, message: MessageId): MessageId => board.itemOf.get(message) ?? message;

/** In the order of `ids`; one that never became public is left out. */
export const saidOf = (book: Book, ids: readonly MessageId[]): readonly Said[] =>
  ids.flatMap((id) => {
    const message = book.get(id);
    return message === undefined ? [] : [book.said(message)];
  });

function ballotIn(book: Book, { message, agent, option }: Vote['ballots'][number]): readonly Ballot[] {
  const cast = book.get(message);
  if (cast === undefined) return [];
  const { seq, turn } = cast;
  return [{ seq, message, ...(turn === undefined ? {} : { turn }), agent, option }];
}
