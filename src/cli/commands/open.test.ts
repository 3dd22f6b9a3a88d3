import { expect, test } from 'vitest';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { runCli } from '../main.ts';
import { foundRun } from '../testing/canned-run.ts';
import { fakeWorld, type FakeWorld } from '../testing/fake-world.ts';
import type { Running, WindowWish } from '../window-process.ts';

type Opened = { readonly world: FakeWorld; readonly wishes: readonly (WindowWish & Pick<Running, 'stdout'>)[] };

function machine(end: (running: Running) => Promise<Result<number, string>> = () => Promise.resolve(ok(0))): Opened {
  const wishes: (WindowWish & Pick<Running, 'stdout'>)[] = [];
  const client = loopback(
    fakeHandlers({
      'run.find': async ({ name }) =>
        'r1'.startsWith(name) ? ok(foundRun(14)) : fail({ code: 'not_found', message: `There is no run ${name}.` }),
    }),
  );
  const world = fakeWorld(client, {
    openWindow: (wish, running) => {
      wishes.push({ ...wish, stdout: running.stdout });
      return end(running);
    },
  });
  return { world, wishes };
}

const ROWS: readonly (readonly [readonly string[], string])[] = [
  [[], '#/'],
  [['#/run/r1?seq=12&sel=message:m3'], '#/run/r1?seq=12&sel=message:m3'],
  [['r'], '#/run/r1'],
  [['#/models'], '#/models'],
];

for (const [args, at] of ROWS) {
  test(`open ${args.join(' ')} opens the window at ${at}`, async () => {
    const { world, wishes } = machine();
    expect(await runCli(['open', ...args], world)).toBe(0);
    expect(wishes).toEqual([{ at, shell: 'any', stdout: 'inherit' }]);
  });
}

test('options go through: the browser, and nothing but documents on stdout', async () => {
  const { world, wishes } = machine();
  expect(await runCli(['open', '--browser', '--json'], world)).toBe(0);
  expect(wishes).toEqual([{ at: '#/', shell: 'browser', stdout: 'stderr' }]);
  expect(world.out()).toBe('{"at":"#/"}\n');
});

for (const place of ['#/nowhere', '#/run/nobody', 'nobody', '#/run/r1?seq=x']) {
  test(`${place} opens nothing and is refused in one sentence`, async () => {
    const { world, wishes } = machine();
    expect(await runCli(['open', place], world)).toBe(2);
    expect(wishes).toEqual([]);
    expect(world.err().trim().split('\n')).toHaveLength(1);
  });
}

test('what could not be opened, or ended badly, is a failure', async () => {
  expect(await runCli(['open'], machine(() => Promise.resolve(ok(3))).world)).toBe(1);
  const { world } = machine(() => Promise.resolve(fail('It is not built yet: run npm start.')));
  expect(await runCli(['open'], world)).toBe(1);
  expect(world.err()).toBe('parley: It is not built yet: run npm start.\n');
});

test('Ctrl-C asks the window to end and is no failure; a second one kills', async () => {
  const { world } = machine(
    ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => setTimeout(resolve, 20, ok(130)))),
  );
  const code = runCli(['open'], world);
  await new Promise((resolve) => setTimeout(resolve, 20));
  world.interrupt();
  expect(world.killed()).toBe(0);
  world.interrupt();
  expect(world.killed()).toBe(1);
  expect(await code).toBe(0);
});
