import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Held } from './testing/export-memory.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/export-memory.ts', import.meta.url));
const FORMATS = ['jsonl', 'html', 'markdown', 'chrome-trace', 'otlp'];

/** What is really kept, in megabytes; the run itself would be over a hundred. */
const LIMIT = 16;

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
  for (const { format, heap, characters } of held.slice(0, FORMATS.length)) {
    expect([format, heap < LIMIT, characters > 8_000_000]).toEqual([format, true, true]);
  }
  // The control: events that are gathered are seen.
  expect(held.at(-1)?.heap).toBeGreaterThan(3 * LIMIT);
}, 300_000);
