import { expect, test } from 'vitest';
import { agentId, messageIdSchema, modelRef, type AgentId, type MessageId, type Seq } from '../events/ids.ts';
import { LogWriter } from './log-writer.property.ts';
import { laneOf, lanes } from './lanes.ts';
import { entryOf, ledger, rowsOf } from './ledger.ts';
import { mailbox, unreadOf } from './mailbox.ts';

const [ada, ben, cleo] = [agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)];
const message = (id: string): MessageId => messageIdSchema.parse(id);

/** Ada has spoken to Ben alone in turn 1. */
function adaToBen(): LogWriter {
  const log = new LogWriter(3);
  log.start(ada, []);
  log.end(ada, { to: [ben] });
  return log;
}

const everything = (log: LogWriter): Seq[] => log.sent.map((one) => one.seq);
const stateOf = (log: LogWriter): string[] => rowsOf(ledger.of(log.events)).map((row) => `${row.to} ${row.state}`);

test('a message is sent until a committed turn of its addressee had it in front', () => {
  const log = adaToBen();
  expect(stateOf(log)).toEqual(['Ben#1 sent']);
  log.start(ben, everything(log));
  expect(stateOf(log)).toEqual(['Ben#1 sent']);
  log.end(ben);
  expect(rowsOf(ledger.of(log.events))).toMatchObject([{ to: ben, state: 'delivered', delivered: 2 }]);
});

test('a turn that was abandoned delivers nothing; its second attempt delivers under the same number', () => {
  const log = adaToBen();
  const sources = everything(log);
  log.start(ben, sources);
  const lost = log.abandon(ben);
  expect(stateOf(log)).toEqual(['Ben#1 sent']);
  expect(unreadOf(mailbox.of(log.events), ben)).toHaveLength(1);
  log.start(ben, sources, lost);
  log.end(ben);
  expect(rowsOf(ledger.of(log.events))).toMatchObject([{ state: 'delivered', delivered: lost?.turn }]);
  expect(unreadOf(mailbox.of(log.events), ben)).toEqual([]);
});

test('a second attempt that no longer had the message in front does not deliver it', () => {
  const log = adaToBen();
  log.start(ben, everything(log));
  log.start(ben, [], log.abandon(ben));
  log.end(ben);
  expect(stateOf(log)).toEqual(['Ben#1 sent']);
});

test('a message is acted on by the addressee whose later message answers it, and the turn is named', () => {
  const log = adaToBen();
  log.start(ben, everything(log));
  log.end(ben, { to: 'all', inReplyTo: message('m1') });
  expect(entryOf(ledger.of(log.events), message('m1'))?.rows).toEqual([
    {
      message: 'm1',
      from: ada,
      to: ben,
      state: 'acted',
      delivered: 2,
      readAs: 'full',
      acted: { message: 'm2', turn: 2 },
    },
  ]);
});

test('who answers without having been addressed leaves the row as it was', () => {
  const log = adaToBen();
  log.start(cleo, []);
  log.end(cleo, { to: 'all', inReplyTo: message('m1') });
  expect(entryOf(ledger.of(log.events), message('m1'))?.rows).toMatchObject([{ to: ben, state: 'sent' }]);
});

test('an overhearer stands apart, once, with the first turn that saw the message', () => {
  const log = adaToBen();
  for (let n = 0; n < 2; n += 1) {
    log.start(cleo, everything(log));
    log.end(cleo);
  }
  const entry = entryOf(ledger.of(log.events), message('m1'));
  expect(entry?.overheard).toEqual([{ agent: cleo, turn: 2 }]);
  expect(entry?.rows).toMatchObject([{ to: ben, state: 'sent' }]);
});

test('a message to all has a row for everyone but its sender, and one of the arbiter for everyone', () => {
  const log = new LogWriter(3);
  log.start(ada, []);
  log.end(ada, { to: 'all' });
  log.arbiterSays('all');
  expect(stateOf(log)).toEqual(['Ben#1 sent', 'Cleo#1 sent', 'Ada#1 sent', 'Ben#1 sent', 'Cleo#1 sent']);
});

