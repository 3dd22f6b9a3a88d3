import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ok } from '#shared/base/result.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { modelRef, seq } from '#shared/events/ids.ts';
import { runSetupSchema } from '#shared/events/setup.ts';
import { runCli } from './main.ts';
import { cannedRun, foundRun, RUN } from './testing/canned-run.ts';
import { fakeWorld } from './testing/fake-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-json-'));
afterAll(() => rmSync(folder, { recursive: true }));

const EVENTS = cannedRun();
const MODEL = {
  id: 'tiny',
  name: 'Tiny',
  file: 'tiny.gguf',
  size: 98,
  kind: 'chat' as const,
  licence: 'Apache-2.0',
  context: 8192,
  quantisation: 'Q4_1',
  present: true,
  origin: 'catalog' as const,
  terms: false,
  note: '',
};
const STEP = { text: 'x', bytes: 1, total: 2, bytesPerSecond: 1 };

const SWEEP = {
  sweep: 's1',
  title: 'T',
  startedAt: '',
  state: 'done' as const,
  cells: 1,
  done: 1,
  failed: 0,
  models: [],
  modes: ['peers' as const],
};
const CELL = { cell: 'c', models: [], mode: 'peers' as const, seed: 1, repeat: 1, state: 'done' as const };
const ROW = { role: 'Ada', model: modelRef('m'), mode: 'peers' as const, control: false, n: 1, of: 1, controls: [] };

const host: Partial<Handlers> = {
  'scenario.load': async () => ok(z.object({ setup: runSetupSchema }).parse(EVENTS[0]?.data)),
  'run.start': async () => ok({ run: RUN }),
  'run.fork': async ({ at }) => ok({ run: RUN, at }),
  'run.rerun': async () => ok({ run: RUN, at: seq(0) }),
  'run.difference': async () => ok({ other: RUN, same: true, turns: 4, tokens: 9, sentence: 'token-equal' }),
  'run.list': async () => ok({ runs: [foundRun(14), foundRun(14)], damaged: [{ name: 'bad', why: 'spoilt' }] }),
  'run.find': async () => ok(foundRun(14)),
  'run.verify': async () => ok({ run: RUN, events: 14, head: 'abc' }),
  'run.export': async function* lines() {
    yield await Promise.resolve(ok({ text: '{"a":1}\n' }));
    yield ok({ text: '{"b":2}\n' });
  },
  'run.preview': async () => ok({ kinds: [{ kind: 'messages', found: 2, leaves: 0 }] }),
  'run.import': async () => ok({ run: RUN, runs: [RUN], warnings: ['Something was left aside.'] }),
  'events.subscribe': async function* stored({ after }) {
    yield await Promise.resolve(ok({ events: EVENTS.slice(after) }));
  },
  'turn.pieces': async () => ok({ pieces: [[10, 4]] }),
  'pieces.watch': async function* some() {
    yield await Promise.resolve(ok({ turn: 1, agent: 'Ada#1', try: 1, text: 'Use' }));
  },
  'models.list': async () => ok({ models: [MODEL, MODEL] }),
  'models.terms': async () => ok({ text: 'The terms.', needed: true }),
  'models.pull': async function* pull() {
    yield await Promise.resolve(ok({ ...STEP, step: 'source' as const }));
    yield ok({ ...STEP, step: 'progress' as const });
    yield ok({ ...STEP, step: 'done' as const });
  },
  'models.discard': async () => ok({ freed: 9 }),
  'models.verify': async () => ok({ file: 'tiny.gguf', sha256: 'abc', matches: true, detail: 'same' }),
  'models.estimate': async () => ok({ weights: 1, cache: 1, overhead: 1, total: 3, free: 9, fits: true }),
  'sweep.list': async () => ok({ sweeps: [SWEEP, SWEEP] }),
  'sweep.find': async () => ok({ ...SWEEP, question: 'Why?', varied: [], plan: [CELL] }),
  'sweep.table': async () => ok({ rows: [ROW], csv: '' }),
  doctor: async () => ok({ checks: [{ name: 'Node', state: 'ok', found: '24', advice: '' }] }),
};

