import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Held } from './testing/export-memory.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/export-memory.ts', import.meta.url));
/** What is really kept, in megabytes; the run itself would be over a hundred. Minutes need to know how all of it hangs together. */
const LIMIT = 16;
const LIMITS: Readonly<Record<string, number>> = { minutes: 48 };
const FORMATS = ['minutes', 'jsonl', 'html', 'markdown', 'chrome-trace', 'otlp', 'openai', 'sharegpt'];

test('an export of 100,000 events holds memory flat, whatever its format; one that reads the run first does not', () => {
  const args = [SCRIPT, '--events', '100000', '--formats', FORMATS.join(',')];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const held = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as Held);
  expect(
    held.map(({ format }) => format),
    stderr,
  ).toEqual([...FORMATS, 'otlp', 'otlp']);
  // The texts that OTLP tells where it is asked to are among them.
  for (const { format, heap, characters } of held.slice(0, -1)) {
    expect([format, heap < (LIMITS[format] ?? LIMIT), characters > 5_000_000]).toEqual([format, true, true]);
  }
  // The control: events that are gathered are seen.
  expect(held.at(-1)?.heap).toBeGreaterThan(3 * LIMIT);
}, 600_000);
