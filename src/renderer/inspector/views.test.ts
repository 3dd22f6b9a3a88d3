import { expect, test } from 'vitest';
import { agentId, messageIdSchema, seq, turnId } from '#shared/events/ids.ts';
import { board } from '#shared/projections/board.ts';
import { ledger, rowsOf } from '#shared/projections/ledger.ts';
import { Deliberation } from '#shared/projections/testing/deliberation.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { transcript } from '#shared/projections/transcript.ts';
import { boardGroups, proposalWords, questionWords, voteWords, wordingOf } from './board-groups.ts';
import { decisionRows, wasAsked } from './decision-rows.ts';
import { lineAt } from './line-at.ts';
import { onBoard, wordingsOf } from './message-facts.ts';
import { lifeOf } from '#shared/projections/message-life.ts';
import { subjectsOf } from './subjects.ts';
import { indexOf, recording } from './testing/logs.ts';
import { countOf, deliveryOf, durationOf, personOf } from './words.ts';

const [ada, ben] = [agentId('Ada', 1), agentId('Ben', 1)] as const;

test('a selection is about a turn, its message and its agent, whichever of them was picked out', () => {
  const events = recording('users-endpoint.jsonl');
  const known = { log: indexOf(events), said: transcript.of(events) };
  const message = messageIdSchema.parse('m4');
  const all = { turn: 4, message: 'm4', agent: 'Frontend#1' };
  expect(subjectsOf({ kind: 'turn', turn: turnId(4) }, known)).toEqual(all);
  expect(subjectsOf({ kind: 'message', message }, known)).toEqual(all);
  const braked = events.find(({ type }) => type === 'v1.brake.fired');
  if (braked?.type !== 'v1.brake.fired') throw new Error('the recording has a brake');
  expect(subjectsOf({ kind: 'event', seq: braked.seq }, known)).toMatchObject({
    event: braked.seq,
    turn: braked.data.turn,
  });
  expect(subjectsOf({ kind: 'event', seq: seq(999) }, known)).toEqual({ event: 999 });
  expect(subjectsOf(undefined, known)).toEqual({});
});

test('the menu is told with both probabilities, the likeliest first, and the chosen one marked', () => {
  const ended = recording('users-endpoint.jsonl').find(
    (event) => event.type === 'v1.turn.ended' && event.data.turn === 4,
  );
  if (ended?.type !== 'v1.turn.ended') throw new Error('turn 4 has ended');
  const { decision } = ended.data;
  const rows = decisionRows(decision);
  expect(wasAsked(decision)).toBe(true);
  expect(rows).toHaveLength(decision.menu.length);
  expect(rows.map(({ model }) => model)).toEqual(decision.model.toSorted((one, other) => other - one));
  const [chosen] = rows.filter((row) => row.chosen);
  expect(chosen).toMatchObject({ ...decision.menu[decision.chosen], drawn: decision.drawn[decision.chosen] });
  expect(wasAsked({ menu: decision.menu.slice(0, 1), model: [1], drawn: [1], chosen: 0 })).toBe(false);
});

test('every row of a ledger has words, those that were lost among them', () => {
  const rows = rowsOf(ledger.of(longRun(3000, { seed: 5 })));
  expect(new Set(rows.map(({ state }) => state)).size).toBeGreaterThan(4);
  for (const row of rows) expect(deliveryOf(row)).not.toBe('');
});

test('the board tells wordings, arguments, debts and votes', () => {
  const log = new Deliberation(['Ada', 'Ben']);
  const proposal = log.say(ada, 'propose');
  log.say(ben, 'challenge', { inReplyTo: proposal, to: [ada] });
  log.say(ada, 'revise', { inReplyTo: proposal });
  log.say(ben, 'ask', { inReplyTo: proposal, to: [ada] });
  const state = board.of(log.events);
  const { proposals, questions } = boardGroups(state);
  expect(proposals.map(wordingOf)).toEqual(['m3']);
  expect(proposals.map(proposalWords)).toEqual(['reworded 1×: m1 → m3 · 1 against']);
  expect(questions.map(questionWords)).toEqual(['Ada owes an answer']);
  expect(onBoard(state, messageIdSchema.parse('m2'))).toMatchObject({
    made: false,
    item: { item: 'm1' },
    refused: false,
  });
  const voted = board.of(recording('users-endpoint-vote.jsonl'));
  expect(voted.votes.map(voteWords)).toEqual([expect.stringMatching(/quorum 0\.\d+$/u)]);
});

test('a message that was edited has all its wordings, the first one first', () => {
  const log = new Deliberation(['Ada', 'Ben']);
  const message = log.say(ada, 'propose', { body: 'One.', held: true });
  // Its addressee is in a turn as it becomes public, so that one event is two steps of its life.
  log.start(ben);
  log.edit(message, 'Two.');
  log.approve(message);
  log.edit(message, 'Three.');
  const life = lifeOf(log.events, message);
  if (life === undefined) throw new Error('it has a life');
  expect(wordingsOf(life, indexOf(log.events)).map(({ body }) => body)).toEqual(['One.', 'Two.', 'Three.']);
});

test('the line of an event is found by its position, and a message has none', () => {
  const events = recording('users-endpoint.jsonl');
  const { entries } = transcript.of(events);
  for (const event of events) {
    const expected = [...entries].find((entry) => entry.seq === event.seq && entry.kind === 'line');
    expect(lineAt(entries, event.seq)).toBe(expected);
  }
});

test('figures and names are told for people', () => {
  expect(['1,204', '0']).toEqual([countOf(1204), countOf(0)]);
  expect([0, 400, 932_000, 1_460_000, 200_000_000].map(durationOf)).toEqual([
    '0 ms',
    '0.4 ms',
    '932 ms',
    '1.46 s',
    '3 min 20 s',
  ]);
  expect(['arbiter' as const, agentId('Ben', 1), agentId('Ben', 2)].map(personOf)).toEqual(['Arbiter', 'Ben', 'Ben#2']);
  expect(personOf(agentId('Be\u202en', 1))).toBe('Be⟨U+202E⟩n');
});