test('a message to an unknown name bounces beside the rows of those it reached', () => {
  const log = adaToBen();
  log.append({
    type: 'v1.message.bounced',
    data: { message: message('m1'), from: ada, to: 'Bert', reason: 'unknown', valid: ['Ben', 'Cleo'] },
  });
  expect(stateOf(log)).toEqual(['Ben#1 sent', 'Bert bounced']);
});

test('a bounce that comes before its message was sent keeps its row', () => {
  const log = new LogWriter(2);
  log.start(ada, []);
  log.append({
    type: 'v1.message.bounced',
    data: { message: message('m1'), from: ada, to: 'Bert', reason: 'unknown', valid: ['Ben'] },
  });
  expect(stateOf(log)).toEqual(['Bert bounced']);
  log.end(ada, { to: [ben] });
  expect(stateOf(log)).toEqual(['Bert bounced', 'Ben#1 sent']);
});

test("a bounce by a seat's name closes the row of that seat's agent", () => {
  const log = adaToBen();
  log.append({
    type: 'v1.message.bounced',
    data: { message: message('m1'), from: ada, to: 'Ben', reason: 'ended', valid: ['Cleo'] },
  });
  expect(stateOf(log)).toEqual(['Ben#1 bounced']);
});

test('what nobody had read when the run ended is unread, what was delivered stays so', () => {
  const log = adaToBen();
  log.start(ben, everything(log));
  log.end(ben, { to: [ada] });
  log.append({ type: 'v1.run.ended', data: { reason: 'budget', detail: 'All turns were taken.' } });
  expect(stateOf(log)).toEqual(['Ben#1 delivered', 'Ada#1 unread']);
});

test('only a block that holds the text delivers: a presence line about a message does not', () => {
  const log = adaToBen();
  log.start(ben, everything(log));
  log.end(ben);
  const events = log.events.map((event) =>
    event.type === 'v1.turn.started'
      ? {
          ...event,
          data: { ...event.data, lineage: event.data.lineage.map((one) => ({ ...one, form: 'presence' as const })) },
        }
      : event,
  );
  expect(rowsOf(ledger.of(events))).toMatchObject([{ state: 'sent' }]);
});

test('mail is what is addressed to an agent or to all, not what it said itself or overhears', () => {
  const log = adaToBen();
  log.arbiterSays('all');
  const box = mailbox.of(log.events);
  const ids = (agent: AgentId): string[] => unreadOf(box, agent).map((mail) => mail.data.message);
  expect([ids(ada), ids(ben), ids(cleo)]).toEqual([['a1'], ['m1', 'a1'], ['a1']]);
  expect(unreadOf(box, agentId('Nobody', 1))).toEqual([]);
});

test('an older mail that a turn left out stays unread after a newer one was read', () => {
  const log = adaToBen();
  log.arbiterSays('all');
  log.start(ben, everything(log).slice(-1));
  log.end(ben);
  expect(unreadOf(mailbox.of(log.events), ben).map((mail) => mail.data.message)).toEqual(['m1']);
});

test('who joins later has no mail from before', () => {
  const log = adaToBen();
  log.arbiterSays('all');
  const again = agentId('Ben', 2);
  const joined = { agent: again, seat: 1, name: 'Ben', incarnation: 2, model: modelRef('scripted') };
  log.append({ type: 'v1.agent.joined', data: joined });
  expect(unreadOf(mailbox.of(log.events), again)).toEqual([]);
  log.arbiterSays('all');
  expect(unreadOf(mailbox.of(log.events), again)).toHaveLength(1);
});

test('a sender with its own message in front is no overhearer of it', () => {
  const log = adaToBen();
  log.start(ada, everything(log));
  log.end(ada);
  expect(entryOf(ledger.of(log.events), message('m1'))?.overheard).toEqual([]);
});

test('an end that belongs to another attempt than the open one commits none of its prompt', () => {
  const log = adaToBen();
  log.start(ben, everything(log));
  log.end(ben);
  const events = log.events.map((event) =>
    event.type === 'v1.turn.ended' && event.data.agent === ben
      ? { ...event, data: { ...event.data, attempt: 2 } }
      : event,
  );
  expect(rowsOf(ledger.of(events))).toMatchObject([{ to: ben, state: 'sent' }]);
  expect(laneOf(lanes.of(events), ben)?.spans.at(-1)).toMatchObject({ attempt: 1, outcome: 'open' });
});
