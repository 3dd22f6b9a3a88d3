import type { AnyEvent, EventOf, TurnDetail } from '#shared/events/event.ts';
import type { ModelRef, Seq, TurnId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';

type Started = EventOf<'v1.turn.started'>['data'];
type Ended = EventOf<'v1.turn.ended'>['data'];
type Loaded = EventOf<'v1.model.loaded'>['data'];

/** A turn as two runs are compared by: what it stood on, what was decided and said, and on which model. */
export type TurnTrace = {
  readonly turn: TurnId;
  readonly started: Started;
  readonly ended: Ended;
  /** Ids of the tokens of the answer; absent where a file was written without them. */
  readonly tokens: readonly number[] | undefined;
  readonly loaded: Loaded | undefined;
  readonly exact: boolean;
};

export type Traced = { readonly event: AnyEvent; readonly detail?: TurnDetail | undefined };

/** Where two runs first differ, and why as far as the log can tell. Turns and tokens are counted from 1. */
export type Difference = {
  readonly turn: number;
  readonly part: 'turn' | 'prompt' | 'choice' | 'token' | 'text';
  readonly token?: number;
  readonly reason: string;
};

export type Comparison = {
  /** Turns that both have taken after the fork, and tokens that are the same in both. */
  readonly turns: number;
  readonly tokens: number;
  readonly difference?: Difference;
};

/** The turns that came to their end after `from`, in the order of their numbers. */
export function tracesIn(rows: Iterable<Traced>, from: Seq): readonly TurnTrace[] {
  const started = new Map<TurnId, Started>();
  const loaded = new Map<ModelRef, Loaded>();
  const turns: TurnTrace[] = [];
  let setup: RunSetup | undefined;
  for (const { event, detail } of rows) {
    if (event.type === 'v1.run.created' || event.type === 'v1.run.forked') ({ setup } = event.data);
    if (event.type === 'v1.model.loaded') loaded.set(event.data.model, event.data);
    if (event.type === 'v1.turn.started') started.set(event.data.turn, event.data);
    if (event.type !== 'v1.turn.ended' || event.seq <= from) continue;
    const { turn } = event.data;
    const own = started.get(turn);
    if (own === undefined) continue;
    const exact = setup?.exact === true;
    turns.push({ turn, started: own, ended: event.data, tokens: detail?.tokens, loaded: loaded.get(own.model), exact });
  }
  return turns.toSorted((a, b) => a.turn - b.turn);
}

/** Walks two runs turn by turn to the first that is not the same in both. Pure. */
export function compared(one: readonly TurnTrace[], other: readonly TurnTrace[]): Comparison {
  let tokens = 0;
  for (const [at, mine] of one.entries()) {
    const theirs = other[at];
    const difference = theirs === undefined ? missing(mine, other) : differenceOf(mine, theirs);
    if (difference !== undefined) return { turns: at, tokens, difference };
    tokens += mine.tokens?.length ?? 0;
  }
  const more = other[one.length];
  const rest = { turns: one.length, tokens };
  return more === undefined ? rest : { ...rest, difference: missing(more, one) };
}

/** `first difference at turn 5, token 12: other library version`. */
export function differenceSentence({ turn, part, token, reason }: Difference): string {
  const places: Readonly<Record<Difference['part'], string>> = {
    turn: ', which only one of them took',
    prompt: ', in its prompt',
    choice: ', in its choice',
    text: ', in its text',
    token: `, token ${token ?? 0}`,
  };
  return `first difference at turn ${turn}${places[part]}: ${reason}`;
}

function differenceOf(one: TurnTrace, other: TurnTrace): Difference | undefined {
  const where = placeOf(one, other);
  return where === undefined
    ? undefined
    : { turn: Math.min(one.turn, other.turn), ...where, reason: reasonOf(one, other) };
}

function placeOf(one: TurnTrace, other: TurnTrace): Omit<Difference, 'turn' | 'reason'> | undefined {
  if (one.turn !== other.turn || one.started.agent !== other.started.agent) return { part: 'turn' };
  if (one.started.promptHash !== other.started.promptHash) return { part: 'prompt' };
  if (chosenIn(one) !== chosenIn(other)) return { part: 'choice' };
  if (one.tokens !== undefined && other.tokens !== undefined) {
    const length = Math.max(one.tokens.length, other.tokens.length);
    for (let at = 0; at < length; at += 1) {
      if (one.tokens[at] !== other.tokens[at]) return { part: 'token', token: at + 1 };
    }
  }
  return one.ended.text === other.ended.text && one.ended.outcome === other.ended.outcome
    ? undefined
    : { part: 'text' };
}

const chosenIn = ({ ended: { decision } }: TurnTrace): string => JSON.stringify(decision.menu[decision.chosen]);

const missing = ({ turn, exact }: TurnTrace, [first]: readonly TurnTrace[]): Difference => ({
  turn,
  part: 'turn',
  reason: exact && first?.exact !== false ? UNKNOWN : NOT_EXACT,
});

const UNKNOWN = 'cause unknown';
const NOT_EXACT = 'not in exact mode';

/** The first fact in which the two turns stood on other ground; what weighs most comes first. */
function reasonOf(one: TurnTrace, other: TurnTrace): string {
  const facts: readonly (readonly [what: string, of: (turn: TurnTrace) => unknown])[] = [
    ['other assembly version', ({ started }) => started.assembly],
    ['other model', ({ loaded, started }) => loaded?.sha256 ?? started.model],
    ['other library version', ({ loaded }) => loaded?.library],
    ['other device', ({ loaded }) => loaded?.device],
    ['other chat wrapper', ({ loaded }) => loaded?.wrapper.name],
    ['other sampler', ({ started }) => JSON.stringify(started.sampler)],
    ['other seed', ({ started }) => started.seed],
  ];
  const found = facts.find(([, of]) => of(one) !== of(other));
  if (found !== undefined) return found[0];
  return one.exact && other.exact ? UNKNOWN : NOT_EXACT;
}
