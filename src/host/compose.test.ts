import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loopback } from '#shared/rpc/loopback.ts';
import { valueOf } from '#store/testing/scratch.ts';
import { compose, type Host } from './compose.ts';
import { settingsFrom } from './host-settings.ts';

const home = mkdtempSync(join(tmpdir(), 'parley-compose-'));
const tree = join(import.meta.dirname, '..', '..');
const hosts: Host[] = [];
afterAll(async () => {
  for (const host of hosts) await host.close();
  rmSync(home, { recursive: true, force: true });
});

/** A window of its own over this program's own tree: what comes with it is what is listed. */
function windowOf(): ReturnType<typeof loopback> {
  const host = compose({
    places: { home, tree, models: join(tree, 'models') },
    settings: settingsFrom({}),
    hostEntry: '/nowhere',
    app: '1.2.3',
  });
  hosts.push(host);
  return loopback(host.handlers);
}

test('a window is told the version, where the data lie, and that nothing leaves the machine', async () => {
  expect(valueOf(await windowOf().call('app.info', {}))).toEqual({ version: '1.2.3', home, leaves: '' });
});

test('every ready scenario of the tree can be opened, in alphabetical order', async () => {
  const { scenarios } = valueOf(await windowOf().call('scenario.list', {}));
  const names = scenarios.map(({ name }) => name);
  expect(names).toContain('users-endpoint');
  expect(names).toEqual(names.toSorted());
  expect(scenarios.every(({ source, seats }) => source === 'ready' && seats.length > 0)).toBe(true);
});

test('the recordings of the tree are found by their words, at the moment where these were said', async () => {
  const window = windowOf();
  const { runs } = valueOf(await window.call('run.list', {}));
  expect(runs.length).toBeGreaterThan(3);
  const { hits } = valueOf(await window.call('runs.search', { query: 'user', limit: 50 }));
  expect(hits.length).toBeGreaterThan(0);
  for (const { run, message, seq } of hits) {
    for await (const item of window.stream('events.subscribe', { run, after: 0 as typeof seq })) {
      const { events } = valueOf(item);
      expect(events.find((event) => event.seq === seq)?.data).toMatchObject({ message });
    }
  }
});

test('what one window labels another shows', async () => {
  const [one, other] = [windowOf(), windowOf()];
  const run = valueOf(await one.call('run.list', {})).runs[0];
  if (run === undefined) throw new Error('the tree has recordings');
  valueOf(await one.call('run.label', { run: run.run, name: 'Seen', tags: ['a'] }));
  expect(valueOf(await other.call('run.find', { name: run.run }))).toMatchObject({ title: 'Seen', tags: ['a'] });
});
