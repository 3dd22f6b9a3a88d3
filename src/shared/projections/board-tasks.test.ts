import { expect, test } from 'vitest';
import { agentId, type MessageId } from '../events/ids.ts';
import { board, itemNamed, type Board, type Task } from './board.ts';
import { LogWriter } from './log-writer.property.ts';

const [ada, ben, cleo] = [agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)];
const boardOf = (log: LogWriter): Board => board.of(log.events);

function task(log: LogWriter, item: MessageId): Task {
  const found = itemNamed(boardOf(log), item);
  if (found?.kind !== 'task') throw new Error(`${item} is no task`);
  return found;
}

test('a question to some is open until each of them has answered or refused; others may answer too', () => {
  const log = new LogWriter(3);
  const item = log.says(ada, { to: [ben, cleo], act: 'ask' });
  const own = (): unknown => itemNamed(boardOf(log), item);
  expect(own()).toMatchObject({ kind: 'question', state: 'open', owes: [ben, cleo] });
  log.says(ben, { to: [ada], act: 'ask', inReplyTo: item });
  expect(own()).toMatchObject({ owes: [ben, cleo] });
  const answer = log.says(ben, { to: [ada], act: 'answer', inReplyTo: item });
  expect(own()).toMatchObject({ state: 'open', owes: [cleo], answers: [answer] });
  log.says(cleo, { to: [ada], act: 'refuse', inReplyTo: item });
  expect(own()).toMatchObject({ state: 'answered', owes: [] });
});

test('a question to all is owed by anyone, and one answer closes it', () => {
  const log = new LogWriter(3);
  const item = log.arbiterSays('all', { act: 'ask' });
  expect(itemNamed(boardOf(log), item)).toMatchObject({ state: 'open', owes: 'anyone', by: 'arbiter' });
  log.says(ben, { to: 'all', act: 'refuse', inReplyTo: item });
  expect(itemNamed(boardOf(log), item)).toMatchObject({ state: 'open' });
  log.says(cleo, { to: 'all', act: 'answer', inReplyTo: item });
  expect(itemNamed(boardOf(log), item)).toMatchObject({ state: 'answered' });
});

test.each([
  ['refuse', 'refused'],
  ['expire', 'expired'],
  ['leave', 'expired'],
] as const)('a question of whom it was asked and who %ss it is %s', (how, state) => {
  const log = new LogWriter(3);
  const item = log.says(ada, { to: [ben], act: 'ask' });
  if (how === 'refuse') log.says(ben, { to: [ada], act: 'refuse', inReplyTo: item });
  else if (how === 'expire') log.append({ type: 'v1.message.expired', data: { message: item, agent: ben } });
  else log.leave(ben);
  expect(itemNamed(boardOf(log), item)).toMatchObject({ state, owes: [], answers: [] });
});

test('an answer that is retracted is owed again, and a question that is retracted by nobody', () => {
  const log = new LogWriter(3);
  const item = log.says(ada, { to: [ben], act: 'ask' });
  log.retract(log.says(ben, { to: [ada], act: 'answer', inReplyTo: item }));
  expect(itemNamed(boardOf(log), item)).toMatchObject({ state: 'open', owes: [ben], answers: [] });
  log.retract(item);
  expect(itemNamed(boardOf(log), item)).toMatchObject({ state: 'retracted' });
});

test('of two that claim a task at the same time one wins, and the other is refused as stale', () => {
  const log = new LogWriter(3);
  const item = log.says(ada, { to: 'all', act: 'task' });
  log.start(ben, []);
  log.start(cleo, []);
  const claim = { to: 'all', act: 'claim', inReplyTo: item, basedOn: { item, version: 1 } } as const;
  const won = log.end(ben, claim);
  const lost = log.end(cleo, claim);
  expect(task(log, item)).toMatchObject({ state: 'claimed', owner: ben, claim: won });
  expect(boardOf(log).refused).toMatchObject([{ message: lost, agent: cleo, basedOn: 1, version: 2 }]);
});

