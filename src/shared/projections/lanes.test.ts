import { expect, test } from 'vitest';
import { agentId } from '../events/ids.ts';
import { agentState, agentStateInWords, laneOf, lanes } from './lanes.ts';
import { LogWriter } from './log-writer.property.ts';

const [ada, ben, cleo] = [agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)];
const words = (log: LogWriter): readonly string[] =>
  [ada, ben, cleo].map((agent) => agentStateInWords(lanes.of(log.events), agent));

/** All have spoken and read everything: nobody has anything to say. */
function quiet(): LogWriter {
  const log = new LogWriter(3);
  for (const agent of [ada, ben, cleo]) {
    log.start(agent, []);
    log.end(agent);
  }
  return log;
}

const readAll = (log: LogWriter, agent: typeof ada): void => {
  log.start(
    agent,
    log.sent.map(({ seq }) => seq),
  );
};

test('who asks by name waits for whom it asked, who was asked owes an answer until it has replied', () => {
  const log = quiet();
  expect(words(log)).toEqual(['idle', 'idle', 'idle']);
  const asked = log.says(ada, { to: [ben, cleo], act: 'ask' });
  expect(words(log)).toEqual(['waiting for Ben and Cleo', 'owes Ada an answer to m4', 'owes Ada an answer to m4']);
  readAll(log, ben);
  expect(words(log)[1]).toBe('thinking (turn 5)');
  log.end(ben, { to: 'all', act: 'answer', inReplyTo: asked });
  expect(words(log)).toEqual(['waiting for its turn', 'idle', 'owes Ada an answer to m4']);
  log.append({ type: 'v1.message.expired', data: { message: asked, agent: cleo } });
  expect(words(log)[2]).toBe('waiting for its turn');
});

test('a question that is retracted is owed by nobody, and the arbiter can be owed an answer too', () => {
  const log = quiet();
  const asked = log.arbiterSays([ben], { act: 'ask' });
  expect(words(log)[1]).toBe('owes the arbiter an answer to a1');
  log.retract(asked);
  expect(words(log)).toEqual(['idle', 'idle', 'idle']);
});

test('words to nobody by name, or that ask nothing, are owed by nobody', () => {
  const log = quiet();
  log.says(ada, { to: 'all', act: 'ask' });
  log.says(ada, { to: [ben], act: 'inform' });
  expect(agentState(lanes.of(log.events), ben)).toBe('waiting');
  expect(words(log)[0]).toBe('idle');
});

test('one who is muted or has left is told so, and nobody waits for one who has left', () => {
  const log = quiet();
  log.says(ada, { to: [ben], act: 'challenge' });
  log.append({ type: 'v1.agent.muted', data: { agent: ben } });
  expect(words(log)).toEqual(['waiting for Ben', 'muted', 'idle']);
  log.append({ type: 'v1.agent.unmuted', data: { agent: ben } });
  expect(words(log)[1]).toBe('owes Ada an answer to m4');
  log.leave(ben);
  expect(words(log)).toEqual(['idle', 'left', 'idle']);
  expect([...(laneOf(lanes.of(log.events), ben)?.marks ?? [])].map(({ text }) => text)).toEqual([
    'Ben is muted.',
    'Ben may speak again.',
    'Ben leaves.',
  ]);
});

test('a held message stands in its author’s lane and span; its approval in the arbiter’s; nobody owes an answer before', () => {
  const log = quiet();
  const held = log.says(ada, { to: [ben], act: 'ask', held: true });
  const lane = laneOf(lanes.of(log.events), ada);
  expect(lane?.spans.at(-1)).toMatchObject({ outcome: 'spoke', message: held });
  expect(lane?.marks.at(-1)).toMatchObject({ text: 'waits for approval: ask: Some.', message: held });
  expect(words(log)).toEqual(['idle', 'idle', 'idle']);
  log.approve(held);
  expect(words(log)).toEqual(['waiting for Ben', 'owes Ada an answer to m4', 'idle']);
  expect(lanes.of(log.events).arbiter.at(-1)).toMatchObject({ text: 'The arbiter approves m4.', message: held });
});

test('a budget that one agent has spent is marked in its lane, that of the run in the lane of the system', () => {
  const log = quiet();
  const data = { kind: 'tokens', limit: 9, used: 9 } as const;
  log.append({ type: 'v1.budget.reached', data: { ...data, agent: ben } });
  log.append({ type: 'v1.budget.reached', data });
  const state = lanes.of(log.events);
  expect(laneOf(state, ben)?.marks.at(-1)?.text).toBe("Ben's budget of tokens is used up: 9 of 9.");
  expect(state.system.at(-1)?.text).toBe('The budget of tokens is used up: 9 of 9.');
});
