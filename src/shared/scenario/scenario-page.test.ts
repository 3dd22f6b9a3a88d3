import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { brakeRules } from '../events/rules.ts';
import { ACTS, brakesSchema, CADENCES, MODES, samplerSchema, TOPOLOGIES, type RunSetup } from '../events/setup.ts';
import { DEFAULT_SAMPLER } from './defaults.ts';
import { FIT_IDS } from './fit.ts';
import { describeProblem, parseScenario, SCENARIO_FIELDS } from './parse-scenario.ts';

/** The page on the scenario file says what the code does, field by field. */
const PAGE = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'scenario.md'), 'utf8');

/** What the page says about a field, and of it being left out. */
function row(field: string): { readonly says: string; readonly leftOut: string } {
  const line = PAGE.split('\n').find((text) => text.startsWith(`| \`${field}\``)) ?? '';
  const [, , says = '', leftOut = ''] = line.split('|').map((cell) => cell.trim());
  return { says, leftOut };
}

function shortest(): RunSetup {
  const parsed = parseScenario(
    'question: Why?\nseats: [{name: Ada, role: Critic}, {name: Ben, role: Fan}]\n',
    'a.yaml',
  );
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

test('every field has its row, and no row is of a field that there is not', () => {
  const nested = [
    ...['turns', 'tokens', 'time', 'perAgent'].map((name) => `budget.${name}`),
    ...brakesSchema.keyof().options.map((name) => `brakes.${name}`),
    ...['name', 'role', 'wrapper', 'leaning', 'sampler'],
  ];
  const expected = [...SCENARIO_FIELDS.filter((name) => name !== 'budget' && name !== 'brakes'), ...nested];
  const rows = PAGE.split('\n').flatMap((line) => /^\| `([\w.]+)`/u.exec(line)?.[1] ?? []);
  expect(new Set(rows)).toEqual(new Set(expected));
});

test('what a field is when it is left out is what the code takes', () => {
  const setup = shortest();
  const seat = setup.seats[0];
  const brakes = brakeRules(setup);
  const said = (field: string): string => row(field).leftOut.replaceAll('`', '');
  expect([said('model'), said('mode'), said('cadence'), said('visibility'), said('seed'), said('exact')]).toEqual(
    [seat?.model, setup.mode, setup.cadence, setup.visibility, setup.seed, setup.exact].map(String),
  );
  expect([said('rounds'), said('context'), said('answer')]).toEqual([
    String(setup.budget.turns / setup.seats.length),
    String(setup.context),
    `${setup.answer.maxTokens} and ${setup.answer.sentences}`,
  ]);
  expect(said('sampler')).toBe(Object.values(DEFAULT_SAMPLER).join(', '));
  for (const name of ['noNewContent', 'politeness', 'nudges', 'mailCap'] as const) {
    expect(said(`brakes.${name}`)).toBe(String(brakes[name]));
  }
  expect(said('brakes.waitCycle')).toBe(brakes.waitCycle === 1 ? 'on' : 'off');
});

test('every word that can be chosen is named', () => {
  for (const mode of MODES) expect(row('mode').says).toContain(`\`${mode}\``);
  for (const cadence of CADENCES) expect(row('cadence').says).toContain(`\`${cadence}\``);
  for (const id of FIT_IDS) expect(row('fit').says).toContain(`\`${id}\``);
  for (const topology of TOPOLOGIES) expect(PAGE).toContain(`\`${topology}\` (`);
  for (const name of samplerSchema.keyof().options) expect(row('sampler').says).toContain(`\`${name}\``);
  const acts = /^The acts are (.*)\.$/mu.exec(PAGE)?.[1]?.split(/, | and /u);
  expect(acts).toEqual([...ACTS]);
});

test('its examples are valid', () => {
  const blocks = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/gu)].map(([, text = '']) => text);
  expect(blocks.length).toBe(4);
  for (const block of blocks) {
    const parsed = parseScenario(block, 'scenario.md');
    expect(parsed.ok ? '' : describeProblem(parsed.failure)).toBe('');
  }
});
