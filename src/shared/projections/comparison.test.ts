import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { decodeEvent, type AnyEvent } from '../events/event.ts';
import { alignedTurns, firstDifference } from './aligned-turns.ts';
import { comparisonOf } from './comparison.ts';
import { figuresOf } from './run-figures.ts';

test('a run beside itself differs in nothing, and all its turns are the same', () => {
  const events = recording('users-endpoint');
  const lines = comparisonOf([figuresOf(events), figuresOf(events)]);
  expect(lines.filter(({ differs }) => differs)).toEqual([]);
  const rows = alignedTurns([events, events]);
  expect(rows).toHaveLength(9);
  expect(firstDifference(rows)).toBeUndefined();
});

test('the table tells runs of one scenario apart by how they went', () => {
  const runs = ['users-endpoint-rounds', 'users-endpoint-vote', 'users-endpoint-single'].map(recording);
  const lines = comparisonOf(runs.map(figuresOf));
  const values = (label: string): readonly string[] => lines.find((line) => line.label === label)?.values ?? [];
  expect(values('mode')).toEqual(['peers, rounds', 'vote', 'single']);
  expect(values('turns').map((words) => Number.parseInt(words, 10))).toEqual([9, 6, 1]);
  expect(values('votes')[0]).toBe('–');
  expect(values('votes')[1]).toMatch(/3 ballots/);
  expect(values('decided')[1]).not.toBe('–');
  for (const label of ['tokens written', 'wall time', 'memory', 'tokens/s while speaking', 'time to first token'])
    for (const value of values(label)) expect(Number.parseFloat(value), label).toBeGreaterThan(0);
});

test('the figures are those of the log: tokens by turn, passes, tries, and who stands behind a proposal', () => {
  const events = recording('users-endpoint-floor');
  const figures = figuresOf(events);
  const ended = events.filter((event) => event.type === 'v1.turn.ended').map(({ data }) => data);
  expect(figures.tokens.written).toBe(ended.reduce((total, { counts }) => total + counts.written, 0));
  expect(figures.passes).toBe(ended.filter(({ outcome }) => outcome === 'passed').length);
  expect(figures.retries).toBe(ended.reduce((total, { retries }) => total + retries.length, 0));
  expect(figures.end?.reason).toBe('consensus');
  expect(figures.agreement).toEqual({ for: 3, of: 3 });
});

test('a line that is a figure has its bare numbers, and a mean says of how many turns it is made', () => {
  const runs = ['users-endpoint', 'users-endpoint-single'].map(recording).map(figuresOf);
  const line = (label: string) => comparisonOf(runs).find((own) => own.label === label);
  expect(line('time to first token')?.values[0]).toMatch(/^2\.94 s \(mean of 9 turns\)$/);
  expect(line('time to first token')?.figure).toEqual({ unit: ' s', digits: 2, numbers: [2.94, expect.any(Number)] });
  expect(line('tokens/s while speaking')?.values[1]).toMatch(/\(over 1 turn\)$/);
  expect(line('tokens written')?.figure?.numbers[0]).toBe(runs[0]?.tokens.written);
  expect(line('decided')?.figure).toBeUndefined();
});

test('what a log does not say is not recorded, and never nought', () => {
  const [known] = [recording('users-endpoint')].map(figuresOf);
  if (known === undefined) throw new Error('no recording');
  const missing = { ...known, missing: ['times', 'tokens', 'acts', 'lineage', 'models'] };
  const lines = comparisonOf([known, missing, { ...known, memory: 0 }]);
  const value = (label: string, at: number) => lines.find((own) => own.label === label)?.values[at];
  for (const label of ['memory', 'wall time', 'tokens written', 'tokens/s while speaking', 'turns', 'acts', 'models']) {
    expect(value(label, 1), label).toBe('not recorded');
    expect(value(label, 0), label).not.toBe('not recorded');
  }
  expect(value('memory', 2)).toBe('not recorded');
  expect(lines.find(({ label }) => label === 'memory')?.figure?.numbers[2]).toBeUndefined();
  expect(value('mode', 1)).toBe('peers, rounds');
});

test('a turn knows what it said and where; a log without turns is aligned by its messages', () => {
  const events = recording('users-endpoint');
  const spoken = events.filter((event) => event.type === 'v1.message.sent');
  const [first] = alignedTurns([events]);
  expect(first?.turns[0]?.said).toEqual({
    message: spoken[0]?.data.message,
    seq: spoken[0]?.seq,
    gist: spoken[0]?.data.gist,
  });
  const messages = spoken.map((event) => {
    const { turn: _, ...data } = event.data;
    return { ...event, data };
  });
  const rows = alignedTurns([messages]);
  expect(rows).toHaveLength(spoken.length);
  expect(rows[0]?.turns[0]).toMatchObject({ name: 'Frontend', text: spoken[0]?.data.body, written: undefined });
});

test('a message that was edited has its new words, and one that was taken back is not the same as one that stands', () => {
  const events = recording('users-endpoint');
  const last = events.length;
  const later = (type: string, data: object): AnyEvent => {
    const decoded = decodeEvent({ seq: last + 1, at: 99_000_000, type, data });
    if (!decoded.ok) throw new Error(decoded.failure);
    return decoded.value;
  };
  const edited = [...events, later('v1.message.edited', { message: 'm3', gist: 'In short', body: 'In other words.' })];
  const retracted = [...events, later('v1.message.retracted', { message: 'm3', reason: 'wrong' })];
  const rows = alignedTurns([events, edited, retracted]);
  expect(firstDifference(rows)?.turn).toBe(3);
  const third = rows[2]?.turns;
  expect(third?.map((turn) => turn?.changed)).toEqual([undefined, 'edited', 'retracted']);
  expect(third?.[1]).toMatchObject({ text: 'In other words.', said: { gist: 'In short' } });
  expect(third?.[2]?.text).toBe(third?.[0]?.text);
  expect(rows.filter(({ same }) => !same)).toHaveLength(1);
});

test('turns are aligned by number: one that is worded otherwise, missing or of another seat is no match', () => {
  const events = recording('users-endpoint');
  const cut = events.filter((event) => event.seq <= 20);
  const reworded = events.map((event) =>
    event.type === 'v1.turn.ended' && event.data.turn === 2
      ? { ...event, data: { ...event.data, text: `${event.data.text} And so on.` } }
      : event,
  );
  const rows = alignedTurns([events, reworded, cut]);
  expect(rows.map(({ turn }) => turn)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(firstDifference(rows)?.turn).toBe(2);
  expect(rows.filter(({ turns }) => turns[2] === undefined).length).toBeGreaterThan(0);
  expect(rows.find(({ turn }) => turn === 9)?.same).toBe(false);
});

function recording(name: string): AnyEvent[] {
  const file = fileURLToPath(new URL(`../../../scenarios/recordings/${name}.jsonl`, import.meta.url));
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const decoded = decodeEvent(JSON.parse(line));
    if (!decoded.ok) throw new Error(decoded.failure);
    return decoded.value;
  });
}
