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

/** Megabytes that an export holds beyond its events, the most at every ten thousandth piece; the text is thrown away. */
function held(events: readonly AnyEvent[], exported: (events: Iterable<AnyEvent>) => Iterable<string>): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  let pieces = 0;
  for (const _piece of exported(events)) {
    pieces += 1;
    if (pieces % 20_000 !== 0) continue;
    collect();
    most = Math.max(most, process.memoryUsage().heapUsed - before);
  }
  return most / 1024 / 1024;
}

test('an export of 100,000 events is never whole in memory', () => {
  const events = longRun(100_000);
  const formats = { exportMarkdown, exportChromeTrace, exportOtlp, exportOpenai, exportSharegpt };
  for (const [name, exported] of Object.entries(formats)) {
    const megabytes = held(events, exported);
    expect([name, megabytes < 40, megabytes]).toEqual([name, true, expect.any(Number) as number]);
  }
  // The control: an export that gathers its text first is seen.
  const gathered = held(events, function* (all) {
    const pieces = [...exportChromeTrace(all)].map((piece) => `${piece} `.slice(0, -1));
    yield* pieces;
  });
  expect(gathered).toBeGreaterThan(40);
}, 120_000);
