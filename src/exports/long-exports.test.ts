import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { AnyEvent } from '#shared/events/event.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { exportChromeTrace } from './chrome-trace.ts';
import { exportMarkdown } from './markdown.ts';
import { exportOpenai } from './openai.ts';
import { exportOtlp } from './otlp.ts';
import { exportSharegpt } from './sharegpt.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that an export holds beyond its events, the most after every two million characters; the text is thrown away. */
function held(events: readonly AnyEvent[], exported: (events: Iterable<AnyEvent>) => Iterable<string>): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  let since = 0;
  for (const piece of exported(events)) {
    since += piece.length;
    if (since < 2_000_000) continue;
    since = 0;
    collect();
    most = Math.max(most, process.memoryUsage().heapUsed - before);
  }
  return most / 1024 / 1024;
}

const LIMIT = 8;

test('an export of a long run is never whole in memory', () => {
  const events = longRun(12_000);
  const formats = { exportMarkdown, exportChromeTrace, exportOtlp, exportOpenai, exportSharegpt };
  for (const [name, exported] of Object.entries(formats)) {
    expect([name, held(events, exported) < LIMIT]).toEqual([name, true]);
  }
  // The control: an export that gathers its text first is seen.
  const gathered = held(events, function* (all) {
    const pieces: string[] = [];
    for (const piece of exportChromeTrace(all)) pieces.push(piece);
    yield* pieces;
  });
  expect(gathered).toBeGreaterThan(LIMIT);
}, 60_000);
