import { expect, test } from 'vitest';
import { present } from '#shared/base/assert.ts';
import { messageOfArbiter, messageOfTurn, seq, turnId, type AgentId, type Seq } from '#shared/events/ids.ts';
import type { RunSetup, Visibility } from '#shared/events/setup.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { agentNamed } from '#shared/projections/run.ts';
import { turnsNow } from './cadence/turn-spec.ts';
import { groundOf } from './ground.ts';
import { PRIVATE_MESSAGES, visibleMessages } from './seen.ts';
import { tailOf } from './tail.ts';
import { setupWith } from './testing/deliberation.ts';
import { agentCalled, writtenRun, type WrittenRun } from './testing/written-run.ts';

const [ADA, BEN, CLEO] = [agentCalled('Ada'), agentCalled('Ben'), agentCalled('Cleo')];
const m = (turn: number) => messageOfTurn(turnId(turn));
const a = (count: number) => messageOfArbiter(count);

const talk = (changes: Partial<RunSetup> = {}): WrittenRun => writtenRun(setupWith({ cadence: 'free', ...changes }));

/** Ben does not see Ada. */
const APART: Visibility = {
  topology: 'all',
  sight: 'full',
  edges: [{ reader: 'Ben', writer: 'Ada', sight: 'none' }],
};

const now = (run: WrittenRun): Seq => seq(run.view.lastSeq + 1);
const agentOf = (run: WrittenRun, agent: AgentId) => present(agentNamed(run.view, agent), 'it joined');

function tailFor(run: WrittenRun, agent: AgentId, before = now(run)): string {
  const blocks = tailOf(run.view, agentOf(run, agent), before);
  return blocks.map(({ segment }) => (segment.kind === 'text' ? segment.text : '')).join('');
}

/** What stands behind the question and the role. */
const behindRole = (run: WrittenRun, agent: AgentId, before = now(run)): string =>
  tailFor(run, agent, before).split('\n').slice(2).join('\n');

/** A turn of `agent` that says this; what is public by then stands in front of it. */
function says(run: WrittenRun, agent: AgentId, said: Partial<EventData<'v1.message.sent'>> = {}): void {
  const turn = turnId(run.view.turns.length + 1);
  run.start(...turnsNow(run.view, [agent]));
  run.end(turn, { said });
}

type Word = { readonly count: number; readonly body?: string };

function arbiterTells(run: WrittenRun, to: readonly AgentId[], { count, body }: Word): void {
  run.append({
    type: 'v1.message.sent',
    data: {
      message: a(count),
      from: 'arbiter',
      to: [...to],
      act: 'inform',
      gist: `Word ${count}.`,
      body: body ?? `Word ${count} of mine.`,
    },
  });
}

const sources = (run: WrittenRun, agent: AgentId): readonly (Seq | undefined)[] =>
  [...groundOf(run.view, agentOf(run, agent), now(run)), ...tailOf(run.view, agentOf(run, agent), now(run))]
    .filter(({ source }) => source !== undefined)
    .map(({ source }) => source);

test('the role stands last and the tail is short where there is nothing to tell', () => {
  expect(tailFor(talk(), BEN)).toBe(
    'The question again: Where should the town build its library?\nYou are Ben, one who speaks for ben things\n',
  );
});

test('under anonymous peers an agent is told its letter, and nobody else’s name or role', () => {
  const run = talk({ anonymous: true });
  says(run, ADA, { act: 'ask', to: [BEN] });
  expect(tailFor(run, BEN)).toContain('You are Peer B, one who speaks for ben things');
  expect(tailFor(run, ADA)).toContain('Peer B has not read your message yet.');
  expect(tailFor(run, ADA)).not.toContain('Ben');
});

test('the arbiter’s word to one stands in that one’s tail until it has been read', () => {
  const run = talk();
  arbiterTells(run, [BEN], { count: 1 });
  expect(behindRole(run, BEN)).toBe('For you alone:\nThe arbiter tells Ben:\n> Word 1 of mine.\n\n');
  expect(behindRole(run, ADA)).toBe('');
  says(run, BEN);
  expect(behindRole(run, BEN)).toBe('');
});

