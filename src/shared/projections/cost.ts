import { unreachable } from '../base/assert.ts';
import type { EventOf } from '../events/event.ts';
import type { AgentId, TurnId } from '../events/ids.ts';
import type { Counts, Sender } from '../events/vocabulary.ts';
import { List } from './list.ts';
import { STAGES, type Prompt } from './open-turns.ts';
import { NOTHING_TRACKED, view, type Told, type Tracked } from './tracked.ts';

/** Tokens. `prompt` is all that stood before the model, however it came there; `peers` the part of it that peers wrote. */
export type Tokens = Counts & { readonly prompt: number; readonly peers: number };

export type TurnCost = Tokens & { readonly turn: TurnId; readonly agent: AgentId };

/** The forms in which the words of a message stand in a prompt. */
export type TextForm = 'full' | 'gist' | 'private';

/** Tokens of `from`'s messages that stood in the prompts of `to`, once for every prompt: in all, and in each form. */
export type EdgeCost = Readonly<Record<TextForm, number>> & {
  readonly from: Sender;
  readonly to: AgentId;
  readonly tokens: number;
};

type Edge = { readonly from: Sender; readonly to: AgentId };

export type Cost = {
  /** Committed turns in the order in which they ended; what an abandoned turn took is not known. */
  readonly turns: List<TurnCost>;
  readonly total: Tokens;
  /** The edges to each agent, one for every sender. */
  readonly edges: ReadonlyMap<AgentId, readonly EdgeCost[]>;
  readonly tracked: Tracked;
};

const NOTHING: Tokens = { evaluated: 0, ground: 0, reused: 0, written: 0, prompt: 0, peers: 0 };

/** What the talk has cost, turn by turn and edge by edge, in tokens. */
export const cost = view<Cost>(
  { turns: List.empty(), total: NOTHING, edges: new Map(), tracked: NOTHING_TRACKED },
  foldCost,
);

/** Share of coordination, 0 to 1: tokens seen from peers over all prompt and written tokens. */
export function coordinationShare({ peers, prompt, written }: Tokens): number {
  return prompt + written === 0 ? 0 : peers / (prompt + written);
}

/** Every edge that carried something, in no particular order. */
export const edgesOf = (state: Cost): readonly EdgeCost[] => [...state.edges.values()].flat();

/** Tokens that went from one to another; 0 where nothing did. */
export const edgeTokens = (state: Cost, { from, to }: Edge): number =>
  state.edges.get(to)?.find((edge) => edge.from === from)?.tokens ?? 0;

function foldCost(state: Cost, told: Told): Cost {
  const { event } = told;
  switch (event.type) {
    case 'v1.turn.ended':
      return afterTurn(state, event, told);
    case 'v1.message.sent':
    case 'v1.message.held':
    case 'v1.message.edited':
    case 'v1.turn.started':
    case 'v1.turn.abandoned':
    case 'v1.run.created':
    case 'v1.run.forked':
    case 'v1.run.paused':
    case 'v1.run.resumed':
    case 'v1.run.ended':
    case 'v1.budget.reached':
    case 'v1.model.loaded':
    case 'v1.model.failed':
    case 'v1.agent.joined':
    case 'v1.message.bounced':
    case 'v1.brake.fired':
    case 'v1.message.approved':
    case 'v1.message.dropped':
    case 'v1.message.retracted':
    case 'v1.message.expired':
    case 'v1.run.braked':
    case 'v1.agent.nudged':
    case 'v1.agent.muted':
    case 'v1.agent.unmuted':
    case 'v1.agent.left':
    case 'v1.hold.changed':
    case 'v1.ground.compacted':
    case 'v1.run.stepped':
    case 'v1.run.wrapping':
    case 'v1.vote.opened':
    case 'v1.vote.closed':
    case 'v1.proposal.ruled':
    case 'unknown':
      return state;
    default:
      return unreachable(event);
  }
}

function afterTurn(state: Cost, { data }: EventOf<'v1.turn.ended'>, { prompt, inFront }: Told): Cost {
  const { agent, turn, counts } = data;
  const heard = inFront.filter(({ from }) => from !== agent);
  const peers = heard.reduce((total, { from, block }) => total + (from === 'arbiter' ? 0 : block.tokens), 0);
  const tokens: Tokens = { ...counts, prompt: prompt === undefined ? 0 : lengthOf(prompt), peers };
  return {
    ...state,
    turns: state.turns.append({ ...tokens, turn, agent }),
    total: sum(state.total, tokens),
    edges: heard.length === 0 ? state.edges : withHeard(state.edges, agent, heard),
  };
}

const lengthOf = (prompt: Prompt): number =>
  STAGES.reduce((total, stage) => prompt[stage].reduce((sum, { tokens }) => sum + tokens, total), 0);

type Counted = { -readonly [Key in keyof EdgeCost]: EdgeCost[Key] };

/** The edges after an agent had all of this in front. */
function withHeard(edges: Cost['edges'], to: AgentId, heard: Told['inFront']): Cost['edges'] {
  const own = new Map<Sender, Counted>();
  for (const edge of edges.get(to) ?? []) own.set(edge.from, { ...edge });
  for (const { from, block } of heard) {
    const edge = own.get(from) ?? { from, to, tokens: 0, full: 0, gist: 0, private: 0 };
    const form: TextForm = block.form === 'gist' || block.form === 'private' ? block.form : 'full';
    edge.tokens += block.tokens;
    edge[form] += block.tokens;
    own.set(from, edge);
  }
  return new Map(edges).set(to, [...own.values()]);
}

const sum = (left: Tokens, right: Tokens): Tokens => ({
  evaluated: left.evaluated + right.evaluated,
  ground: left.ground + right.ground,
  reused: left.reused + right.reused,
  written: left.written + right.written,
  prompt: left.prompt + right.prompt,
  peers: left.peers + right.peers,
});
