import { expect, test } from 'vitest';
import { messageOfTurn, turnId, type AgentId } from '#shared/events/ids.ts';
import { ledger, entryOf } from '#shared/projections/ledger.ts';
import { mailbox, unreadOf } from '#shared/projections/mailbox.ts';
import { agentNamed } from '#shared/projections/run.ts';
import { turnsNow } from './cadence/turn-spec.ts';
import { decideCommand } from './commands.ts';
import { fullMailboxes, isMailboxFull } from './mail-cap.ts';
import { setupWith } from './testing/deliberation.ts';
import { agentCalled, writtenRun, type WrittenRun } from './testing/written-run.ts';

const ADA = agentCalled('Ada');
const BEN = agentCalled('Ben');
const CLEO = agentCalled('Cleo');
const CAP = 4;

const capped = (mailCap = CAP): WrittenRun => writtenRun(setupWith({ cadence: 'free', brakes: { mailCap } }));

/** `count` turns of one agent; what code writes about mailboxes is written after each. */
function take(run: WrittenRun, agent: AgentId, count: number): void {
  for (let turn = 0; turn < count; turn += 1) {
    run.take(...turnsNow(run.view, [agent]));
    run.append(...fullMailboxes(run.view));
    expect(fullMailboxes(run.view)).toEqual([]);
  }
}

const told = (run: WrittenRun, agent: AgentId) => run.view.braked.filter(({ agents }) => agents.includes(agent));

test('a mailbox that is full is told once, however much comes in afterwards', () => {
  const run = capped();
  take(run, ADA, 3);
  expect(isMailboxFull(run.view, CLEO)).toBe(false);
  take(run, ADA, 9);
  expect(isMailboxFull(run.view, CLEO)).toBe(true);
  expect(told(run, CLEO)).toHaveLength(1);
  expect(told(run, CLEO)[0]).toMatchObject({
    brake: 'mail-cap',
    did: 'held-back',
    messages: ['m1', 'm2', 'm3', 'm4'],
    evidence: 'Cleo has 4 unread messages, at most 4 may wait: mail to it by name is held back',
  });
});

test('once it was read and fills up again it is told again', () => {
  const run = capped();
  take(run, ADA, 6);
  take(run, CLEO, 1);
  expect(isMailboxFull(run.view, CLEO)).toBe(false);
  take(run, ADA, 6);
  expect(told(run, CLEO)).toHaveLength(2);
});

test('a turn that leaves the mailbox full does not make it told again', () => {
  const run = capped();
  take(run, ADA, 8);
  const [spec] = turnsNow(run.view, [CLEO]);
  if (spec === undefined) throw new Error('Cleo takes a turn');
  // Its ground ends behind the second message.
  const second = run.view.messages[1]?.seq ?? 0;
  run.start({ ...spec, before: (second + 1) as typeof spec.before });
  run.end(spec.turn);
  expect(run.view.agents.find(({ agent }) => agent === CLEO)?.unread).toHaveLength(6);
  take(run, ADA, 3);
  expect(told(run, CLEO)).toHaveLength(1);
});

test('a message that was taken back waits no more', () => {
  const run = capped();
  take(run, ADA, 3);
  run.append({ type: 'v1.message.retracted', data: { message: messageOfTurn(turnId(1)), reason: 'wrong' } });
  take(run, ADA, 1);
  expect(told(run, CLEO)).toEqual([]);
});

test('without a cap no mailbox is ever full', () => {
  const run = capped(0);
  take(run, ADA, 50);
  expect(isMailboxFull(run.view, CLEO)).toBe(false);
  expect(run.view.braked).toEqual([]);
});

test('a held message that is approved does not get into a mailbox that is full by then, and every fold says so', () => {
  for (const [cap, isFull] of [
    [2, true],
    [3, false],
  ] as const) {
    const run = capped(cap);
    const [spec] = turnsNow(run.view, [BEN]);
    if (spec === undefined) throw new Error('Ben takes a turn');
    run.start(spec);
    run.end(spec.turn, { held: true, said: { to: [ADA, CLEO], act: 'ask' } });
    take(run, ADA, 2);
    const message = messageOfTurn(spec.turn);
    const approved = decideCommand(run.view, { kind: 'approve', message });
    if (!approved.ok) throw new Error(approved.failure);
    run.append(...approved.value);
    expect(run.view.bounces.map(({ to, reason }) => [to, reason])).toEqual(isFull ? [['Cleo', 'full']] : []);
    const box = mailbox.of(run.events);
    for (const { agent, unread } of run.view.agents)
      expect(unread).toEqual(unreadOf(box, agent).map(({ data }) => data.message));
    const has = (agent: AgentId) => agentNamed(run.view, agent)?.unread.includes(message);
    expect([has(ADA), has(CLEO)]).toEqual([true, !isFull]);
    const rows = entryOf(ledger.of(run.events), message)?.rows ?? [];
    expect(rows.map(({ state }) => state).includes('bounced')).toBe(isFull);
  }
});
