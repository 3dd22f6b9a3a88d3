import { expect, test } from 'vitest';
import { agentId, messageIdSchema, voteId } from '../events/ids.ts';
import { LogWriter } from './log-writer.property.ts';
import { agentState, laneOf, lanes } from './lanes.ts';
import { messageIn, messagesOf, transcript } from './transcript.ts';

const [ada, ben] = [agentId('Ada', 1), agentId('Ben', 1)];
const m1 = messageIdSchema.parse('m1');

function talk(): LogWriter {
  const log = new LogWriter(2);
  log.start(ada, []);
  log.end(ada, { to: [ben] });
  return log;
}

test('a transcript tells messages in order with who, to whom, act, turn and round', () => {
  const log = talk();
  log.arbiterSays('all');
  const state = transcript.of(log.events);
  expect(state.question).toBe('What is it?');
  expect(messagesOf(state)).toMatchObject([
    { message: 'm1', name: 'Ada', to: [ben], act: 'inform', turn: 1, round: 1, gist: 'Some.', body: 'Some words.' },
    { message: 'a1', name: 'Arbiter', to: 'all' },
  ]);
  expect(messageIn(state, m1)?.name).toBe('Ada');
  expect(messageIn(state, messageIdSchema.parse('m9'))).toBeUndefined();
});

test('a pass and what happened to the run are quiet entries in their place', () => {
  const log = talk();
  log.start(ben, []);
  log.end(ben);
  log.append({ type: 'v1.run.ended', data: { reason: 'budget', detail: 'All turns were taken.' } });
  const quiet = [...transcript.of(log.events).entries].map((entry) =>
    entry.kind === 'line' ? entry.text : entry.kind,
  );
  expect(quiet).toEqual([
    'The run begins: A test.',
    'Ada joins with scripted.',
    'Ben joins with scripted.',
    'message',
    'pass',
    'The run has ended, budget: All turns were taken.',
  ]);
});

test('a field that no version knows, a smuggled reasoning text for one, does not reach the transcript', () => {
  const events = talk().events.map((event) => ({ ...event, data: { ...Object(event.data), reasoning: 'SECRET' } }));
  expect(JSON.stringify(events)).toContain('SECRET');
  expect(JSON.stringify([...transcript.of(events).entries])).not.toContain('SECRET');
});

test('a lane shows a turn as a span with its stages and the message that came of it', () => {
  const log = talk();
  const state = lanes.of(log.events);
  expect([...(laneOf(state, ada)?.spans ?? [])]).toEqual([
    {
      turn: 1,
      attempt: 1,
      round: 1,
      from: 4000,
      to: 5000,
      outcome: 'spoke',
      stages: { queued: 1, prefill: 2, decide: 3, speak: 4, gist: 0 },
      message: 'm1',
    },
  ]);
  expect([...(laneOf(state, ada)?.marks ?? [])]).toMatchObject([{ text: 'inform: Some.', message: 'm1' }]);
  expect([...state.system].map((mark) => mark.text)).toEqual(['The run begins: A test.']);
});

test('a lost attempt and its second are two spans of one turn', () => {
  const log = talk();
  log.start(ben, []);
  log.start(ben, [], log.abandon(ben));
  const spans = [...(laneOf(lanes.of(log.events), ben)?.spans ?? [])];
  expect(spans).toMatchObject([
    { turn: 2, attempt: 1, outcome: 'abandoned', reason: 'crashed' },
    { turn: 2, attempt: 2, outcome: 'open' },
  ]);
});

test('the state of an agent is told in words from the first to the last event', () => {
  const log = new LogWriter(2);
  const told: string[] = [];
  const tell = (): number =>
    told.push(`${agentState(lanes.of(log.events), ada)} ${agentState(lanes.of(log.events), ben)}`);
  tell();
  log.start(ada, []);
  tell();
  log.end(ada, { to: 'all' });
  tell();
  log.start(
    ben,
    log.sent.map((one) => one.seq),
  );
  const lost = log.abandon(ben);
  tell();
  log.start(
    ben,
    log.sent.map((one) => one.seq),
    lost,
  );
  log.end(ben);
  tell();
  log.arbiterSays('all');
  log.append({ type: 'v1.run.paused', data: { by: 'arbiter' } });
  tell();
  log.append({ type: 'v1.run.resumed', data: { by: 'arbiter' } });
  tell();
  log.append({ type: 'v1.run.ended', data: { reason: 'arbiter', detail: '' } });
  tell();
  expect(told).toEqual([
    'waiting waiting',
    'thinking waiting',
    'idle waiting',
    'idle retrying',
    'idle idle',
    'paused paused',
    'waiting waiting',
    'ended ended',
  ]);
  expect(agentState(lanes.of(log.events), agentId('Nobody', 1))).toBe('absent');
});

const told = (log: LogWriter): readonly string[] =>
  [...transcript.of(log.events).entries].slice(3).map((entry) => {
    if (entry.kind === 'line') return entry.text;
    if (entry.kind === 'message') return `${entry.message} ${entry.standing}: ${entry.body}`;
    return entry.kind === 'read' ? `reads ${entry.message ?? ''}` : 'passes';
  });

test('a held message waits where it was written, and once approved it stands where it became public', () => {
  const log = new LogWriter(2);
  const held = log.says(ada, { to: 'all', held: true });
  log.says(ben, { to: 'all' });
  expect(told(log)).toEqual(['m1 waiting: Some words.', 'm2 public: Some words.']);
  log.approve(held);
  expect(told(log)).toEqual([
    "m1 by Ada waits for the arbiter's approval.",
    'm2 public: Some words.',
    'The arbiter approves m1.',
    'm1 public: Some words.',
  ]);
  expect(messageIn(transcript.of(log.events), held)).toMatchObject({ seq: log.events.length, round: 1 });
});

test('a message that is dropped or retracted stays in its place, marked as such', () => {
  const log = new LogWriter(2);
  log.drop(log.says(ada, { to: 'all', held: true }));
  log.retract(log.says(ben, { to: 'all' }));
  expect(told(log)).toEqual([
    'm1 dropped: Some words.',
    'The arbiter drops m1: Said before.',
    'm2 retracted: Some words.',
    'm2 is retracted: It was wrong.',
  ]);
});

test('an edited message shows the words of the last edit, where that was, and the words it began with', () => {
  const log = new LogWriter(2);
  const message = log.says(ada, { to: 'all', held: true });
  log.edit(message);
  log.approve(message);
  const at = log.append({ type: 'v1.message.edited', data: { message, gist: 'Third.', body: 'Third words.' } });
  expect(messageIn(transcript.of(log.events), message)).toMatchObject({
    standing: 'public',
    gist: 'Third.',
    body: 'Third words.',
    edited: { at, gist: 'Some.', body: 'Some words.' },
  });
});

test('a turn that asked for the full text of a message is a quiet entry, and a ballot keeps what was voted for', () => {
  const log = new LogWriter(2);
  const message = log.says(ada, { to: 'all', act: 'propose' });
  log.start(ben, []);
  log.endReading(ben, message);
  log.says(ben, { to: 'all', act: 'vote', vote: { vote: voteId(1), option: message } });
  expect(told(log)).toEqual(['m1 public: Some words.', 'reads m1', 'm3 public: Some words.']);
  expect(messagesOf(transcript.of(log.events)).at(-1)?.vote).toEqual({ vote: 'v1', option: 'm1' });
});
