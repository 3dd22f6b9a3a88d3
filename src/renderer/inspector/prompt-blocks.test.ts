import { expect, test } from 'vitest';
import { agentId, seq, turnId } from '#shared/events/ids.ts';
import { lineage } from '#shared/projections/lineage.ts';
import { Deliberation } from '#shared/projections/testing/deliberation.ts';
import { promptIn, type TurnPrompt } from './prompt-blocks.ts';
import { indexOf, recording, recordings } from './testing/logs.ts';
import { turnMoment } from './turn-moment.ts';

const [ada, ben] = [agentId('Ada', 1), agentId('Ben', 1)] as const;

function promptsOf(name: string): readonly (readonly [turn: number, prompt: TurnPrompt])[] {
  const events = recording(name);
  const log = indexOf(events);
  const state = lineage.of(events);
  return events.flatMap((event) => {
    if (event.type !== 'v1.turn.ended') return [];
    const moment = turnMoment(log, event.data.turn, seq(events.length));
    return moment === undefined ? [] : [[event.data.turn, promptIn(moment, { log, lineage: state })] as const];
  });
}

test('the prompt of a turn names for each block where it came from, in which form and how long it is', () => {
  const [, prompt] = promptsOf('users-endpoint.jsonl').find(([turn]) => turn === 4) ?? [];
  const blocks = prompt?.ground.blocks ?? [];
  expect(blocks.map(({ form, from, turn }) => [form, from, turn])).toEqual([
    ['frame', undefined, undefined],
    ['system', undefined, undefined],
    ['frame', undefined, undefined],
    ['question', undefined, undefined],
    ['full', 'Frontend#1', 1],
    ['full', 'Test#1', 3],
    ['full', 'Backend#1', 2],
  ]);
  expect(blocks[3]?.text).toMatch(/^Question: Our app needs a user info API/u);
  expect(blocks[4]?.text).toMatch(/^Frontend proposes:\n> What can we do to create an API/u);
  expect(prompt?.tail.blocks.map(({ form }) => form)).toEqual(['question', 'role']);
  expect(prompt?.decide.blocks.map(({ form }) => form)).toEqual(['menu', 'frame']);
  expect(prompt?.speak.blocks.map(({ form }) => form)).toEqual(['instruction', 'frame']);
});

test('what was evaluated and what was taken over is told for ground and tail apart', () => {
  const byTurn = new Map(promptsOf('users-endpoint.jsonl'));
  // The first turn on a ground evaluates it, the next one on the same ground takes it over whole.
  expect(byTurn.get(turnId(4))?.ground).toMatchObject({ tokens: 221, evaluated: 150, reused: 71 });
  expect(byTurn.get(turnId(6))?.ground).toMatchObject({ tokens: 221, evaluated: 0, reused: 221 });
  expect(byTurn.get(turnId(4))?.tail).toMatchObject({ evaluated: 91 });
});

test.each(recordings())('%s: no block is without its text, and the parts add up to the whole', (name) => {
  for (const [, { ground, tail, decide, speak, tokens }] of promptsOf(name)) {
    const blocks = [ground, tail, decide, speak].flatMap((part) => part.blocks);
    expect(blocks.filter(({ text }) => text === '')).toEqual([]);
    expect(blocks.reduce((sum, block) => sum + block.tokens, 0)).toBe(tokens);
    expect(new Set(blocks.map(({ key }) => key)).size).toBe(blocks.length);
  }
});

test('a block holds the words that stood in the prompt then, also when they were edited since', () => {
  const log = new Deliberation(['Ada', 'Ben']);
  const proposal = log.say(ada, 'propose', { body: 'Use numbers.\nAll of them.' });
  log.say(ben, 'challenge', { inReplyTo: proposal });
  log.edit(proposal, 'Use names.');
  log.say(ben, 'inform');
  const index = indexOf(log.events);
  const state = lineage.of(log.events);
  const textIn = (turn: number): string | undefined => {
    const moment = turnMoment(index, turnId(turn), seq(log.events.length));
    return moment === undefined
      ? undefined
      : promptIn(moment, { log: index, lineage: state }).ground.blocks.find(({ message }) => message === proposal)
          ?.text;
  };
  expect(textIn(2)).toBe('Ada proposes:\n> Use numbers.\n> All of them.');
  expect(textIn(3)).toBe('Ada proposes:\n> Use names.');
});

test('before a turn has ended its prompt is known and what it took is not', () => {
  const log = new Deliberation(['Ada', 'Ben']);
  log.say(ada, 'propose');
  const turn = log.start(ben);
  const index = indexOf(log.events);
  const moment = turnMoment(index, turn, seq(log.events.length));
  expect(moment?.phase).toBe('open');
  const prompt = moment === undefined ? undefined : promptIn(moment, { log: index, lineage: lineage.of(log.events) });
  expect(prompt?.ground.tokens).toBe(10);
  expect(prompt?.ground.evaluated).toBeUndefined();
  expect(prompt?.speak.blocks).toEqual([]);
});
