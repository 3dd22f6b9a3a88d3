import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentId, messageIdSchema, seq, turnId } from '#shared/events/ids.ts';
import { ACTS, type Act } from '#shared/events/setup.ts';
import type { MessageView } from '#shared/projections/run.ts';
import { isOwed, menuOf, REPLIES } from './dialogue.ts';
import { seatNamed } from './testing/deliberation.ts';

const [ada, ben, cleo] = ['Ada', 'Ben', 'Cleo'].map((name) => agentId(name, 1)) as [never, never, never];

function message(count: number, part: Partial<MessageView>): MessageView {
  return {
    message: messageIdSchema.parse(`m${count}`),
    turn: turnId(count),
    from: ben,
    to: 'all',
    act: 'propose',
    gist: 'gist',
    body: 'body',
    seq: seq(10 + count),
    round: 1,
    ...part,
  };
}

const idOf = (count: number) => messageIdSchema.parse(`m${count}`);

test('with nothing said yet there is one move: to propose', () => {
  expect(menuOf({ agent: ada, seat: seatNamed('Ada'), messages: [], seed: 1 })).toMatchObject([
    { act: 'propose', to: 'all' },
  ]);
});

test('a menu holds legal replies only, at most four over three messages, none to oneself', () => {
  const messages = fc.array(
    fc.record({ from: fc.constantFrom(ada, ben, cleo), act: fc.constantFrom(...ACTS), named: fc.boolean() }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(messages, fc.nat(), (parts, seed) => {
      const said = parts.map(({ from, act, named }, index) =>
        message(index + 1, { from, act, to: named ? [ada] : 'all' }),
      );
      const menu = menuOf({ agent: ada, seat: seatNamed('Ada'), messages: said, seed });
      expect(menu.length).toBeGreaterThan(0);
      expect(menu.length).toBeLessThanOrEqual(4);
      expect(new Set(menu.map((choice) => choice.target?.message)).size).toBeLessThanOrEqual(3);
      for (const { act, target } of menu) {
        if (target === undefined) continue;
        expect(target.from).not.toBe(ada);
        expect([...REPLIES[target.act].owner, ...REPLIES[target.act].others]).toContain(act);
      }
    }),
  );
});

test('a question by name is owed until it is answered, and comes before newer messages', () => {
  const asked = message(1, { act: 'ask', to: [ada] });
  const later = [2, 3, 4].map((count) => message(count, { from: cleo }));
  expect(isOwed(asked, ada, [asked])).toBe(true);
  const menu = menuOf({ agent: ada, seat: seatNamed('Ada'), messages: [asked, ...later], seed: 3 });
  expect(menu.some((choice) => choice.target?.message === asked.message)).toBe(true);
  const answered = message(5, { from: ada, act: 'answer', inReplyTo: idOf(1) });
  expect(isOwed(asked, ada, [asked, answered])).toBe(false);
});

test('a leaning of 0 forbids an act, and a strong one brings it in front', () => {
  const said = [message(1, {})];
  const seat = { ...seatNamed('Ada'), leaning: { challenge: 0, ask: 50 } };
  const acts = menuOf({ agent: ada, seat, messages: said, seed: 1 }).map((choice) => choice.act);
  expect(acts).not.toContain('challenge');
  expect(acts).toContain('ask');
});

test('nothing is agreed before it was challenged once', () => {
  const actsFor = (said: readonly MessageView[]): readonly Act[] =>
    Array.from({ length: 30 }, (_, seed) => {
      const seat = { ...seatNamed('Ada'), leaning: { agree: 50 } };
      return menuOf({ agent: ada, seat, messages: said, seed }).map((choice) => choice.act);
    }).flat();
  const proposal = message(1, { from: ben });
  const challenge = message(2, { from: cleo, act: 'challenge', inReplyTo: idOf(1) });
  const revision = message(3, { from: ben, act: 'revise', inReplyTo: idOf(2), to: [ada] });
  const unchallenged = message(4, { from: ben, act: 'revise', to: [ada] });
  expect(actsFor([proposal, unchallenged])).not.toContain('agree');
  expect(actsFor([proposal, challenge, { ...revision, inReplyTo: idOf(1) }])).toContain('agree');
});
