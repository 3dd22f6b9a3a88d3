import { expect, test } from 'vitest';
import { present } from '#shared/base/assert.ts';
import { messageOfTurn, seq, turnId, type AgentId, type Seq } from '#shared/events/ids.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { agentNamed } from '#shared/projections/run.ts';
import { turnsNow } from './cadence/turn-spec.ts';
import { waiting } from './cadence/free.ts';
import { PRESENCE_LINES, presenceLines } from './presence.ts';
import { seatNamed, setupWith } from './testing/deliberation.ts';
import { agentCalled, writtenRun, type WrittenRun } from './testing/written-run.ts';

const [ADA, BEN] = [agentCalled('Ada'), agentCalled('Ben')];
const talk = (names = ['Ada', 'Ben', 'Cleo']): WrittenRun =>
  writtenRun(setupWith({ cadence: 'free', seats: names.map(seatNamed) }));
const now = (run: WrittenRun): Seq => seq(run.view.lastSeq + 1);
const told = (run: WrittenRun, before = now(run)): readonly string[] =>
  presenceLines(run.view, present(agentNamed(run.view, ADA), 'it joined'), before);

const begins = (run: WrittenRun, agent: AgentId): void => run.start(...turnsNow(run.view, [agent]));

function says(run: WrittenRun, agent: AgentId, said: Partial<EventData<'v1.message.sent'>>): void {
  begins(run, agent);
  run.end(turnId(run.view.turns.length), { said });
}

const asksBen = (run: WrittenRun): void => says(run, ADA, { act: 'ask', to: [BEN] });

test('one who has not read the question yet is named so', () => {
  const run = talk();
  asksBen(run);
  expect(told(run)).toEqual(['Ben has not read your message yet.']);
});

test('one who is busy with a turn that began before the question will read it after that turn', () => {
  const run = talk();
  begins(run, BEN);
  begins(run, ADA);
  run.end(turnId(2), { said: { act: 'ask', to: [BEN] } });
  expect(told(run)).toEqual(['Ben will read your message after turn 1.']);
});

test('one who has it in front of it is thinking, since a turn and not since a time', () => {
  const run = talk();
  asksBen(run);
  begins(run, BEN);
  expect(told(run)).toEqual(['Ben is thinking since turn 2.']);
});

test('one who has read it and is not speaking is left alone, and one who has answered is not waited for', () => {
  const run = talk();
  asksBen(run);
  says(run, BEN, {});
  expect(told(run)).toEqual([]);
  asksBen(run);
  expect(told(run)).toHaveLength(1);
  says(run, BEN, { act: 'answer', inReplyTo: messageOfTurn(turnId(3)) });
  expect(told(run)).toEqual([]);
});

test('only asks and challenges by name are waited for, and not those that were taken back or have run out', () => {
  const run = talk();
  says(run, ADA, { act: 'ask', to: 'all' });
  says(run, ADA, { act: 'support', to: [BEN] });
  expect(told(run)).toEqual([]);
  says(run, ADA, { act: 'challenge', to: [BEN] });
  expect(told(run)).toHaveLength(1);
  run.append({ type: 'v1.message.retracted', data: { message: messageOfTurn(turnId(3)), reason: 'wrong' } });
  expect(told(run)).toEqual([]);
  asksBen(run);
  run.append({ type: 'v1.message.expired', data: { message: messageOfTurn(turnId(4)), agent: BEN } });
  expect(told(run)).toEqual([]);
});

test('one who has left is not waited for', () => {
  const run = talk();
  asksBen(run);
  run.append({ type: 'v1.agent.left', data: { agent: BEN, by: 'arbiter', detail: '' } });
  expect(told(run)).toEqual([]);
});

test('there are at most three lines, one a peer, about the newest questions', () => {
  const names = ['Ben', 'Cleo', 'Dora', 'Emil', 'Finn'];
  const run = talk(['Ada', ...names]);
  for (const name of names) says(run, ADA, { act: 'ask', to: [agentCalled(name)] });
  says(run, ADA, { act: 'ask', to: [agentCalled('Finn')] });
  expect(PRESENCE_LINES).toBe(3);
  expect(told(run)).toEqual(['Finn', 'Emil', 'Dora'].map((name) => `${name} has not read your message yet.`));
});

test('a turn that is tried again is told what its first try was told', () => {
  const run = talk();
  asksBen(run);
  const before = now(run);
  const first = told(run, before);
  begins(run, BEN);
  expect(told(run, before)).toEqual(first);
  run.end(turnId(2), { said: { act: 'answer', inReplyTo: messageOfTurn(turnId(1)) } });
  expect(told(run, before)).toEqual(first);
  expect(told(run)).not.toEqual(first);
});

test('receipts wake nobody: one who only waits has no reason to speak', () => {
  const run = talk(['Ada', 'Ben']);
  asksBen(run);
  begins(run, BEN);
  expect(told(run)).toHaveLength(1);
  expect(waiting(run.view)).toEqual([]);
});
