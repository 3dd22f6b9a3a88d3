import { expect, test } from 'vitest';
import { micros, runId, seq } from '#shared/events/ids.ts';
import type { About, EmbeddedEvent } from './embedded.ts';
import { fileClient } from './file-client.ts';

const RUN = runId('a-run');
const about: About = {
  ...{ run: RUN, title: '', question: '', startedAt: '', seats: [], models: [], way: '', turns: 0, events: 4 },
  ...{ app: '0', head: '', redacted: [], notes: [] },
};
const event = (at: number): EmbeddedEvent => ({ seq: seq(at), at: micros(at), type: 'v9.later', data: {} });

/** What one who opens the file hears of it: positions, then why it ends where it does not end well. */
async function heard(...blocks: readonly (readonly EmbeddedEvent[] | 'broken')[]): Promise<readonly unknown[]> {
  async function* source(): AsyncGenerator<readonly EmbeddedEvent[]> {
    for (const block of blocks) {
      if (block === 'broken') throw new Error('no base64');
      yield block;
    }
  }
  const told: unknown[] = [];
  for await (const item of fileClient(about, source()).stream('events.subscribe', { run: RUN, after: seq(0) })) {
    told.push(...(item.ok ? item.value.events.map((own) => own.seq) : [item.failure.message]));
  }
  return told;
}

const AFTER_2 = 'This file was changed or cut off: of its 4 events those after 2 cannot be read.';

test('a whole file is read to its end, and nothing is said', async () => {
  expect(await heard([event(1), event(2)], [event(3), event(4)])).toEqual([1, 2, 3, 4]);
});

test.each([
  ['a block that is missing at the end', []],
  ['a block that cannot be read', ['broken' as const, [event(3), event(4)]]],
  ['a block that is missing in the middle', [[event(4)]]],
])('%s is told behind what was read', async (_, rest) => {
  expect(await heard([event(1), event(2)], ...rest)).toEqual([1, 2, AFTER_2]);
});

test('what the file does not hold is refused', async () => {
  const client = fileClient(about, (async function* () {})());
  expect(await client.call('run.cancel', { run: RUN })).toMatchObject({ ok: false, failure: { code: 'refused' } });
});
