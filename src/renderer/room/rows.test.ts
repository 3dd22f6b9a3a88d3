import { expect, test } from 'vitest';
import { agentId, turnId } from '#shared/events/ids.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { LogWriter } from '#shared/projections/log-writer.property.ts';
import { moment } from '#shared/projections/moment.ts';
import { logIndex, type LogIndex } from '../state/log-index.ts';
import { doingOf, messagesSince, openTurnsOf, rowAt, rowOfSelection, selectionOfRow, type OpenTurn } from './rows.ts';
import { retractionsOf, taintSteps } from './taint-marks.ts';

const [ada, ben, cleo] = [agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)] as const;

const indexed = (events: readonly AnyEvent[]): LogIndex => {
  const log = logIndex();
  for (const event of events) log.add(event);
  return log;
};

function written(write: (log: LogWriter) => void) {
  const log = new LogWriter(3);
  write(log);
  const now = moment.of(log.events);
  return { now, log: indexed(log.events), open: openTurnsOf(now.lanes), writer: log };
}

test('turns under way stand below what was said, the one that began first on top', () => {
  const { now, open } = written((log) => {
    log.says(ada, { to: 'all', act: 'propose' });
    log.start(cleo, []);
    log.start(ben, []);
  });
  expect(open.map(({ turn, agent }) => [turn, agent])).toEqual([
    [2, cleo],
    [3, ben],
  ]);
  const { entries } = now.transcript;
  expect(rowAt(entries, open, entries.length - 1)?.kind).toBe('message');
  expect(rowAt(entries, open, entries.length)).toBe(open[0]);
  expect(rowAt(entries, open, entries.length + 2)).toBeUndefined();
});

test('a turn that has ended or was lost is no longer under way', () => {
  const { open } = written((log) => {
    log.start(ada, []);
    log.end(ada);
    log.start(ben, []);
    log.abandon(ben);
  });
  expect(open).toEqual([]);
});

test('what is new below counts messages and not the quiet lines', () => {
  const { now } = written((log) => {
    log.says(ada, { to: 'all' });
    log.append({ type: 'v1.run.paused', data: { by: 'arbiter' } });
    log.says(ben, { to: 'all' });
  });
  const { entries } = now.transcript;
  expect([messagesSince(entries, 0), messagesSince(entries, entries.length - 1), messagesSince(entries, 99)]).toEqual([
    2, 1, 0,
  ]);
});

test('whatever is picked out is found in the row that picks it out', () => {
  const { now, open } = written((log) => {
    log.says(ada, { to: 'all' });
    log.start(ben, []);
    log.end(ben);
    log.append({ type: 'v1.run.paused', data: { by: 'arbiter' } });
    log.start(cleo, []);
  });
  const { transcript } = now;
  const rows = Array.from({ length: transcript.entries.length + open.length }, (_, index) => index);
  const found = rows.map((index) => {
    const row = rowAt(transcript.entries, open, index);
    return row === undefined ? undefined : rowOfSelection(transcript, open, selectionOfRow(row));
  });
  expect(found).toEqual(rows);
});

test('a turn is found where it spoke, and what is not there yet is nowhere', () => {
  const { now, open } = written((log) => {
    log.says(ada, { to: 'all' });
  });
  const { transcript } = now;
  expect(rowOfSelection(transcript, open, { kind: 'turn', turn: turnId(1) })).toBe(transcript.entries.length - 1);
  expect(rowOfSelection(transcript, open, { kind: 'turn', turn: turnId(9) })).toBeUndefined();
  expect(rowOfSelection(transcript, open, { kind: 'agent', agent: ada })).toBeUndefined();
});

test('a recording knows what a turn is doing at each moment, a live run that it reads and decides', () => {
  const whole = written((log) => {
    log.says(ada, { to: 'all', act: 'propose' });
  });
  const row: OpenTurn = { kind: 'open', turn: turnId(1), attempt: 1, agent: ada, seat: 0, from: 1000 };
  const words = (log: LogIndex, at: number, text = '') => doingOf(log, row, { at, written: text }).words;
  expect([1000, 1002, 1004, 1007].map((at) => words(whole.log, at))).toEqual([
    'waiting for a free place',
    'reading its prompt',
    'choosing what to do',
    'about to write',
  ]);
  expect(words(whole.log, 1008, 'One word more ')).toBe('writing · 3 words');
  expect(doingOf(whole.log, row, { at: 1008, written: 'x' }).move?.act).toBe('inform');
  const live = written((log) => {
    log.start(ada, []);
  });
  expect(words(live.log, 1008)).toBe('reading and deciding');
  expect(doingOf(live.log, row, { at: 1008, written: 'x' }).move).toBeUndefined();
});

test('an attempt that was lost does not tell of the one that ended', () => {
  const { log } = written((writer) => {
    writer.start(ada, []);
    const lost = writer.abandon(ada);
    writer.start(ada, [], lost);
    writer.end(ada, { to: 'all' });
  });
  const row: OpenTurn = { kind: 'open', turn: turnId(1), attempt: 1, agent: ada, seat: 0, from: 0 };
  expect(doingOf(log, row, { at: 1, written: '' }).words).toBe('reading and deciding');
  expect(doingOf(log, { ...row, attempt: 2 }, { at: 99, written: '' }).words).toBe('about to write, attempt 2');
});

test('what something taken back has reached is marked from there on, and not before', () => {
  const { log, now, writer } = written((own) => {
    own.says(ada, { to: 'all', act: 'propose' });
    const [first] = own.sent;
    own.says(ben, { to: 'all' }, first === undefined ? [] : [first.seq]);
    own.says(cleo, { to: 'all' });
    own.retract(own.sent[0]?.message ?? ('m1' as never));
  });
  const last = writer.events.at(-1)?.seq ?? (0 as never);
  expect([...retractionsOf(log)]).toEqual([['m1', last]]);
  const job = taintSteps(now.lineage, retractionsOf(log));
  let step = job.next();
  while (step.done !== true) step = job.next();
  expect([...step.value]).toEqual([['m2', last]]);
});
