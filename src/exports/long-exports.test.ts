import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { AnyEvent } from '#shared/events/event.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { exportChromeTrace } from './chrome-trace.ts';
import type { EventLog } from './event-log.ts';
import { exportMarkdown } from './markdown.ts';
import { exportMinutes } from './minutes.ts';
import { exportOpenai } from './openai.ts';
import { exportOtlp } from './otlp.ts';
import { exportSharegpt } from './sharegpt.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

type Exported = (log: EventLog) => Iterable<string>;

/** Megabytes that an export holds beyond its log, the most at ever longer distances; the text is thrown away. */
function held(log: EventLog, exported: Exported): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  let next = 250_000;
  let length = 0;
  for (const piece of exported(log)) {
    length += piece.length;
    if (length < next) continue;
    next = length * 1.5;
    collect();
    most = Math.max(most, process.memoryUsage().heapUsed - before);
  }
  return most / 1024 / 1024;
}

/** Events as text, so that whoever keeps one is seen; `passes` counts how often one went through them. */
function asText(events: readonly AnyEvent[]): EventLog & { passes: number } {
  const lines = events.map((event) => JSON.stringify(event));
  const parsed = (line: string): AnyEvent => JSON.parse(line) as AnyEvent;
  return {
    passes: 0,
    *[Symbol.iterator]() {
      this.passes += 1;
      for (const line of lines) yield parsed(line);
    },
    at: (index) => (lines[index] === undefined ? undefined : parsed(lines[index])),
  };
}

const LIMIT = 2.5;
const run = asText(longRun(12_000));

const FORMATS: Readonly<Record<string, Exported>> = {
  markdown: exportMarkdown,
  'Chrome trace': exportChromeTrace,
  OTLP: exportOtlp,
  'OTLP with its texts': (log) => exportOtlp(log, { content: 'keep' }),
  OpenAI: exportOpenai,
  ShareGPT: exportSharegpt,
};

test.each(Object.entries(FORMATS))('a long run as %s is never whole in memory, and is read once', (_, exported) => {
  run.passes = 0;
  expect(held(run, exported)).toBeLessThan(LIMIT);
  expect(run.passes).toBe(1);
});

/** Minutes need to know who answered whom, and what stood in which prompt, until they are written: a few hundred bytes a turn, and no text. */
const MINUTES_LIMIT = 7;

test('minutes of a long run keep how it hangs together, read once, and none of its events or texts', () => {
  run.passes = 0;
  const kept = held(run, exportMinutes);
  const whole = held(run, (log) => exportMinutes([...log]));
  expect(kept).toBeLessThan(MINUTES_LIMIT);
  expect(run.passes).toBe(2);
  // The control: minutes of events that are gathered first.
  expect(whole).toBeGreaterThan(2 * MINUTES_LIMIT);
});

test('an export that gathers its text first, or what was said, is seen', () => {
  const text = held(run, function* (log) {
    yield* [...exportChromeTrace(log)];
  });
  expect(text).toBeGreaterThan(LIMIT);
  const said = held(run, function* (log) {
    const bodies = [...log].filter(({ type }) => type === 'v1.message.sent');
    yield* exportOtlp(log);
    expect(bodies.length).toBeGreaterThan(3000);
  });
  expect(said).toBeGreaterThan(LIMIT);
});
