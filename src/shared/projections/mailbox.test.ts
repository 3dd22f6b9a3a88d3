import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentId, messageOfTurn, turnId, type AgentId } from '../events/ids.ts';
import { anyRun } from './any-run.property.ts';
import { LogWriter } from './log-writer.property.ts';
import { mailbox, unreadOf } from './mailbox.ts';
import { runOf } from './fold-run.ts';

const [ada, ben, cleo, dora] = ['Ada', 'Ben', 'Cleo', 'Dora'].map((name) => agentId(name, 1)) as [
  AgentId,
  AgentId,
  AgentId,
  AgentId,
];
const unread = (log: LogWriter, agent: AgentId): readonly string[] =>
  unreadOf(mailbox.of(log.events), agent).map(({ data }) => data.message);

test('a held message is nobody’s mail until it is approved, and comes after what became public before', () => {
  const log = new LogWriter(2);
  const held = log.says(ada, { to: [ben], held: true });
  const later = log.says(ada, { to: [ben] });
  expect(unread(log, ben)).toEqual([later]);
  log.approve(held);
  expect(unread(log, ben)).toEqual([later, held]);
});

test('a message to all is mail of those who see its sender, and one by name of its addressee whoever sees whom', () => {
  const log = new LogWriter(4, { visibility: { topology: 'pairs', sight: 'full', edges: [] } });
  const toAll = log.says(ada, { to: 'all' });
  const named = log.says(ada, { to: [dora] });
  const arbiter = log.arbiterSays('all');
  expect([ada, ben, cleo, dora].map((agent) => unread(log, agent))).toEqual([
    [arbiter],
    [toAll, arbiter],
    [arbiter],
    [named, arbiter],
  ]);
});

test('what is retracted leaves the mailboxes, and who has left has none', () => {
  const log = new LogWriter(3);
  const message = log.says(ada, { to: 'all' });
  log.retract(message);
  const other = log.says(ada, { to: 'all' });
  log.leave(cleo);
  expect([ben, cleo].map((agent) => unread(log, agent))).toEqual([[other], []]);
});

test('an edit is no new mail, and unread mail is read in its new words', () => {
  const log = new LogWriter(3);
  const message = log.says(ada, { to: 'all' });
  log.says(
    ben,
    { to: [ada] },
    [log.sent[0]?.seq ?? 1].map((source) => source as never),
  );
  const edited = log.edit(message);
  expect([ben, cleo].map((agent) => unread(log, agent))).toEqual([[], [message]]);
  expect(unreadOf(mailbox.of(log.events), cleo)).toMatchObject([{ source: edited, data: { body: 'Other words.' } }]);
  log.start(cleo, [edited]);
  log.end(cleo);
  expect(unread(log, cleo)).toEqual([]);
});

test('a turn that ended with the old words in front has read the message, whatever became of its words meanwhile', () => {
  const log = new LogWriter(2);
  const message = log.says(ada, { to: [ben] });
  log.start(
    ben,
    log.sent.map(({ seq }) => seq),
  );
  log.edit(message);
  log.end(ben);
  expect(unread(log, ben)).toEqual([]);
});

test('mail that bounces off a full mailbox is not in it, and that of the others stays', () => {
  const log = new LogWriter(3);
  const [first, second] = [0, 1].map(() => log.says(ada, { to: [ben, cleo] }));
  const bounced = { message: second ?? messageOfTurn(turnId(9)), from: ada, to: 'Ben', valid: ['Cleo'] };
  log.append({ type: 'v1.message.bounced', data: { ...bounced, reason: 'unknown' } });
  expect(unread(log, ben)).toEqual([first, second]);
  log.append({ type: 'v1.message.bounced', data: { ...bounced, reason: 'full' } });
  expect([ben, cleo].map((agent) => unread(log, agent))).toEqual([[first], [first, second]]);
});

test("what an agent has unread is the same in the run's own view and in the mailbox, at every step of any run", () => {
  let seen = 0;
  fc.assert(
    fc.property(anyRun, fc.nat(), (events, at) => {
      const some = events.slice(0, at % (events.length + 1));
      const view = runOf(some);
      const box = mailbox.of(some);
      for (const { agent, unread: own } of view.agents) {
        seen += own.length;
        expect(unreadOf(box, agent).map(({ data }) => data.message)).toEqual(own);
      }
    }),
    { numRuns: 300 },
  );
  expect(seen).toBeGreaterThan(100);
});
