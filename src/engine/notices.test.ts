import { expect, test } from 'vitest';
import { present } from '#shared/base/assert.ts';
import type { Draft } from '#shared/events/event.ts';
import { messageOfTurn, seq, turnId, type AgentId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { agentNamed } from '#shared/projections/run.ts';
import { turnsNow } from './cadence/turn-spec.ts';
import { frontOf } from './menu-front.ts';
import { noticesFor } from './notices.ts';
import { setupWith } from './testing/deliberation.ts';
import { agentCalled, writtenRun, type WrittenRun } from './testing/written-run.ts';

const [ADA, BEN] = [agentCalled('Ada'), agentCalled('Ben')];
const m = (turn: number) => messageOfTurn(turnId(turn));
const talk = (changes: Partial<RunSetup> = {}): WrittenRun => writtenRun(setupWith({ cadence: 'free', ...changes }));
const told = (run: WrittenRun, agent: AgentId, before = run.view.lastSeq + 1): readonly string[] =>
  noticesFor(run.view, present(agentNamed(run.view, agent), 'it joined'), seq(before));

function says(run: WrittenRun, agent: AgentId, said: Partial<EventData<'v1.message.sent'>> = {}): void {
  run.start(...turnsNow(run.view, [agent]));
  run.end(turnId(run.view.turns.length), { said });
}

type Reason = EventData<'v1.message.bounced'>['reason'];

function bounced(reason: Reason, changes: Partial<RunSetup> = {}): WrittenRun {
  const run = talk(changes);
  says(run, ADA);
  const to = reason === 'unknown' ? 'Zoe' : reason === 'self' ? 'Ada' : 'Ben';
  run.append({ type: 'v1.message.bounced', data: { message: m(1), from: ADA, to, reason, valid: ['Cleo'] } });
  return run;
}

const nudge = (message?: number, count = 1): Draft => ({
  type: 'v1.agent.nudged',
  data: { agent: BEN, count, until: 9, ...(message === undefined ? {} : { message: m(message) }) },
});

test('a sender is told why its message could not go and to whom it can write, each reason in its own words', () => {
  expect(told(bounced('unknown'), ADA)).toEqual(['There is no Zoe here; you can write to Cleo.']);
  expect(told(bounced('self'), ADA)).toEqual(['You cannot write to yourself; you can write to Cleo.']);
  expect(told(bounced('ended'), ADA)).toEqual(['Ben has left and does not read your message; you can write to Cleo.']);
  expect(told(bounced('full'), ADA)).toEqual([
    'Ben has too much mail and does not get your message; wait for an answer, or write to Cleo.',
  ]);
});

test('a bounce is told once, to its sender', () => {
  const run = bounced('unknown');
  expect(told(run, BEN)).toEqual([]);
  says(run, ADA);
  expect(told(run, ADA)).toEqual([]);
});

test('under anonymous peers the names in a bounce are those that peers know', () => {
  const [line] = told(bounced('full', { anonymous: true }), ADA);
  expect(line).toContain('Peer B has too much mail');
  expect(line).toContain('write to Peer C');
});

test('a nudge about a message names its sender, its act and its gist, once', () => {
  const run = talk();
  says(run, ADA, { act: 'ask', to: [BEN], gist: 'Where\nthen?' });
  run.append(nudge(1));
  expect(told(run, BEN)).toEqual(["You have not read or answered Ada's question yet: Where then?"]);
  expect(told(run, ADA)).toEqual([]);
  says(run, BEN);
  expect(told(run, BEN)).toEqual([]);
  run.append(nudge(1, 2));
  expect(told(run, BEN)).toHaveLength(1);
});

test('a neutral nudge asks for what is still open', () => {
  const run = talk();
  run.append(nudge());
  expect(told(run, BEN)).toEqual(['Nobody has written since. Say what is still open.']);
});

test('a nudge about what was answered or taken back meanwhile is not told', () => {
  const answered = talk();
  says(answered, ADA, { act: 'ask', to: [BEN] });
  answered.start(...turnsNow(answered.view, [BEN]));
  answered.append(nudge(1));
  answered.end(turnId(2), { said: { act: 'answer', inReplyTo: m(1) } });
  expect(told(answered, BEN)).toEqual([]);
  const retracted = talk();
  says(retracted, ADA, { act: 'ask', to: [BEN] });
  retracted.append(nudge(1));
  expect(told(retracted, BEN)).toHaveLength(1);
  retracted.append({ type: 'v1.message.retracted', data: { message: m(1), reason: 'wrong' } });
  expect(told(retracted, BEN)).toEqual([]);
});

test('what happens in the middle of a turn is told in the next one, neither never nor twice', () => {
  const run = talk();
  says(run, ADA, { act: 'ask', to: [BEN] });
  run.start(...turnsNow(run.view, [BEN]));
  const before = run.view.lastSeq;
  run.append(nudge(1));
  expect(told(run, BEN, before)).toEqual([]);
  run.end(turnId(2));
  expect(told(run, BEN)).toHaveLength(1);
  says(run, BEN);
  expect(told(run, BEN)).toEqual([]);
});

test('a change of the board that came too late is told to its author in its next turn', () => {
  const run = talk();
  says(run, ADA);
  const proposal = m(1);
  for (const [turn, version] of [
    [2, 1],
    [3, 1],
  ] as const) {
    says(run, ADA, { act: 'revise', inReplyTo: proposal, basedOn: { item: proposal, version } });
    expect(run.view.turns).toHaveLength(turn);
  }
  expect(run.view.board.refused.map(({ message }) => message)).toEqual([m(3)]);
  expect(told(run, ADA)).toEqual([
    'Your change did not count: the proposal had changed since you read it. What you wrote stands.',
  ]);
  expect(told(run, BEN)).toEqual([]);
  says(run, ADA);
  expect(told(run, ADA)).toEqual([]);
});

test('a bounce that is written when a held message is approved, after its author spoke again, is told once all the same', () => {
  const run = talk();
  run.start(...turnsNow(run.view, [ADA]));
  run.end(turnId(1), { held: true, said: { to: [BEN], act: 'ask' } });
  says(run, ADA);
  run.start(...turnsNow(run.view, [ADA]));
  const before = run.view.lastSeq;
  run.append(
    { type: 'v1.message.approved', data: { message: m(1) } },
    { type: 'v1.message.bounced', data: { message: m(1), from: ADA, to: 'Ben', reason: 'full', valid: ['Cleo'] } },
  );
  expect(told(run, ADA, before)).toEqual([]);
  run.end(turnId(3));
  expect(told(run, ADA)).toEqual([
    'Ben has too much mail and does not get your message; wait for an answer, or write to Cleo.',
  ]);
  const next = frontOf(run.view, present(agentNamed(run.view, ADA), 'it joined'), seq(run.view.lastSeq + 1));
  expect([...next.heldBack]).toEqual(['Ben']);
  says(run, ADA);
  expect(told(run, ADA)).toEqual([]);
  const after = frontOf(run.view, present(agentNamed(run.view, ADA), 'it joined'), seq(run.view.lastSeq + 1));
  expect([...after.heldBack]).toEqual([]);
});
