import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportJsonl, type ExportRow } from './jsonl.ts';

const HEADER = { run: 'r1', events: 1, head: 'abc' };
const ROW: ExportRow = {
  seq: 1,
  at: 5,
  type: 'v1.turn.ended',
  data: { text: 'a' },
  detail: { tokens: [1] },
  reasoning: 'SECRET THOUGHT',
  reasoningHash: 'f00',
  hash: 'abc',
};

test('the first line is the header, then an event a line, in exactly this form', () => {
  expect([...exportJsonl(HEADER, [ROW])]).toEqual([
    '{"schema":"parley.events","version":1,"run":"r1","events":1,"head":"abc","redacted":["reasoning"]}\n',
    '{"seq":1,"at":5,"type":"v1.turn.ended","data":{"text":"a"},"detail":{"tokens":[1]},"reasoningHash":"f00","hash":"abc"}\n',
  ]);
});

test('reasoning leaves only when it is asked for, and without its hash a row is a bug', () => {
  expect([...exportJsonl(HEADER, [ROW])].join('')).not.toContain('SECRET');
  const kept = [...exportJsonl(HEADER, [ROW], { reasoning: 'keep' })].join('');
  expect(kept).toContain('"reasoning":"SECRET THOUGHT"');
  expect(kept).not.toContain('reasoningHash');
  const { reasoningHash: _left, ...bare } = ROW;
  expect(() => [...exportJsonl(HEADER, [bare])]).toThrow('reasoning comes with its hash');
});

test('rows are asked for one at a time', () => {
  let asked = 0;
  const rows = (function* counting() {
    for (;;) {
      asked += 1;
      yield ROW;
    }
  })();
  const lines = exportJsonl(HEADER, rows);
  for (let count = 0; count < 3; count += 1) lines.next();
  expect(asked).toBe(2);
});

test('every line is one JSON document that parses back equal, whatever the text holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (text, data) => {
      const row = { ...ROW, data: { text, data } };
      const [, line = ''] = [...exportJsonl(HEADER, [row])];
      expect(line).toMatch(/^[^\p{Cc}\u2028\u2029]*\n$/u);
      expect((JSON.parse(line) as { data: unknown }).data).toEqual(JSON.parse(JSON.stringify(row.data)));
    }),
  );
});
