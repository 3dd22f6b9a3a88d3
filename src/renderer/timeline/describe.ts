import { visibleLine } from '#shared/base/visible-text.ts';
import type { EventOf } from '#shared/events/event.ts';
import { NOT_RECORDED } from '#shared/events/imported.ts';
import { nameOf, type AgentId, type TurnId } from '#shared/events/ids.ts';
import { modelLoaded, type Moment } from '#shared/projections/moment.ts';
import type { LogIndex } from '../state/log-index.ts';
import type { Bar, Mark } from './lane-model.ts';
import { lengthInWords, listed, timeInWords } from './words.ts';

/** Lines of a tooltip; the first is its heading. */
export type Facts = { readonly title: string; readonly rows: readonly (readonly [what: string, value: string])[] };

/** A name for tooltips and for the ear: what would act unseen is a mark. */
const nameWords = (agent: AgentId): string => visibleLine(nameOf(agent));

export function factsOfBar(bar: Bar, log: LogIndex, latest: Moment): Facts {
  const events = log.turn(bar.turn);
  const started = events?.started.find((event) => event.data.attempt === bar.attempt);
  const ended = events?.ended?.data.attempt === bar.attempt ? events.ended : undefined;
  const model = started?.data.model;
  const loaded = model === undefined ? undefined : modelLoaded(latest, model);
  const length = bar.to === undefined ? undefined : bar.to.at - bar.from.at;
  return {
    title: `${nameWords(bar.agent)} · turn ${bar.turn}${bar.attempt > 1 ? `, try ${bar.attempt}` : ''} · ${outcomeOf(bar)}`,
    rows: [
      ...(model === undefined
        ? []
        : [['Model', loaded === undefined ? model : `${model} · ${loaded.quantisation}`] as const]),
      ...(ended === undefined ? [] : tokenRows(ended)),
      ['Start', lengthInWords(bar.from.at)],
      ['Duration', length === undefined ? 'not over yet' : lengthInWords(length)],
      ...(bar.front.length === 0 ? [] : [['In front', `${bar.front.length} messages`] as const]),
    ],
  };
}

/**
 * The first token comes after the slot, the prompt and the decision, and takes one share of speaking: `firstToken` of the log counts from
 * asking for speech, which overlaps with the prompt where nothing was decided.
 */
function tokenRows({ data }: EventOf<'v1.turn.ended'>): readonly (readonly [string, string])[] {
  const { stages, counts } = data;
  const { evaluated, reused, written } = counts;
  const perToken = stages.speak / Math.max(1, written);
  const first = stages.queued + stages.prefill + stages.decide + perToken;
  const speed =
    stages.speak === 0 ? [] : [['Speed', `${((written * 1_000_000) / stages.speak).toFixed(1)} tokens/s`] as const];
  return [
    ['Tokens', `${evaluated} evaluated · ${reused} reused · ${written} written`],
    ...speed,
    ['First token', `after ${lengthInWords(first)}`],
  ];
}

export const factsOfMark = (mark: Mark, lane: string, { timed = true } = {}): Facts => ({
  title: mark.text,
  rows: [
    ['Lane', lane],
    ['At', timed ? lengthInWords(mark.at.at) : NOT_RECORDED],
  ],
});

/** For the ear: `Turn 5, Backend, challenge, 27.0 to 31.2 seconds`. */
export function nameOfBar(bar: Bar): string {
  const seconds = (at: number): string => (at / 1_000_000).toFixed(1);
  const time =
    bar.to === undefined
      ? `since ${seconds(bar.from.at)} seconds`
      : `${seconds(bar.from.at)} to ${seconds(bar.to.at)} seconds`;
  const attempt = bar.attempt > 1 ? `, try ${bar.attempt}` : '';
  return `Turn ${bar.turn}${attempt}, ${nameWords(bar.agent)}, ${outcomeOf(bar)}, ${time}`;
}

const outcomeOf = (bar: Bar): string =>
  bar.outcome === 'open' ? 'thinking' : bar.outcome === 'abandoned' ? 'lost' : (bar.act ?? bar.outcome);

/** Who has a turn at the playhead, and whether it writes. */
export type Busy = { readonly agent: AgentId; readonly turn: TurnId; readonly writes: boolean };

export type Position = {
  readonly at: number;
  /** Turns that have begun up to here, and in all. */
  readonly turn: number;
  readonly turns: number;
  readonly busy: readonly Busy[];
};

/** The playhead for the ear: `58.4 seconds, turn 11 of 14, Backend writing`. */
export function positionInWords({ at, turn, turns, busy }: Position): string {
  const by = (writes: boolean): string =>
    listed(busy.filter((one) => one.writes === writes).map(({ agent }) => nameWords(agent)));
  const [writing, thinking] = [by(true), by(false)];
  const who = [writing === '' ? [] : [`${writing} writing`], thinking === '' ? [] : [`${thinking} thinking`]].flat();
  return [timeInWords(at), `turn ${turn} of ${turns}`, ...(who.length === 0 ? ['nobody has a turn'] : who)].join(', ');
}

/** Whether a turn speaks at a time: its stages before that are over. */
export function writesAt(bar: Bar, at: number): boolean {
  if (bar.stages === undefined) return false;
  const { queued, prefill, decide } = bar.stages;
  return at >= bar.from.at + queued + prefill + decide;
}
