import { unreachable } from '../base/assert.ts';
import type { AnyEvent, EventOf } from '../events/event.ts';
import type { AgentId, Seq, TurnId } from '../events/ids.ts';
import type { Counts, Sender } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { holdsText, NO_OPEN_TURNS, promptOf, trackTurns, type OpenTurns } from './open-turns.ts';
import { projection } from './projection.ts';

/** Tokens. `prompt` is all that stood before the model, however it came there; `peers` the part of it that peers wrote. */
export type Tokens = Counts & { readonly prompt: number; readonly peers: number };

export type TurnCost = Tokens & { readonly turn: TurnId; readonly agent: AgentId };

/** Tokens of `from`'s messages that stood in the prompts of `to`, once for every prompt. */
export type EdgeCost = { readonly from: Sender; readonly to: AgentId; readonly tokens: number };

export type Cost = {
  /** Committed turns in the order in which they ended; what an abandoned turn took is not known. */
  readonly turns: List<TurnCost>;
  readonly total: Tokens;
  readonly edges: Dict<string, EdgeCost>;
  readonly senders: Dict<Seq, Sender>;
  readonly open: OpenTurns;
};

const NOTHING: Tokens = { evaluated: 0, ground: 0, reused: 0, written: 0, prompt: 0, peers: 0 };

/** What the talk has cost, turn by turn and edge by edge, in tokens. */
export const cost = projection<Cost>(
  { turns: List.empty(), total: NOTHING, edges: Dict.empty(), senders: Dict.empty(), open: NO_OPEN_TURNS },
  foldCost,
);

/** Share of coordination, 0 to 1: tokens seen from peers over all prompt and written tokens. */
export function coordinationShare({ peers, prompt, written }: Tokens): number {
  return prompt + written === 0 ? 0 : peers / (prompt + written);
}

/** Every edge that carried something, in no particular order. */
export const edgesOf = (state: Cost): readonly EdgeCost[] => [...state.edges.values()];

/** Tokens that went from one to another; 0 where nothing did. */
export const edgeTokens = (state: Cost, edge: { readonly from: Sender; readonly to: AgentId }): number =>
  state.edges.get(edgeKey(edge))?.tokens ?? 0;

function foldCost(state: Cost, event: AnyEvent): Cost {
  switch (event.type) {
    case 'v1.message.sent':
      return { ...state, senders: state.senders.with(event.seq, event.data.from) };
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
    case 'unknown':
      return state;
    default:
      return unreachable(event);
  }
}

function afterTurn(state: Cost, event: EventOf<'v1.turn.ended'>): Cost {
  const { agent, turn, counts } = event.data;
  const heard = new Map<Sender, number>();
  let prompt = 0;
  for (const block of promptOf(state.open, event)) {
    prompt += block.tokens;
    const from = block.source === undefined || !holdsText(block) ? undefined : state.senders.get(block.source);
    if (from !== undefined && from !== agent) heard.set(from, (heard.get(from) ?? 0) + block.tokens);
  }
  const peers = [...heard].reduce((total, [from, tokens]) => (from === 'arbiter' ? total : total + tokens), 0);
  const tokens: Tokens = { ...counts, prompt, peers };
  return {
    ...state,
    turns: state.turns.append({ ...tokens, turn, agent }),
    total: sum(state.total, tokens),
    edges: withHeard(state.edges, agent, heard),
    open: trackTurns(state.open, event),
  };
}

function withHeard(edges: Cost['edges'], to: AgentId, heard: ReadonlyMap<Sender, number>): Cost['edges'] {
  let next = edges;
  for (const [from, tokens] of heard) {
    const key = edgeKey({ from, to });
    next = next.with(key, { from, to, tokens: (next.get(key)?.tokens ?? 0) + tokens });
  }
  return next;
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
const edgeKey = ({ from, to }: { readonly from: Sender; readonly to: AgentId }): string => `${from}\n${to}`;
