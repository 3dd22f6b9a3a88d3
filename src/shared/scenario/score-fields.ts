import { z } from 'zod';
import { modelRef } from '../events/ids.ts';
import { expectSchema, type Expect, type Judge, type RunSetup } from '../events/setup.ts';
import { DEFAULT_MODEL } from './defaults.ts';
import { absent, type Field, type FieldReader } from './read-fields.ts';
import { seatName } from './seat-name.ts';
import { withoutGaps } from './without-gaps.ts';

/** The fields of a scenario by which a sweep scores its runs; each may be left out. */
export const SCORE_FIELDS = ['expect', 'judges'] as const;
export type ScoreField = (typeof SCORE_FIELDS)[number];

/** Longest pattern and text of `expect` in UTF-16 units, and the most judges. */
export const SCORE_LIMITS = { regex: 500, exact: 4_000, role: 4_000, judges: 9, model: 200 } as const;

/** The scoring rules that a scenario states. `model` is the scenario's own, which a judge without one takes. */
export function readScores(
  reader: FieldReader,
  field: (name: ScoreField) => Field,
  model: string,
): Pick<RunSetup, ScoreField> {
  return withoutGaps({
    expect: readExpect(reader, field('expect')),
    judges: readJudges(reader, field('judges'), model),
  });
}

/** What `readScores` reads back as the same. */
export const writeScores = ({ expect, judges }: RunSetup, model: string): object => ({
  expect: expect === undefined ? undefined : withoutGaps(expect),
  judges: judges?.map((judge) =>
    withoutGaps({ name: judge.name, role: judge.role, model: judge.model === model ? undefined : judge.model }),
  ),
});

function readExpect(reader: FieldReader, field: Field): Expect | undefined {
  if (absent(field)) return undefined;
  const inner = reader.map(field, ['regex', 'exact', 'number', 'within']);
  const given = RULES.filter((name) => !absent(inner(name)));
  if (given.length !== 1) {
    const found = given.length === 0 ? 'none of them' : given.join(' and ');
    // Where nothing is known of it, most likely a name was misspelt: that is told first.
    reader.note(
      { ...inner('regex'), name: field.name },
      `needs exactly one of regex, exact and number, found ${found}`,
    );
    return undefined;
  }
  const [rule] = given;
  if (rule !== 'number' && !absent(inner('within'))) {
    reader.note(inner('within'), 'says how far a number may be off; it stands only beside number');
  }
  if (rule === 'number') {
    return {
      number: reader.number(inner('number'), z.number(), 0),
      within: reader.number(inner('within'), expectSchema.shape.within.unwrap(), 0),
    };
  }
  if (rule === 'exact') return textRule('exact', reader.text(inner('exact'), { limit: SCORE_LIMITS.exact }));
  const pattern = reader.text(inner('regex'), { limit: SCORE_LIMITS.regex });
  const why = whyNoPattern(pattern);
  if (why !== undefined) reader.note(inner('regex'), why);
  return textRule('regex', pattern);
}

const RULES = ['regex', 'exact', 'number'] as const;

/** A text that was noted as missing or too long is left out: reading goes on, and the scenario is refused for it anyhow. */
function textRule(rule: 'regex' | 'exact', text: string): Expect | undefined {
  const read = expectSchema.safeParse({ [rule]: text });
  return read.success ? read.data : undefined;
}

function whyNoPattern(pattern: string): string | undefined {
  try {
    // On the empty text no pattern takes long.
    new RegExp(pattern, 'iu').test('');
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /su, '') : String(error);
    return `is no regular expression (${reason.slice(0, 80)}); write it without slashes, as in 'old (station|depot)'`;
  }
}

function readJudges(reader: FieldReader, field: Field, model: string): Judge[] | undefined {
  if (absent(field)) return undefined;
  const judges = reader.list(field);
  if (judges.length === 0 && field.tree?.kind === 'list')
    reader.note(field, 'names nobody; leave it out, or write a judge');
  if (judges.length > SCORE_LIMITS.judges) {
    reader.note(field, `has ${judges.length} judges; at most ${SCORE_LIMITS.judges} can vote`);
    return undefined;
  }
  const read: Judge[] = [];
  for (const judge of judges) {
    const one = readJudge(reader, judge, model);
    if (one === undefined) continue;
    if (read.some(({ name }) => name === one.name)) {
      reader.note(
        { ...judge, name: `${judge.name}.name` },
        `two judges are named '${one.name}'; give each a name of its own`,
      );
    }
    read.push(one);
  }
  return read;
}

function readJudge(reader: FieldReader, judge: Field, model: string): Judge | undefined {
  const field = reader.map(judge, ['name', 'role', 'model']);
  const written = reader.text(field('name'), { limit: 200 });
  const role = reader.text(field('role'), { limit: SCORE_LIMITS.role });
  const own = reader.text(field('model'), { fallback: model, limit: SCORE_LIMITS.model });
  if (written === '') return undefined;
  const name = seatName(written);
  if (!name.ok) {
    reader.note(field('name'), name.failure);
    return undefined;
  }
  return { name: name.value, role, model: modelRef(own.slice(0, SCORE_LIMITS.model) || DEFAULT_MODEL) };
}
