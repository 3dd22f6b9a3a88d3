import { expect, test } from 'vitest';
import { agentId, messageIdSchema, messageOfTurn, turnId, type MessageId } from '../events/ids.ts';
import { lifeOf, type MessageLife } from './message-life.ts';
import { Deliberation } from './testing/deliberation.ts';

const [ada, ben, cleo] = [agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)] as const;
const m = (turn: number): MessageId => messageOfTurn(turnId(turn));
const stepsOf = (life: MessageLife | undefined): readonly string[] =>
  (life?.steps ?? []).map(({ step, text }) => `${step}: ${text}`);

test('a message is written, waits behind a turn that is under way, is read in the next, answered and taken back', () => {
  const log = new Deliberation(['Ada', 'Ben', 'Cleo']);
  log.start(ben);
  const proposal = log.say(ada, 'propose');
  log.say(ben, 'inform');
  const answer = log.say(ben, 'challenge', { to: [ada], inReplyTo: proposal });
  log.retract(proposal, 'It was a mistake.');
  log.end('arbiter', '');
  expect(stepsOf(lifeOf(log.events, proposal))).toEqual([
    'public: Ada writes it in turn 2, propose to all: it is public',
    'queued: Ben is in turn 1: it waits behind that turn',
    'front: stands in front of Ben in turn 3, word for word',
    'read: Ben has read it in turn 3, word for word',
    `answered: Ben answers with ${answer} (challenge)`,
    'retracted: retracted: It was a mistake.',
  ]);
});

test('a turn that began before a message was public has not read it', () => {
  const log = new Deliberation(['Ada', 'Ben']);
  log.start(ben);
  const proposal = log.say(ada, 'propose');
  log.say(ben, 'inform');
  const life = lifeOf(log.events, proposal);
  expect(life?.held).toEqual([]);
  expect(life?.steps.map(({ step }) => step)).toEqual(['public', 'queued']);
  log.end('budget', '');
  expect(stepsOf(lifeOf(log.events, proposal)).at(-1)).toBe('unread: Ben had not read it at the end');
});

test('a held message is edited, approved and then read as it was worded last', () => {
  const log = new Deliberation(['Ada', 'Ben', 'Cleo']);
  const held = log.say(ada, 'propose', { held: true });
  log.say(cleo, 'inform');
  log.edit(held, 'Other words.');
  log.approve(held);
  log.say(ben, 'support', { inReplyTo: held });
  const life = lifeOf(log.events, held);
  expect(life?.steps.map(({ step }) => step)).toEqual(['held', 'edited', 'public', 'front', 'read', 'answered']);
  expect(life?.held).toEqual([
    {
      turn: 3,
      attempt: 1,
      agent: ben,
      blocks: [{ form: 'full', stage: 'prompt', part: 'ground', tokens: 10 }],
      outcome: 'spoke',
    },
  ]);
});

test('what is dropped was never in a prompt, and what its reader never saw is a dead letter', () => {
  const log = new Deliberation(['Ada', 'Ben']);
  const held = log.say(ada, 'inform', { held: true });
  log.append({ type: 'v1.message.dropped', data: { message: held, reason: '' } });
  expect(stepsOf(lifeOf(log.events, held)).at(-1)).toBe('dropped: the arbiter drops it');
  const sent = log.say(ada, 'inform');
  log.append({ type: 'v1.agent.left', data: { agent: ben, by: 'arbiter', detail: '' } });
  log.end('arbiter', '');
  expect(stepsOf(lifeOf(log.events, sent)).at(-1)).toBe('dead-letter: Ben left and had not read it');
});

test('every turn whose prompt held it is named, one that was lost and one that goes on among them', () => {
  const log = new Deliberation(['Ada', 'Ben', 'Cleo']);
  const proposal = log.say(ada, 'propose');
  const lost = log.start(ben);
  const failure = { kind: 'crashed', detail: 'gone' } as const;
  log.append({ type: 'v1.turn.abandoned', data: { turn: lost, attempt: 1, agent: ben, failure } });
  log.start(cleo);
  const life = lifeOf(log.events, proposal);
  expect(life?.held.map(({ agent, outcome }) => [agent, outcome])).toEqual([
    [ben, 'abandoned'],
    [cleo, 'open'],
  ]);
  expect(life?.steps.some(({ step }) => step === 'read')).toBe(false);
});

test('bounces, nudges, deadlines and what takes its place are told, and other messages leave no trace', () => {
  const log = new Deliberation(['Ada', 'Ben']);
  const question = log.say(ada, 'ask', { to: [ben] });
  const valid = ['Ben'];
  log.append({
    type: 'v1.message.bounced',
    data: { message: question, from: ada, to: 'Bob', reason: 'unknown', valid },
  });
  log.append({ type: 'v1.agent.nudged', data: { agent: ben, message: question, count: 1, until: 5 } });
  log.append({ type: 'v1.message.expired', data: { message: question, agent: ben } });
  const before = stepsOf(lifeOf(log.events, question));
  expect(before.slice(1)).toEqual([
    'bounced: did not reach Bob (unknown)',
    'nudged: Ben is asked about it again (1)',
    'expired: Ben did not answer in time',
  ]);
  log.append({ type: 'v1.agent.nudged', data: { agent: ben, count: 1, until: 5 } });
  log.arbiterSays('Go on.');
  expect(stepsOf(lifeOf(log.events, question))).toEqual(before);
});

test('no message of that name, no life', () => {
  const log = new Deliberation(['Ada']);
  log.say(ada, 'propose');
  expect(lifeOf(log.events, m(2))).toBeUndefined();
  expect(lifeOf(log.events, messageIdSchema.parse('a1'))).toBeUndefined();
});
