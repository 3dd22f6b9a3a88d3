import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeEvent } from '#shared/events/event.ts';
import { changeSchema } from '#shared/events/fork.ts';
import { messageIdSchema, modelRef } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { draftOf } from '../compose/draft.ts';
import { setupOf } from '../compose/setup-of.ts';
import { changesOf } from './changes-of.ts';
import { addMessage, addWord, rowsAt } from './message-rows.ts';
import { refusalPlace } from './refusal-place.ts';

const folder = new URL('../../../scenarios/recordings/', import.meta.url);
const setups = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name): RunSetup => {
    const [, first = ''] = readFileSync(new URL(name, folder), 'utf8').split('\n');
    const event = decodeEvent(JSON.parse(first));
    if (!event.ok || event.value.type !== 'v1.run.created') throw new Error(`${name} does not begin`);
    return event.value.data.setup;
  });
const [setup] = setups;
if (setup === undefined) throw new Error('there are recordings');
const typed = (change: (own: ReturnType<typeof draftOf>) => ReturnType<typeof draftOf>): RunSetup => {
  const read = setupOf(change(draftOf(setup)));
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
};
const id = (text: string) => messageIdSchema.parse(text);

test('a form that nobody has touched changes nothing, whichever recording it was opened at', () => {
  for (const own of setups) {
    const read = setupOf(draftOf(own));
    expect(read.ok && changesOf(own, read.value)).toEqual([]);
  }
});

test('each field comes to the change of its own, and nothing else', () => {
  const [first] = setup.seats;
  const next = typed((own) => ({
    ...own,
    mode: 'peers',
    cadence: own.cadence === 'floor' ? 'rounds' : 'floor',
    seed: '4711',
    turns: '77',
    exact: !own.exact,
    visibility: { base: 'ring', sight: 'full', edges: {} },
    seats: own.seats.map((seat, index) =>
      index === 0 ? { ...seat, role: 'Another.', model: 'else', sampler: { ...seat.sampler, topK: '7' } } : seat,
    ),
  }));
  const changes = changesOf({ ...setup, mode: 'peers' }, next);
  for (const change of changes) expect(changeSchema.safeParse(change).success).toBe(true);
  expect(changes).toEqual([
    { kind: 'cadence', cadence: next.cadence },
    { kind: 'visibility', visibility: { topology: 'ring', sight: 'full', edges: [] } },
    { kind: 'seed', seed: 4711 },
    { kind: 'exact', exact: !setup.exact },
    { kind: 'budget', turns: 77 },
    { kind: 'seat', seat: first?.name, model: modelRef('else'), role: 'Another.', sampler: { topK: 7 } },
  ]);
});

test('messages come behind the setup; words that are as they were and a word that is not written are no change', () => {
  const row = { key: 'c1', kind: 'edit' as const, message: id('m3'), text: 'New.', before: 'Old.' };
  const word = { key: 'c2', kind: 'insert' as const, text: 'Mind it.', to: '@Ben', act: 'ask' as const };
  expect(
    changesOf(setup, setup, [
      { ...row, text: 'Old.' },
      row,
      { ...row, kind: 'drop' },
      { ...row, kind: 'retract' },
      { ...word, text: ' ' },
      word,
      { ...word, to: 'all' },
    ]),
  ).toEqual([
    { kind: 'edit', message: 'm3', text: 'New.' },
    { kind: 'drop', message: 'm3' },
    { kind: 'retract', message: 'm3' },
    { kind: 'insert', text: 'Mind it.', to: ['Ben'], act: 'ask' },
    { kind: 'insert', text: 'Mind it.', to: 'all', act: 'ask' },
  ]);
});

test('rows are about the newest message that no other is about, and go where their message does not stand', () => {
  const said = (message: string, body: string) => ({ message: id(message), body, standing: 'public' }) as never;
  const standing = [said('m1', 'One.'), said('m2', 'Two.')] as Parameters<typeof addMessage>[0];
  const rows = addMessage(standing)(addMessage(standing)(addWord([])));
  expect(rows.map((row) => (row.kind === 'insert' ? row.key : [row.key, row.message, row.text]))).toEqual([
    'c1',
    ['c2', 'm2', 'Two.'],
    ['c3', 'm1', 'One.'],
  ]);
  expect(rowsAt(rows, standing.slice(0, 1)).map(({ key }) => key)).toEqual(['c1', 'c3']);
});

test('a refusal stands where it belongs: at a seat, the budget, a message, else at the foot', () => {
  const draft = draftOf(setup);
  const rows = [{ key: 'c1', kind: 'edit' as const, message: id('m3'), text: '', before: 'Old.' }];
  const place = (message: string, more = {}) => refusalPlace({ code: 'refused', message, ...more }, draft, rows);
  const model = draft.seats[1]?.model ?? '';
  expect(place('It is not here.', { instead: { model, offers: [] } }).field).toMatch(/^seats\[\d\]\.model$/u);
  expect(place(`The role of ${draft.seats[1]?.name} is empty`)).toEqual({ field: 'seats[1].role' });
  expect(place('A budget of 3 turns is spent at this moment already')).toEqual({ field: 'budget.turns' });
  expect(place('m3 is retracted already.')).toEqual({ row: 'c1' });
  expect(place('The new text is empty; write at least a word.')).toEqual({ row: 'c1' });
  expect(place('The mode single is one answer to the question.')).toEqual({});
});
