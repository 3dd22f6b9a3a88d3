import { expect, test } from 'vitest';
import { agentId, messageIdSchema, type MessageId } from '../events/ids.ts';
import { afterHappening, DELIVERY_STATES, HAPPENINGS, isFinal, type DeliveryState } from './delivery.ts';
import { entryOf, ledger, rowsOf, type LedgerRow } from './ledger.ts';
import { LogWriter, type Saying } from './log-writer.property.ts';

const [ada, ben] = [agentId('Ada', 1), agentId('Ben', 1)];

/** Ada has written m1 to Ben alone. */
function written(said: Partial<Saying> = {}): { readonly log: LogWriter; readonly m1: MessageId } {
  const log = new LogWriter(3);
  const m1 = log.says(ada, { to: [ben], act: 'ask', ...said });
  return { log, m1 };
}

/** The row of m1 for Ben. */
const row = (log: LogWriter): LedgerRow | undefined => rowsOf(ledger.of(log.events))[0];
const read = (log: LogWriter, agent = ben): void => {
  log.start(
    agent,
    log.sent.map(({ seq }) => seq),
  );
  log.end(agent);
};

test('held: written, and waiting for approval; sent once it is approved', () => {
  const { log, m1 } = written({ held: true });
  expect(row(log)?.state).toBe('held');
  expect(entryOf(ledger.of(log.events), m1)?.seq).toBeUndefined();
  log.approve(m1);
  expect(row(log)?.state).toBe('sent');
  expect(entryOf(ledger.of(log.events), m1)?.seq).toBe(log.events.length);
});

test('sent: public, and its addressee has not had it in front', () => {
  expect(row(written().log)).toEqual({ message: 'm1', from: ada, to: ben, state: 'sent' });
});

test('queued: behind the turn that its addressee was in, until a later turn has read it', () => {
  const log = new LogWriter(3);
  const behind = log.start(ben, []);
  log.says(ada, { to: [ben] });
  expect(row(log)).toMatchObject({ state: 'queued', queuedBehind: behind });
  log.end(ben);
  expect(row(log)).toMatchObject({ state: 'queued', queuedBehind: behind });
  read(log);
  expect(row(log)).toMatchObject({ state: 'delivered', queuedBehind: behind, delivered: 3 });
});

test.each(['full', 'gist', 'private'] as const)('delivered: a committed turn had it in front, here as %s', (form) => {
  const { log } = written();
  log.start(
    ben,
    log.sent.map(({ seq }) => ({ source: seq, form })),
  );
  log.end(ben);
  expect(row(log)).toMatchObject({ state: 'delivered', delivered: 2, readAs: form });
});

test('acted: its addressee has answered it; an answer that is held counts once it is approved', () => {
  const { log, m1 } = written();
  const answer = log.says(ben, { to: [ada], act: 'answer', inReplyTo: m1, held: true });
  expect(row(log)?.state).toBe('sent');
  log.approve(answer);
  expect(row(log)).toMatchObject({ state: 'acted', acted: { message: answer, turn: 2 } });
});

test('bounced: it could not be delivered, and the reason stays with it', () => {
  const { log, m1 } = written();
  const data = { message: m1, from: ada, to: 'Ben', reason: 'full', valid: ['Cleo'] } as const;
  log.append({ type: 'v1.message.bounced', data: { ...data, valid: [...data.valid] } });
  expect(row(log)).toMatchObject({ state: 'bounced', bounced: 'full', to: ben });
  read(log);
  expect(row(log)?.state).toBe('bounced');
});

test('dropped: the arbiter did not approve it', () => {
  const { log, m1 } = written({ held: true });
  log.drop(m1);
  expect(row(log)?.state).toBe('dropped');
});

test('dropped: nobody had approved it when the run ended', () => {
  const { log } = written({ held: true });
  log.append({ type: 'v1.run.ended', data: { reason: 'arbiter', detail: '' } });
  expect(row(log)?.state).toBe('dropped');
});

test('retracted: taken back before it was read; who had it in front has read it all the same', () => {
  const { log, m1 } = written();
  log.retract(m1);
  expect(row(log)?.state).toBe('retracted');
  const other = written();
  read(other.log);
  other.log.retract(other.m1);
  expect(row(other.log)?.state).toBe('delivered');
});

test('retracted while a turn had it in front: that turn has read it', () => {
  const { log, m1 } = written();
  log.start(
    ben,
    log.sent.map(({ seq }) => seq),
  );
  log.retract(m1);
  expect(row(log)?.state).toBe('retracted');
  log.end(ben);
  expect(row(log)).toMatchObject({ state: 'delivered', delivered: 2 });
});

