import { fail, ok, type Result } from '#shared/base/result.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { parseScenario, scenarioProblems } from '#shared/scenario/parse-scenario.ts';
import { filled, withoutGaps } from '#shared/scenario/without-gaps.ts';
import { BRAKES, edgeKey, type Draft, type Flag, type SeatDraft } from './draft.ts';
import { FIT_IDS } from '#shared/scenario/fit.ts';

/** What is wrong, by the field's path in a scenario file (`seats[1].role`, `budget.turns`); the empty path is the whole. */
export type DraftProblems = Readonly<Record<string, string>>;

/**
 * The run that a form describes, or what is wrong with each of its fields, in the words that a scenario file would get: the form is
 * written as one (JSON is YAML) and read by the same reader.
 */
export function setupOf(draft: Draft): Result<RunSetup, DraftProblems> {
  const written = JSON.stringify(scenarioOf(draft));
  const parsed = parseScenario(written, 'form');
  if (parsed.ok) return ok(parsed.value);
  const problems = scenarioProblems(written);
  const misnamed = problems.some(({ field }) => NAME.test(field));
  const first: Record<string, string> = {};
  for (const { field, message } of problems) {
    // Who is meant elsewhere cannot be told while two names are wrong: that follows, and is not the person's mistake.
    if (misnamed && BY_NAME.test(field)) continue;
    first[field] ??= sentence(message);
  }
  return fail(first);
}

/** The same form with words in the places that are still empty and must not be, so that what it would cost can be reckoned. */
export const withWords = (draft: Draft): Draft => ({
  ...draft,
  question: draft.question.trim() === '' ? '…' : draft.question,
  seats: draft.seats.map((seat, index) => ({
    ...seat,
    name: seat.name.trim() === '' ? `Seat ${index + 1}` : seat.name,
    role: seat.role.trim() === '' ? '…' : seat.role,
  })),
});

const NAME = /^seats\[\d+\]\.name$/;
const BY_NAME = /^(?:visibility|hold|summary)\b/;

function scenarioOf(draft: Draft): object {
  return withoutGaps({
    title: words(draft.title),
    question: draft.question,
    seats: draft.seats.map(seatOf),
    mode: draft.mode,
    cadence: draft.cadence,
    visibility: visibilityOf(draft),
    budget: filled({
      turns: numeric(draft.turns),
      tokens: numeric(draft.tokens),
      time: words(draft.time),
      perAgent: filled({ turns: numeric(draft.agentTurns), tokens: numeric(draft.agentTokens) }),
    }),
    answer: filled({ tokens: numeric(draft.answerTokens), sentences: numeric(draft.answerSentences) }),
    context: numeric(draft.context),
    seed: numeric(draft.seed),
    exact: draft.exact,
    anonymous: boolean(draft.anonymous),
    tasks: boolean(draft.tasks),
    hold: holdOf(draft),
    answerWithin: numeric(draft.answerWithin),
    quorum: numeric(draft.quorum),
    summary: draft.summary === '' ? undefined : nameOf(draft, draft.summary),
    brakes: filled(Object.fromEntries(BRAKES.map((name) => [name, numeric(draft.brakes[name])]))),
    fit: filled(Object.fromEntries(FIT_IDS.map((id) => [id, boolean(draft.fit[id])]))),
  });
}

const seatOf = (seat: SeatDraft): object =>
  withoutGaps({
    name: seat.name,
    role: seat.role,
    model: seat.model,
    wrapper: words(seat.wrapper),
    sampler: filled(numbers(seat.sampler)),
    leaning: filled(numbers(seat.leaning)),
  });

function visibilityOf(draft: Draft): unknown {
  const { base, sight, edges } = draft.visibility;
  const rows: Record<string, Record<string, string>> = {};
  for (const reader of draft.seats) {
    for (const writer of draft.seats) {
      const edge = edges[edgeKey(reader.key, writer.key)];
      if (edge === undefined) continue;
      const row = (rows[shortName(reader)] ??= {});
      row[shortName(writer)] = edge;
    }
  }
  const plain = Object.keys(rows).length === 0;
  if (plain && base === 'full') return 'full';
  return withoutGaps({ topology: base === 'full' ? 'all' : base, sight, edges: plain ? undefined : rows });
}

function holdOf(draft: Draft): unknown {
  if (draft.hold === 'some') return draft.held.map((key) => nameOf(draft, key));
  return draft.hold === '' ? undefined : draft.hold;
}

const nameOf = ({ seats }: Draft, key: string): string => {
  const seat = seats.find((one) => one.key === key);
  return seat === undefined ? '' : shortName(seat);
};

/** A name as a key of a row; one that is too long for a name is refused at its seat. */
const shortName = ({ name }: SeatDraft): string => name.slice(0, 100);

const numbers = (fields: Readonly<Record<string, string>>): object =>
  withoutGaps(Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, numeric(text)])));

/** A number where the text is one; else the text, so that the reader says what it wanted and what it found. */
function numeric(text: string): number | string | undefined {
  const bare = text.trim();
  if (bare === '') return undefined;
  return /^[+-]?\d{1,20}(?:\.\d{1,40})?(?:e[+-]?\d{1,3})?$/i.test(bare) ? Number(bare) : bare;
}

const words = (text: string): string | undefined => (text.trim() === '' ? undefined : text);
const boolean = (flag: Flag): boolean | undefined => (flag === '' ? undefined : flag === 'yes');

/** "must be 1" as a sentence that stands under its field. */
const sentence = (message: string): string =>
  `${message.slice(0, 1).toUpperCase()}${message.slice(1)}${/[.?!]$/.test(message) ? '' : '.'}`;
