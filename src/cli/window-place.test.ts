import { expect, test } from 'vitest';
import { windowPlace } from './window-place.ts';

const GOOD = [
  '#/',
  '#/models',
  '#/new',
  '#/new?from=users-endpoint',
  '#/runs?q=two+words',
  '#/run/2026-11-22-ab',
  '#/run/r1?seq=12',
  '#/run/r1?seq=12&sel=message%3Am7',
  '#/run/r1?sel=agent:Ada%231',
];

test('every place that the window has is one', () => {
  for (const place of GOOD) expect(windowPlace(place)).toMatchObject({ ok: true, value: { address: place } });
  expect(windowPlace('#/run/r1?seq=3')).toEqual({ ok: true, value: { address: '#/run/r1?seq=3', run: 'r1' } });
});

const BAD = [
  '',
  '#',
  '#run/r1',
  'http://127.0.0.1:80/#/run/r1',
  '#/elsewhere',
  '#/constructor',
  '#/run',
  '#/run/',
  '#/run/../x',
  '#/run/R1',
  '#/run/r1/more',
  '#/models/x',
  '#/run/r1?seq=-1',
  '#/run/r1?seq=x',
  '#/run/r1?sel=message:7',
  '#/run/r1?sel=toString:7',
  '#/run/r1?link=abc',
  '#/run/r1?__proto__=1',
  '#/runs?q=1?q=2',
  '#/runs?q=<script>',
  `#/runs?q=${'x'.repeat(2000)}`,
];

for (const place of BAD) {
  test(`${JSON.stringify(place.slice(0, 40))} is none, and that is one sentence`, () => {
    const refused = windowPlace(place);
    expect(refused).toMatchObject({
      ok: false,
      failure: expect.stringContaining('is no place in the window') as string,
    });
    expect(refused.ok ? '' : refused.failure).not.toContain('\n');
  });
}
