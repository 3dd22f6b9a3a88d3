import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fail, ok } from '#shared/base/result.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import { wireEventSchema, type WireEvent } from '#shared/rpc/methods.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { runId } from '#shared/events/ids.ts';
import { runCli } from './main.ts';
import { foundRun } from './testing/canned-run.ts';
import { fakeWorld } from './testing/fake-world.ts';

test('two runs are put side by side, what is alike once and what differs for each, and the first turn that differs is named', async () => {
  const world = worldWith(['users-endpoint-rounds', 'users-endpoint-vote']);
  expect(await runCli(['compare', 'users-endpoint-rounds', 'users-endpoint-vote'], world)).toBe(0);
  const out = world.out();
  expect(out).toMatch(/^A {2}users-endpoint-rounds/m);
  expect(out).toMatch(/^B {2}users-endpoint-vote/m);
  expect(out).toMatch(/mode\n\s+A\s+peers, rounds\n\s+B\s+vote\n/);
  expect(out).toMatch(/visibility: full\n/);
  expect(out).toMatch(/first difference at turn \d/);
});

test('a run beside itself says that all turns are the same', async () => {
  const world = worldWith(['users-endpoint']);
  await runCli(['compare', 'users-endpoint', 'users-endpoint'], world);
  expect(world.out()).toContain('All 9 turns are the same, word for word.');
  expect(world.out()).not.toContain('first difference');
});

test('as JSON there is a document for each run, line and turn', async () => {
  const world = worldWith(['users-endpoint', 'users-endpoint-single']);
  await runCli(['--json', 'compare', 'users-endpoint', 'users-endpoint-single'], world);
  const kinds = world
    .out()
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { kind: string }).kind);
  expect(kinds.filter((kind) => kind === 'run')).toHaveLength(2);
  expect(kinds.filter((kind) => kind === 'turn')).toHaveLength(9);
  expect(kinds).toContain('line');
});

test('as CSV it is a file with a record for each line and turn, and a file that is there already stays as it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-csv-'));
  const file = join(folder, 'table.csv');
  const names = ['users-endpoint-rounds', 'users-endpoint-vote'];
  const world = worldWith(names);
  expect(await runCli(['compare', ...names, '--csv', file], world)).toBe(0);
  const csv = readFileSync(file, 'utf8');
  expect(csv.split('\r\n')[0]).toBe(`part,line,${names.join(',')},unit,${names.map((n) => `${n} (number)`).join(',')}`);
  expect(csv).toMatch(/^set up,mode,"peers, rounds",vote,,,\r$/m);
  expect(csv.match(/^turn,\d/gm)).toHaveLength(9);
  expect(world.out()).toBe('');
  expect(world.err()).toContain(`Written: ${file}`);
  expect(await runCli(['compare', names[1] ?? '', names[0] ?? '', '--csv', file], world)).toBe(1);
  expect(world.err()).toContain(`cannot write ${file}`);
  expect(readFileSync(file, 'utf8')).toBe(csv);
  rmSync(folder, { recursive: true });
});

test('one run, seven runs and a run that is not there are refused in a sentence', async () => {
  const world = worldWith(['users-endpoint']);
  expect(await runCli(['compare', 'users-endpoint'], world)).toBe(2);
  expect(world.err()).toContain('two to 6 runs, not 1');
  expect(await runCli(['compare', ...Array.from({ length: 7 }, () => 'users-endpoint')], world)).toBe(2);
  expect(await runCli(['compare', 'users-endpoint', 'none'], world)).toBe(2);
  expect(world.err()).toContain('There is no run none.');
  expect(world.out()).toBe('');
});

function worldWith(names: readonly string[]) {
  const logs = new Map(names.map((name) => [name, recorded(name)]));
  return fakeWorld(
    loopback(
      fakeHandlers({
        'run.find': async ({ name }) => {
          const events = logs.get(name);
          if (events === undefined) return fail({ code: 'not_found', message: `There is no run ${name}.` });
          return ok({ ...foundRun(events.length), run: runId(name) });
        },
        'events.subscribe': async function* stored({ run, after }) {
          yield await Promise.resolve(ok({ events: (logs.get(run) ?? []).slice(after) }));
        },
      }),
    ),
  );
}

function recorded(name: string): WireEvent[] {
  const file = new URL(`../../scenarios/recordings/${name}.jsonl`, import.meta.url);
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => wireEventSchema.parse(JSON.parse(line)));
}
