import { expect, test } from 'vitest';
import { seq } from '#shared/events/ids.ts';
import { pastedPlace } from './pasted.ts';

test('a link is read as it was copied: alone, in an address, in the command', () => {
  const place = { page: 'run', run: 'one-run', seq: seq(12), selection: { kind: 'turn', turn: 3 } };
  const link = '#/run/one-run?seq=12&sel=turn%3A3';
  for (const text of [link, `  ${link}\n`, `http://127.0.0.1:4711/${link}`, `parley open '${link}'`])
    expect(pastedPlace(text)).toEqual(place);
  expect(pastedPlace('#/models')).toEqual({ page: 'models' });
});

test('what names no place is searched for instead', () => {
  for (const text of ['', 'users', '#7', '#/nowhere', '#/run/../x', 'http://127.0.0.1:4711/#link=abc'])
    expect(pastedPlace(text)).toBeUndefined();
});
