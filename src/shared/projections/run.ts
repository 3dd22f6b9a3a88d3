import type { EventOf } from '../events/event.ts';
import type { AgentId, MessageId, Micros, ModelRef, Seq, TurnId } from '../events/ids.ts';
import type { RunSetup } from '../events/setup.ts';
import type { SightTable } from '../events/visibility.ts';
import type { EndReason, EventData } from '../events/vocabulary.ts';
import type { Board } from './board.ts';

/**
 * The run at a position of its log: what the engine decides by and what lists show. The state belongs to its fold, which changes
 * it in place (a run of 100,000 events is folded in one pass); everyone else reads.
 */
export interface RunView {
  readonly setup: RunSetup | undefined;
  /** Who sees whom, by seat: a row for each reader. */
  readonly sight: SightTable;
  readonly created: EventOf<'v1.run.created'> | undefined;
  /** Where it left the run that it is a branch of; of a branch of a branch the last such place. */
  readonly forked: EventOf<'v1.run.forked'> | undefined;
  readonly status: 'new' | 'running' | 'paused' | 'ended';
  readonly end: { readonly reason: EndReason; readonly detail: string; readonly at: Micros } | undefined;
  /** Every incarnation in the order in which it joined, those that have left among them. */
  readonly agents: readonly AgentView[];
  /** In the order in which they became public, which is the order of the ground; retracted ones stay in their place. */
  readonly messages: readonly MessageView[];
  /** Written and not yet approved, oldest first. */
  readonly held: readonly MessageView[];
  readonly bounces: readonly (EventData<'v1.message.bounced'> & { readonly seq: Seq })[];
  /** By turn number: index 0 is turn 1. */
  readonly turns: readonly TurnView[];
  /** Of the run as a whole; the budgets of single agents stand in `agents`. */
  readonly budgetReached: EventData<'v1.budget.reached'> | undefined;
  /** Slots of each model that is loaded. */
  readonly loaded: ReadonlyMap<ModelRef, number>;
  /** Tokens evaluated and written so far. */
  readonly tokens: number;
  readonly board: Board;
  /** Messages that became public up to here stand as gists in every ground. */
  readonly compacted: Seq;
  /** Whose messages wait for approval; one that has left stays here, for it may still end its turn. */
  readonly holding: ReadonlySet<AgentId>;
  readonly nudges: readonly (EventData<'v1.agent.nudged'> & { readonly seq: Seq })[];
  readonly braked: readonly (EventData<'v1.run.braked'> & { readonly seq: Seq })[];
  /** Addressees nobody waits for any more, as `message addressee`. */
  readonly expired: ReadonlySet<string>;
  /** Since when the run is in its closing round. */
  readonly wrapping: { readonly at: Seq; readonly by: 'arbiter' | 'budget' } | undefined;
  /** Where the arbiter asked for a single turn while the run is paused; gone once a turn has started since. */
  readonly steppedAt: Seq | undefined;
  readonly lastSeq: Seq;
  readonly at: Micros;
}

export type AgentView = EventData<'v1.agent.joined'> & {
  readonly state: 'active' | 'muted' | 'left';
  /** Mail that it has not read, oldest first: addressed to it or to all who see the sender, not its own, not retracted. */
  readonly unread: readonly MessageId[];
  /** Messages of which it asked to read the full text. */
  readonly pulled: readonly MessageId[];
  /** Turns that it took, passes included, and tokens that they evaluated and wrote. */
  readonly turns: number;
  readonly tokens: number;
  /** Its own budget is spent: it takes no more turns. */
  readonly spent: boolean;
};

export type MessageView = EventData<'v1.message.sent'> & {
  /** Where it became public; of a held one, where it was written. */
  readonly seq: Seq;
  /** The event that holds its text as it stands now. */
  readonly source: Seq;
  /** The events that held its text before it was edited. */
  readonly earlier?: readonly Seq[];
  readonly retracted: boolean;
  /** Of its turn; 0 for one of the arbiter's. */
  readonly round: number;
};

export type TurnView = {
  readonly turn: TurnId;
  readonly agent: AgentId;
  readonly round: number;
  readonly attempt: number;
  readonly purpose: EventData<'v1.turn.started'>['purpose'];
  /** Where its first attempt was started. */
  readonly startedAt: Seq;
  /** The last position whose events stood in its ground: a retry stands on the same. */
  readonly groundEnd: Seq;
  /** The sources of the messages in its prompt as it began. */
  readonly holds: readonly Seq[];
  readonly state: 'open' | 'spoke' | 'passed' | 'read' | 'abandoned';
  /** Where its last state was reached. */
  readonly changedAt: Seq;
  /** Attempts that inference lost; interruptions by a kill of the program do not count. */
  readonly crashes: number;
};

/** The view as its folds change it. */
export type Owned = { -readonly [Key in keyof RunView]: RunView[Key] } & {
  agents: AgentView[];
  messages: MessageView[];
  held: MessageView[];
  bounces: (EventData<'v1.message.bounced'> & { seq: Seq })[];
  turns: TurnView[];
  loaded: Map<ModelRef, number>;
  holding: Set<AgentId>;
  nudges: (EventData<'v1.agent.nudged'> & { seq: Seq })[];
  braked: (EventData<'v1.run.braked'> & { seq: Seq })[];
  expired: Set<string>;
};

export const agentNamed = (view: RunView, agent: AgentId): AgentView | undefined =>
  view.agents.find((other) => other.agent === agent);

/** Those that may take turns: not muted, not left, their own budget not spent. */
export const activeAgents = (view: RunView): readonly AgentView[] =>
  view.agents.filter((agent) => agent.state === 'active' && !agent.spent);

export const expiryKey = (message: MessageId, agent: AgentId): string => `${message} ${agent}`;

export function changeAgent(state: Owned, agent: AgentId, change: Partial<AgentView>): void {
  const at = state.agents.findIndex((other) => other.agent === agent);
  const known = state.agents[at];
  if (known !== undefined) state.agents[at] = { ...known, ...change };
}
