import type { WireEvent } from './parley.ts';

type Entry = { readonly part: string; readonly form: string; readonly tokens: number };
type Started = { readonly turn: number; readonly round: number; readonly lineage: readonly Entry[] };
type Ended = {
  readonly turn: number;
  readonly outcome: 'spoke' | 'passed';
  readonly counts: {
    readonly evaluated: number;
    readonly ground: number;
    readonly reused: number;
    readonly written: number;
  };
  readonly decision: { readonly lineage?: readonly Entry[] };
  readonly speech?: { readonly lineage: readonly Entry[] };
  readonly retries: readonly unknown[];
};

/** What a run's events say of its cost, its passes and its words. */
export function figuresOf(events: readonly WireEvent[]) {
  const started = dataOf(events, 'v1.turn.started') as readonly unknown[] as readonly Started[];
  const ended = dataOf(events, 'v1.turn.ended') as readonly unknown[] as readonly Ended[];
  const roundOf = new Map(started.map((turn) => [turn.turn, turn.round]));
  const later = ended.filter((turn) => (roundOf.get(turn.turn) ?? 1) > 1);
  const groundOf = (turn: Started): number =>
    sum(turn.lineage.filter((entry) => entry.part === 'ground').map((entry) => entry.tokens));
  const tails = ended.map((turn) => {
    const own =
      started.find((other) => other.turn === turn.turn)?.lineage.filter((entry) => entry.part === 'tail') ?? [];
    return sum(
      [...own, ...(turn.decision.lineage ?? []), ...(turn.speech?.lineage ?? [])].map((entry) => entry.tokens),
    );
  });
  const written = sum(ended.map((turn) => turn.counts.written));
  return {
    turns: ended.length,
    later: later.length,
    passes: later.filter((turn) => turn.outcome === 'passed').length,
    retries: sum(ended.map((turn) => turn.retries.length)),
    written,
    evaluatedPerWritten: sum(ended.map((turn) => turn.counts.evaluated)) / written,
    groundEvaluated: sum(ended.map((turn) => turn.counts.ground)),
    longestGround: Math.max(...started.map(groundOf)),
    medianTail: median(tails),
    bodies: dataOf(events, 'v1.message.sent').map((message) => String(message['body'])),
  };
}

/** The longest run of words that two different texts share, in words. */
export function longestShared(texts: readonly string[]): { readonly words: number; readonly text: string } {
  let best: readonly string[] = [];
  for (const [index, one] of texts.entries()) {
    for (const other of texts.slice(index + 1)) {
      const left = wordsOf(one);
      const haystack = ` ${wordsOf(other).join(' ')} `;
      for (let from = 0; from < left.length; from += 1) {
        while (
          from + best.length < left.length &&
          haystack.includes(` ${left.slice(from, from + best.length + 1).join(' ')} `)
        ) {
          best = left.slice(from, from + best.length + 1);
        }
      }
    }
  }
  return { words: best.length, text: best.join(' ') };
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}'’]+/gu) ?? [];

const dataOf = (events: readonly WireEvent[], type: string): readonly WireEvent['data'][] =>
  events.filter((event) => event.type === type).map((event) => event.data);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
