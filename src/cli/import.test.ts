import { expect, test } from 'vitest';
import { fail, ok } from '#shared/base/result.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { runCli } from './main.ts';
import { cannedRun, foundRun, RUN } from './testing/canned-run.ts';
import { fakeWorld } from './testing/fake-world.ts';

const FROM = { format: 'openai', file: 'chat.jsonl', missing: ['times', 'models'], redacted: [] };

test('an import prints the ids of its runs, says what was left aside, and that nobody vouches for it', async () => {
  const imported = { run: RUN, runs: [RUN], warnings: ['3 tool calls were left\u001b[2J aside.'] };
  const world = fakeWorld(loopback(fakeHandlers({ 'run.import': async () => ok(imported) })));
  expect(await runCli(['import', 'chat.jsonl'], world)).toBe(0);
  expect(world.out()).toBe(`${RUN}\n`);
  expect(world.err()).toContain('3 tool calls');
  expect(world.err()).toContain('unverified');
  expect(world.err()).not.toContain('\u001b');
});

test.each([
  ['usage', 2],
  ['not_found', 2],
  ['storage', 1],
] as const)('an import that fails as %s exits with %i and one sentence', async (code, exit) => {
  const message = 'chat.jsonl, line 3, field name: it is missing. Nothing was imported.';
  const world = fakeWorld(loopback(fakeHandlers({ 'run.import': async () => fail({ code, message }) })));
  expect(await runCli(['import', 'chat.jsonl'], world)).toBe(exit);
  expect([world.out(), world.err()]).toEqual(['', `parley: ${message}\n`]);
});

test('list and show say of an imported run what it is and what is not recorded', async () => {
  const broken = { ...FROM, broken: { seq: 5, why: 'event 5 is missing' } };
  const events = cannedRun();
  const host = {
    'run.list': async () =>
      ok({
        runs: [
          { ...foundRun(14), imported: FROM },
          { ...foundRun(14), imported: broken },
        ],
        damaged: [],
      }),
    'run.find': async () => ok({ ...foundRun(14), imported: broken }),
    'events.subscribe': async function* stored({ after }: { after: number }) {
      yield await Promise.resolve(ok({ events: events.slice(after) }));
    },
  };
  const listed = fakeWorld(loopback(fakeHandlers(host)));
  expect(await runCli(['list'], listed)).toBe(0);
  expect(listed.out()).toContain('imported, unverified');
  expect(listed.out()).toContain('imported, broken at 5');
  const shown = fakeWorld(loopback(fakeHandlers(host)));
  expect(await runCli(['show', RUN], shown)).toBe(0);
  expect(shown.out()).toContain(
    'Imported from chat.jsonl, a log of OpenAI messages: broken at event 5: event 5 is missing.',
  );
  expect(shown.out()).toContain('Not recorded: times, models.');
  expect(shown.out().split('\n').slice(0, 4).join()).toContain('not recorded');
});
