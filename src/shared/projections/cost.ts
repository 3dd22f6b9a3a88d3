import { unreachable } from '../base/assert.ts';
import type { AnyEvent, EventOf } from '../events/event.ts';
import type { AgentId, TurnId } from '../events/ids.ts';
import type { Counts, Sender } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { NO_OPEN_TURNS, promptOf, trackTurns, type Block, type OpenTurns } from './open-turns.ts';
import { projection } from './projection.ts';
import { messagesInPrompt, NO_TEXTS, trackTexts, type Texts } from './texts.ts';

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
  readonly edges: Dict<string, EdgeCost>;
  readonly texts: Texts;
  readonly open: OpenTurns;
};

const NOTHING: Tokens = { evaluated: 0, ground: 0, reused: 0, written: 0, prompt: 0, peers: 0 };

/** What the talk has cost, turn by turn and edge by edge, in tokens. */
export const cost = projection<Cost>(
  { turns: List.empty(), total: NOTHING, edges: Dict.empty(), texts: NO_TEXTS, open: NO_OPEN_TURNS },
  foldCost,
);

/** Share of coordination, 0 to 1: tokens seen from peers over all prompt and written tokens. */
export function coordinationShare({ peers, prompt, written }: Tokens): number {
  return prompt + written === 0 ? 0 : peers / (prompt + written);
}

/** Every edge that carried something, in no particular order. */
export const edgesOf = (state: Cost): readonly EdgeCost[] => [...state.edges.values()];

/** Tokens that went from one to another; 0 where nothing did. */
export const edgeTokens = (state: Cost, edge: Edge): number => state.edges.get(edgeKey(edge))?.tokens ?? 0;

function foldCost(state: Cost, event: AnyEvent): Cost {
  switch (event.type) {
    case 'v1.message.sent':
    case 'v1.message.held':
    case 'v1.message.edited':
      return { ...state, texts: trackTexts(state.texts, event) };
    case 'v1.turn.started':
    case 'v1.turn.abandoned':
      return { ...state, open: trackTurns(state.open, event) };
    case 'v1.turn.ended':
      return afterTurn(state, event);
    case 'v1.run.created':
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

function afterTurn(state: Cost, event: EventOf<'v1.turn.ended'>): Cost {
  const { agent, turn, counts } = event.data;
  let { edges } = state;
  let peers = 0;
  for (const { from, block } of messagesInPrompt(state.texts, state.open, event)) {
    if (from === agent) continue;
    edges = withHeard(edges, { from, to: agent }, block);
    if (from !== 'arbiter') peers += block.tokens;
  }
  const prompt = promptOf(state.open, event).reduce((total, block) => total + block.tokens, 0);
  const tokens: Tokens = { ...counts, prompt, peers };
  return {
    ...state,
    turns: state.turns.append({ ...tokens, turn, agent }),
    total: sum(state.total, tokens),
    edges,
    open: trackTurns(state.open, event),
  };
}

function withHeard(edges: Cost['edges'], { from, to }: Edge, { form, tokens }: Block): Cost['edges'] {
  const key = edgeKey({ from, to });
  const known = edges.get(key) ?? { from, to, tokens: 0, full: 0, gist: 0, private: 0 };
  const of = form === 'gist' || form === 'private' ? form : 'full';
  return edges.with(key, { ...known, tokens: known.tokens + tokens, [of]: known[of] + tokens });
}

const sum = (left: Tokens, right: Tokens): Tokens => ({
  evaluated: left.evaluated + right.evaluated,
  ground: left.ground + right.ground,
  reused: left.reused + right.reused,
  written: left.written + right.written,
  prompt: left.prompt + right.prompt,
  peers: left.peers + right.peers,
});

/** Neither name can hold a line break, so no two edges share a key. */
const edgeKey = ({ from, to }: Edge): string => `${from}\n${to}`;
