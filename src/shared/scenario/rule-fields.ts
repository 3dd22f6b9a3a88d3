import { brakesSchema, fitAnswersSchema, runSetupSchema, type RunSetup } from '../events/setup.ts';
import { absent, kindOf, rangeOf, valueOf, type Field, type FieldReader } from './read-fields.ts';
import { seatNamed } from './seat-named.ts';
import { parseShare } from './share.ts';
import { withoutGaps } from './without-gaps.ts';

/** The fields of a scenario that say how the talk is ruled; each may be left out. */
export const RULE_FIELDS = [
  'anonymous',
  'hold',
  'answerWithin',
  'quorum',
  'tasks',
  'summary',
  'brakes',
  'fit',
] as const;
export type RuleField = (typeof RULE_FIELDS)[number];
export type Rules = Pick<RunSetup, RuleField>;

type Brakes = NonNullable<RunSetup['brakes']>;
type Fit = NonNullable<RunSetup['fit']>;

const rulesSchema = runSetupSchema.pick({
  anonymous: true,
  hold: true,
  answerWithin: true,
  quorum: true,
  tasks: true,
  summary: true,
  brakes: true,
  fit: true,
});
const BRAKES = brakesSchema.keyof().options;
const FIT = fitAnswersSchema.keyof().options;

/** The rules that a scenario states; what it leaves out is left out. `names` are the names of its seats. */
export function readRules(reader: FieldReader, field: (name: RuleField) => Field, names: readonly string[]): Rules {
  const flag = (name: 'anonymous' | 'tasks'): boolean | undefined =>
    absent(field(name)) ? undefined : reader.flag(field(name), false);
  const within = field('answerWithin');
  return rulesSchema.parse(
    withoutGaps({
      anonymous: flag('anonymous'),
      hold: readHold(reader, field('hold'), names),
      answerWithin: absent(within) ? undefined : reader.number(within, runSetupSchema.shape.answerWithin.unwrap(), 1),
      quorum: readQuorum(reader, field('quorum')),
      tasks: flag('tasks'),
      summary: absent(field('summary')) ? undefined : readSeat(reader, field('summary'), names),
      brakes: readBrakes(reader, field('brakes')),
      fit: readFit(reader, field('fit')),
    }),
  );
}

/** What `readRules` reads back as the same. */
export const writeRules = ({ brakes, fit, ...setup }: RunSetup): object => ({
  anonymous: setup.anonymous,
  hold: setup.hold,
  answerWithin: setup.answerWithin,
  quorum: setup.quorum,
  tasks: setup.tasks,
  summary: setup.summary,
  brakes:
    brakes === undefined
      ? undefined
      : withoutGaps(Object.fromEntries(BRAKES.map((name) => [name, brakes[name] === 0 ? 'off' : brakes[name]]))),
  fit:
    fit === undefined
      ? undefined
      : Object.fromEntries(
          FIT.flatMap((name) => (fit[name] === undefined ? [] : [[name, fit[name] ? 'yes' : 'no'] as const])),
        ),
});

function readHold(reader: FieldReader, field: Field, names: readonly string[]): RunSetup['hold'] {
  if (absent(field)) return undefined;
  if (field.tree?.kind !== 'list') {
    if (valueOf(field) === 'all') return 'all';
    reader.note(field, `must be all or a list of seats such as [Ada, Ben], found ${kindOf(field)}`);
    return undefined;
  }
  const held: string[] = [];
  for (const item of reader.list(field)) {
    const name = readSeat(reader, item, names);
    if (name === undefined) continue;
    if (held.includes(name)) reader.note(item, `'${name}' stands here twice; keep one`);
    else held.push(name);
  }
  return held;
}

/** A seat by its name; undefined where no seat has it, which is noted. */
function readSeat(reader: FieldReader, field: Field, names: readonly string[]): string | undefined {
  const text = reader.text(field, { limit: 200 });
  if (text === '') return undefined;
  const name = seatNamed(text, names);
  if (name.ok) return name.value;
  reader.note(field, name.failure);
  return undefined;
}

function readQuorum(reader: FieldReader, field: Field): number | undefined {
  if (absent(field)) return undefined;
  const value = valueOf(field);
  const share = typeof value === 'string' || typeof value === 'number' ? parseShare(value) : undefined;
  if (share === undefined) {
    reader.note(field, `must be a share above 0 and at most 1 such as 0.5, 60% or 2/3, found ${kindOf(field)}`);
  }
  return share;
}

function readBrakes(reader: FieldReader, field: Field): Brakes | undefined {
  if (absent(field)) return undefined;
  const inner = reader.map(field, BRAKES);
  const read = BRAKES.map((name) => {
    const at = inner(name);
    return [name, absent(at) ? undefined : readBrake(reader, at, name)] as const;
  });
  return brakesSchema.parse(withoutGaps(Object.fromEntries(read)));
}

function readBrake(reader: FieldReader, field: Field, name: keyof Brakes): number {
  const value = valueOf(field);
  if (value === 'off') return 0;
  if (name === 'waitCycle') {
    if (value !== 'on' && value !== 0 && value !== 1) reader.note(field, `must be on or off, found ${kindOf(field)}`);
    return value === 0 ? 0 : 1;
  }
  const schema = brakesSchema.shape[name].unwrap();
  if (typeof value === 'number' && schema.safeParse(value).success) return value;
  reader.note(field, `must be ${rangeOf(schema)} or off, found ${kindOf(field)}`);
  return 0;
}

function readFit(reader: FieldReader, field: Field): Fit | undefined {
  if (absent(field)) return undefined;
  const inner = reader.map(field, FIT);
  const read = FIT.map((name) => {
    const at = inner(name);
    const value = valueOf(at);
    if (absent(at)) return [name, undefined] as const;
    if (value === true || value === 'yes') return [name, true] as const;
    if (value !== false && value !== 'no') reader.note(at, `must be yes or no, found ${kindOf(at)}`);
    return [name, false] as const;
  });
  return fitAnswersSchema.parse(withoutGaps(Object.fromEntries(read)));
}
