import { expect, test } from 'vitest';
import type { Draft } from '#shared/events/event.ts';
import { messageOfArbiter, messageOfTurn, seq, turnId } from '#shared/events/ids.ts';
import type { RunSetup, Visibility } from '#shared/events/setup.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { agentNamed } from '#shared/projections/run.ts';
import { present } from '#shared/base/assert.ts';
import { nextFree } from './cadence/free.ts';
import { groundOf, preambleOf } from './ground.ts';
import { setupWith } from './testing/deliberation.ts';
import { agentCalled, writtenRun, type WrittenRun } from './testing/written-run.ts';

const [ADA, BEN, CLEO] = [agentCalled('Ada'), agentCalled('Ben'), agentCalled('Cleo')];
const m = (turn: number) => messageOfTurn(turnId(turn));

/** All three have said something to all: messages m1 to m3. */
function talk(changes: Partial<RunSetup> = {}): WrittenRun {
  const run = writtenRun(setupWith({ cadence: 'free', ...changes }));
  run.start(...nextFree(run.view));
  for (const turn of [1, 2, 3])
    run.end(turnId(turn), { said: { gist: `Gist ${turn}.`, body: `Body ${turn} in full.` } });
  return run;
}

const arbiterSays = (to: EventData<'v1.message.sent'>['to']): Draft => ({
  type: 'v1.message.sent',
  data: { message: messageOfArbiter(1), from: 'arbiter', to, act: 'inform', gist: 'Hurry.', body: 'Hurry up now.' },
});

const blocksFor = (run: WrittenRun, name: string) =>
  groundOf(run.view, present(agentNamed(run.view, agentCalled(name)), 'it joined'), seq(run.view.lastSeq + 1));

const textFor = (run: WrittenRun, name: string): string =>
  blocksFor(run, name)
    .map(({ segment }) => (segment.kind === 'text' ? segment.text : ''))
    .join('');

const sees = (edges: Visibility['edges'], topology: Visibility['topology'] = 'all'): Partial<RunSetup> => ({
  visibility: { topology, sight: 'full', edges },
});

test('all who see everything have the same ground, token for token', () => {
  const run = talk();
  expect(textFor(run, 'Ben')).toBe(textFor(run, 'Ada'));
  expect(textFor(run, 'Ada')).toContain('Cleo proposes:\n> Body 3 in full.\n\n');
});

test('each message stands in the form that the reader’s row gives its writer, and not at all where it gives none', () => {
  const run = talk(
    sees([
      { reader: 'Ada', writer: 'Ben', sight: 'gist' },
      { reader: 'Ada', writer: 'Cleo', sight: 'none' },
    ]),
  );
  const text = textFor(run, 'Ada');
  expect(text).toContain('Ben proposes:\n> Gist 2.\n\n');
  expect(text).not.toContain('Body 2');
  expect(text).not.toContain('Cleo');
  expect(blocksFor(run, 'Ada').slice(-1)[0]?.form).toBe('gist');
  expect(textFor(run, 'Ben')).toContain('> Body 3 in full.');
});

test('one who sees gists only has its own words as gists too', () => {
  const run = talk({ visibility: { topology: 'all', sight: 'gist', edges: [] } });
  expect(textFor(run, 'Ada')).toContain('Ada proposes:\n> Gist 1.\n\n');
  expect(textFor(run, 'Ada')).toBe(textFor(run, 'Cleo'));
});

test('what the arbiter says to all stands word for word in every ground, and what it says to one in none', () => {
  const all = talk({ visibility: { topology: 'all', sight: 'gist', edges: [] } });
  all.append(arbiterSays('all'));
  expect(textFor(all, 'Ben')).toMatch(/The arbiter [a-z]+:\n> Hurry up now\./u);
  const one = talk();
  one.append(arbiterSays([BEN]));
  expect([textFor(one, 'Ben'), textFor(one, 'Ada')].join()).not.toContain('Hurry');
});

test('a retracted message is in no ground', () => {
  const run = talk();
  run.append({ type: 'v1.message.retracted', data: { message: m(2), reason: 'wrong' } });
  expect(textFor(run, 'Ada')).not.toContain('Body 2');
  expect(textFor(run, 'Ada')).toContain('Body 3');
});

test('an edited message stands with its new text, and names the edit as its source', () => {
  const run = talk();
  run.append({ type: 'v1.message.edited', data: { message: m(2), gist: 'New gist.', body: 'New body.' } });
  expect(textFor(run, 'Ada')).toContain('Ben proposes:\n> New body.\n\n');
  expect(textFor(run, 'Ada')).not.toContain('Body 2');
  expect(blocksFor(run, 'Ada').map(({ source }) => source)).toContain(run.view.lastSeq);
});

test('a held message stands nowhere, and behind all that was public before it was approved', () => {
  const run = talk();
  run.append({ type: 'v1.hold.changed', data: { agents: [ADA] } });
  run.start(...nextFree(run.view));
  run.end(turnId(4), { held: true, said: { body: 'Held body.' } });
  run.end(turnId(5), { said: { body: 'Later body.' } });
  expect(textFor(run, 'Ben')).not.toContain('Held body.');
  run.append({ type: 'v1.message.approved', data: { message: m(4) } });
  const text = textFor(run, 'Ben');
  expect(text.indexOf('Held body.')).toBeGreaterThan(text.indexOf('Later body.'));
});

test('what was public before a compaction stands as gists, in every ground, and the rest as it was', () => {
  const run = talk();
  const upTo = present(run.view.messages[1], 'two were sent').seq;
  run.append({ type: 'v1.ground.compacted', data: { upTo, tokens: 10, limit: 9 } });
  expect(textFor(run, 'Cleo')).toContain('> Gist 1.');
  expect(textFor(run, 'Cleo')).toContain('> Gist 2.');
  expect(textFor(run, 'Cleo')).toContain('> Body 3 in full.');
});

test('nothing that became public at `before` or later is in the ground', () => {
  const run = talk();
  const reader = present(agentNamed(run.view, CLEO), 'it joined');
  const third = present(run.view.messages[2], 'three were sent').seq;
  expect(groundOf(run.view, reader, third).filter(({ form }) => form === 'full')).toHaveLength(2);
  expect(groundOf(run.view, reader, seq(third + 1)).filter(({ form }) => form === 'full')).toHaveLength(3);
});

test('under anonymous peers no ground holds a name or a role', () => {
  const run = talk({ anonymous: true });
  expect(textFor(run, 'Ada')).toContain('Peer B proposes:');
  expect(textFor(run, 'Ada')).not.toMatch(/Ada|Ben|Cleo|one who speaks/u);
  expect(textFor(talk(), 'Ada')).toMatch(/Ben/u);
});

test('in role-play the ground begins with all parts, in a hierarchy with who coordinates, else with the question', () => {
  const preamble = (changes: Partial<RunSetup>): string =>
    preambleOf(setupWith(changes))
      .map(({ segment, form }) => (segment.kind === 'text' && form === 'role' ? segment.text : '?'))
      .join('');
  expect(preamble({ mode: 'roleplay' })).toBe(
    'You play all of these parts:\n- Ada: one who speaks for ada things\n- Ben: one who speaks for ben things\n- Cleo: one who speaks for cleo things\n\n',
  );
  expect(preamble({ mode: 'hierarchy' })).toContain('Ada coordinates');
  expect(preamble({ mode: 'hierarchy', anonymous: true })).toContain('Peer A coordinates');
  expect(['peers', 'vote', 'single'].map((mode) => preamble({ mode: mode as RunSetup['mode'] }))).toEqual(['', '', '']);
});