/** [the command, the lines that it prints, the fields that each has among others] */
const COMMANDS: readonly (readonly [readonly string[], number, readonly string[]])[] = [
  [['run', 'a.yaml'], EVENTS.length, ['seq', 'type', 'at', 'data']],
  [['fit', 'a.yaml'], 1, ['scenario', 'mode', 'questions', 'possible', 'missing']],
  [['fork', 'r1', '--at', '8'], EVENTS.length - 8, ['seq', 'type', 'at', 'data']],
  [['fork', 'r1', '--at', '8', '--no-run'], 1, ['run', 'parent']],
  [['rerun', 'r1'], EVENTS.length + 1, []],
  [['list'], 2, ['run', 'title', 'state', 'seats', 'turns']],
  [['show', 'r1'], 9, ['kind']],
  [['show', 'r1', '--at', '8'], 8, ['kind']],
  [['show', 'r1', '--message', 'm1'], 9, ['kind']],
  [['play', 'r1'], EVENTS.length, ['seq', 'type', 'at', 'data']],
  [['compare', 'r1', 'r1'], 28, ['kind']],
  [['sweep'], 2, ['sweep', 'state', 'cells', 'done', 'failed']],
  [['sweep', '--table', 's1'], 2, ['kind']],
  [['verify', 'r1'], 1, ['run', 'events', 'head']],
  [['verify', './a.jsonl'], 1, ['run', 'events', 'head']],
  [['export', 'r1', '--format', 'jsonl'], 2, []],
  [['export', 'r1', '--format', 'markdown'], 2, ['text']],
  [['export', 'r1', '--format', 'minutes'], 2, ['text']],
  [['export', 'r1', '--format', 'markdown', '-o', join(folder, 'r1.md')], 1, ['file', 'format', 'characters']],
  [['export', 'r1', '--format', 'otlp', '--preview', '--redact', 'paths', 'roles'], 1, ['kinds']],
  [['import', './a.jsonl'], 1, ['run', 'runs', 'warnings']],
  [['models', 'list'], 2, ['id', 'file', 'present']],
  [['models', 'pull', 'tiny', '--accept-terms'], 3, ['step', 'bytes', 'total']],
  [['models', 'discard', 'tiny'], 1, ['id', 'freed']],
  [['models', 'verify'], 2, ['id', 'file', 'matches']],
  [['models', 'estimate', 'tiny'], 1, ['model', 'total', 'fits']],
  [['open', 'r1'], 1, ['at']],
  [['doctor'], 1, ['name', 'state', 'found', 'advice']],
];

for (const [argv, count, fields] of COMMANDS) {
  test(`'parley ${argv.slice(0, 4).join(' ')} --json' prints JSON documents, a line each, and nothing else`, async () => {
    for (const tty of [{}, { tty: true as const }]) {
      const world = fakeWorld(loopback(fakeHandlers(host)), { ...tty, openWindow: () => Promise.resolve(ok(0)) });
      expect(await runCli([...argv, '--json'], world)).toBe(0);
      expect(world.out().endsWith('\n')).toBe(true);
      const documents = world.out().trimEnd().split('\n');
      expect(documents).toHaveLength(count);
      for (const line of documents) {
        const document = JSON.parse(line) as Record<string, unknown>;
        expect(Object.keys(document)).toEqual(expect.arrayContaining([...fields]));
      }
    }
  });
}

test('every command there is has its line above', async () => {
  const world = fakeWorld(loopback(fakeHandlers(host)));
  await runCli(['--help'], world);
  const named = [...world.out().matchAll(/^ {2}([a-z]+)(?: |$)/gmu)].map(([, name]) => name);
  const commands = named.filter((name) => name !== 'help');
  expect(commands.length).toBeGreaterThan(6);
  expect(new Set(COMMANDS.map(([[name]]) => name))).toEqual(new Set(commands));
});