test('a task is done by its owner only, and what depends on it can be claimed after that', () => {
  const log = new LogWriter(3);
  const first = log.says(ada, { to: 'all', act: 'task' });
  const then = log.says(ada, { to: 'all', act: 'task', inReplyTo: first });
  expect(task(log, then).dependsOn).toEqual([first]);
  log.says(cleo, { to: 'all', act: 'claim', inReplyTo: then, basedOn: { item: then, version: 1 } });
  expect(task(log, then).state).toBe('open');
  log.says(ben, { to: 'all', act: 'claim', inReplyTo: first, basedOn: { item: first, version: 1 } });
  log.says(cleo, { to: 'all', act: 'done', inReplyTo: first, basedOn: { item: first, version: 2 } });
  expect(task(log, first).state).toBe('claimed');
  const report = log.says(ben, { to: 'all', act: 'done', inReplyTo: first, basedOn: { item: first, version: 2 } });
  expect(task(log, first)).toMatchObject({ state: 'done', report });
  log.says(cleo, { to: 'all', act: 'claim', inReplyTo: then, basedOn: { item: then, version: 1 } });
  expect(task(log, then)).toMatchObject({ state: 'claimed', owner: cleo });
  expect(boardOf(log).refused.map((one) => one.item)).toEqual([then, first]);
});

test('a task whose owner leaves, or whose claim is retracted, is open to all again', () => {
  const log = new LogWriter(3);
  const item = log.says(ada, { to: 'all', act: 'task' });
  const claim = log.says(ben, { to: 'all', act: 'claim', inReplyTo: item });
  log.retract(claim);
  expect(task(log, item)).toMatchObject({ state: 'open' });
  expect(task(log, item).owner).toBeUndefined();
  log.says(ben, { to: 'all', act: 'claim', inReplyTo: item });
  log.leave(ben);
  expect(task(log, item)).toMatchObject({ state: 'open', versions: [{}, {}, {}, {}, { version: 5 }] });
});

test('a refused claim that is retracted takes nothing from the one who won', () => {
  const log = new LogWriter(3);
  const item = log.says(ada, { to: 'all', act: 'task' });
  log.says(ben, { to: 'all', act: 'claim', inReplyTo: item });
  log.retract(log.says(cleo, { to: 'all', act: 'claim', inReplyTo: item }));
  expect(task(log, item).owner).toBe(ben);
});

test('a report that is retracted leaves its task with its owner; a task that is retracted holds nothing up', () => {
  const log = new LogWriter(3);
  const first = log.says(ada, { to: 'all', act: 'task' });
  const then = log.says(ada, { to: 'all', act: 'task', inReplyTo: first });
  log.says(ben, { to: 'all', act: 'claim', inReplyTo: first });
  log.retract(log.says(ben, { to: 'all', act: 'done', inReplyTo: first }));
  expect(task(log, first)).toMatchObject({ state: 'claimed', owner: ben });
  log.retract(first);
  expect(task(log, first).state).toBe('retracted');
  log.says(cleo, { to: 'all', act: 'claim', inReplyTo: then });
  expect(task(log, then).owner).toBe(cleo);
});

test('a claim that counts from before a task was taken and freed again comes too late', () => {
  const log = new LogWriter(3);
  const item = log.says(ada, { to: 'all', act: 'task' });
  log.says(ben, { to: 'all', act: 'claim', inReplyTo: item });
  log.leave(ben);
  log.says(cleo, { to: 'all', act: 'claim', inReplyTo: item, basedOn: { item, version: 1 } });
  expect(task(log, item).state).toBe('open');
  log.says(cleo, { to: 'all', act: 'claim', inReplyTo: item, basedOn: { item, version: 3 } });
  expect(task(log, item)).toMatchObject({ state: 'claimed', owner: cleo });
});