test('a message by name from one whom the addressee does not see is private mail, and stays until it is answered', () => {
  const run = talk({ visibility: APART });
  says(run, ADA, { act: 'ask', to: [BEN], body: 'Where then?' });
  expect(behindRole(run, BEN)).toContain('Ada asks Ben:\n> Where then?');
  says(run, BEN);
  expect(behindRole(run, BEN)).toContain('> Where then?');
  says(run, BEN, { act: 'answer', to: [ADA], inReplyTo: m(1) });
  expect(behindRole(run, BEN)).not.toContain('Where then?');
  expect(behindRole(run, CLEO)).toBe('');
});

test('a question that nobody waits for any more leaves the tail, and so does one that was taken back', () => {
  for (const end of ['v1.message.expired', 'v1.message.retracted'] as const) {
    const run = talk({ visibility: APART });
    says(run, ADA, { act: 'ask', to: [BEN], body: 'Where then?' });
    says(run, BEN);
    expect(behindRole(run, BEN)).toContain('> Where then?');
    if (end === 'v1.message.expired') run.append({ type: end, data: { message: m(1), agent: BEN } });
    else run.append({ type: end, data: { message: m(1), reason: 'wrong' } });
    expect(behindRole(run, BEN)).not.toContain('Where then?');
  }
});

test('of more private mail than fits the newest stands in order, and what is omitted is counted and comes later', () => {
  const run = talk();
  const count = PRIVATE_MESSAGES + 3;
  for (let n = 1; n <= count; n += 1) arbiterTells(run, [BEN], { count: n });
  const text = behindRole(run, BEN);
  expect(text).toContain('For you alone:\n3 older messages omitted.\n');
  const read = [...text.matchAll(/> Word (\d+)/gu)].map((match) => Number(match[1]));
  expect(read).toEqual([4, 5, 6, 7, 8, 9]);
  expect(agentOf(run, BEN).unread).toHaveLength(count);
});

test('a private text that would fill the context stands as its gist, and does not push out the rest', () => {
  const run = talk({ context: 1000 });
  arbiterTells(run, [BEN], { count: 1, body: 'long '.repeat(1000) });
  arbiterTells(run, [BEN], { count: 2 });
  const blocks = tailOf(run.view, agentOf(run, BEN), now(run));
  expect(behindRole(run, BEN)).not.toContain('long');
  expect(behindRole(run, BEN)).toContain('> Word 1.\n\nThe arbiter tells Ben:\n> Word 2 of mine.\n');
  expect(blocks.filter(({ source }) => source !== undefined).map(({ form }) => form)).toEqual(['gist', 'private']);
});

test('private mail that came after the ground began waits for the next turn', () => {
  const run = talk();
  const before = now(run);
  arbiterTells(run, [BEN], { count: 1 });
  expect(behindRole(run, BEN, before)).toBe('');
  expect(behindRole(run, BEN)).toContain('Word 1');
});

test('no text stands twice in one prompt: what is in the ground is not in the tail', () => {
  const run = talk({ visibility: APART });
  says(run, ADA, { act: 'ask', to: [BEN] });
  says(run, CLEO, { act: 'ask', to: [BEN] });
  arbiterTells(run, [BEN, ADA], { count: 1 });
  for (const agent of [ADA, BEN, CLEO]) {
    expect(new Set(sources(run, agent)).size).toBe(sources(run, agent).length);
    const seen = visibleMessages(run.view, agentOf(run, agent), now(run)).map(({ message }) => message);
    expect(new Set(seen).size).toBe(seen.length);
  }
  expect(visibleMessages(run.view, agentOf(run, BEN), now(run)).map(({ message, form }) => [message, form])).toEqual([
    [m(1), 'private'],
    [m(2), 'full'],
    [a(1), 'private'],
  ]);
});

test('the full text that an agent asked for stands in its next prompt and only there', () => {
  const run = talk({ visibility: { topology: 'all', sight: 'gist', edges: [] } });
  says(run, BEN, { gist: 'Gist of Ben.', body: 'All of what Ben means.' });
  run.start(...turnsNow(run.view, [ADA]));
  run.end(turnId(2), { outcome: 'read', said: { act: 'read', to: [BEN], inReplyTo: m(1) } });
  expect(behindRole(run, ADA)).toBe('The full text that you asked for:\nBen proposes:\n> All of what Ben means.\n\n');
  expect(behindRole(run, CLEO)).toBe('');
  says(run, ADA);
  expect(behindRole(run, ADA)).toBe('');
});