test('superseded: another message took its place before it was read', () => {
  const { log, m1 } = written();
  const m2 = log.says(ada, { to: [ben], supersedes: m1 });
  expect(row(log)).toMatchObject({ state: 'superseded', supersededBy: m2 });
});

test('superseded: a proposal was revised before it was read, whatever the revision replies to', () => {
  const log = new LogWriter(3);
  const m1 = log.says(ada, { to: [ben], act: 'propose' });
  const doubt = log.says(agentId('Cleo', 1), { to: [ada], act: 'challenge', inReplyTo: m1 });
  const better = log.says(ada, { to: [ben], act: 'revise', inReplyTo: doubt });
  expect(row(log)).toMatchObject({ state: 'superseded', supersededBy: better });
});

test('what was read is not superseded, and a revision that the board refused takes nothing from anyone', () => {
  const { log, m1 } = written();
  read(log);
  log.says(ada, { to: [ben], supersedes: m1 });
  expect(row(log)?.state).toBe('delivered');
  const other = written({ act: 'propose' });
  other.log.says(ada, { to: [ben], act: 'revise', basedOn: { item: other.m1, version: 7 } });
  expect(row(other.log)?.state).toBe('sent');
});

test('expired: nobody waits for the answer any more, read or not; an answer that comes late still counts', () => {
  const { log, m1 } = written();
  read(log);
  log.append({ type: 'v1.message.expired', data: { message: m1, agent: ben } });
  expect(row(log)).toMatchObject({ state: 'expired', delivered: 2 });
  log.says(ben, { to: [ada], act: 'answer', inReplyTo: m1 });
  expect(row(log)?.state).toBe('acted');
});

test('dead letter: its addressee left without having read it, or had left before; the next incarnation has no old mail', () => {
  const { log } = written();
  log.leave(ben);
  const again = log.join(1);
  log.says(ada, { to: [ben] });
  expect(rowsOf(ledger.of(log.events)).map(({ to, state }) => [to, state])).toEqual([
    [ben, 'dead-letter'],
    [ben, 'dead-letter'],
  ]);
  log.arbiterSays('all');
  expect(
    rowsOf(ledger.of(log.events))
      .slice(2)
      .map(({ to }) => to),
  ).toEqual([ada, agentId('Cleo', 1), again]);
});

test('unread: nobody had had it in front when the run ended', () => {
  const { log } = written();
  log.append({ type: 'v1.run.ended', data: { reason: 'arbiter', detail: '' } });
  expect(row(log)?.state).toBe('unread');
});

test('a message to all has a row for everyone who is there and sees its sender as it becomes public', () => {
  const log = new LogWriter(4, { visibility: { topology: 'ring', sight: 'full', edges: [] } });
  const [first, second] = [0, 1].map(() => log.says(ada, { to: 'all', held: true }));
  const to = (): unknown =>
    rowsOf(ledger.of(log.events))
      .filter(({ message }) => message === first)
      .map((one) => one.to);
  expect(to()).toEqual([ben, agentId('Dora', 1)]);
  log.leave(ben);
  log.approve(first ?? messageIdSchema.parse('m9'));
  expect(to()).toEqual([agentId('Dora', 1)]);
  expect(entryOf(ledger.of(log.events), second ?? messageIdSchema.parse('m9'))?.rows).toHaveLength(2);
});

test('words that were edited, before or after they became public, are delivered as well as the first ones', () => {
  const { log, m1 } = written({ held: true });
  const first = log.held[0]?.seq;
  const second = log.edit(m1);
  log.approve(m1);
  const third = log.edit(m1);
  for (const source of [first, second, third]) {
    const copy = new LogWriter(3);
    copy.events.splice(0, copy.events.length, ...log.events);
    copy.start(ben, source === undefined ? [] : [source]);
    copy.end(ben);
    expect(row(copy)?.state).toBe('delivered');
  }
});

const FINAL: readonly DeliveryState[] = DELIVERY_STATES.filter(isFinal);

test('a run leaves each row in a state that says what became of it: three are none of these', () => {
  expect(DELIVERY_STATES.filter((state) => !FINAL.includes(state))).toEqual(['held', 'sent', 'queued']);
  for (const state of DELIVERY_STATES) expect(FINAL).toContain(afterHappening(state, 'ended'));
});

test('from what is final nothing leads back to waiting', () => {
  for (const state of FINAL) for (const what of HAPPENINGS) expect(FINAL).toContain(afterHappening(state, what));
});

test('every state but the first ones is reached from another, by some happening', () => {
  const reached = new Set(
    DELIVERY_STATES.flatMap((state) =>
      HAPPENINGS.map((what) => afterHappening(state, what)).filter((next) => next !== state),
    ),
  );
  expect(DELIVERY_STATES.filter((state) => !reached.has(state))).toEqual(['held', 'sent', 'queued']);
});
