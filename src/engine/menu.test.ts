import fc from 'fast-check';
import { expect, test } from 'vitest';
import { present } from '#shared/base/assert.ts';
import { messageOfArbiter, messageOfTurn, seq, type AgentId, type MessageId, type TurnId } from '#shared/events/ids.ts';
import type { Act, RunSetup } from '#shared/events/setup.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { agentNamed } from '#shared/projections/run.ts';
import { turnsNow } from './cadence/turn-spec.ts';
import { CHOICES, REPLIES, type Choice } from './dialogue.ts';
import { menuLine } from './instructions.ts';
import { menuOf } from './menu.ts';
import { seatNamed, setupWith } from './testing/deliberation.ts';
import { agentCalled, writtenRun, type WrittenRun } from './testing/written-run.ts';

type Sent = EventData<'v1.message.sent'>;

const [ada, ben, cleo] = ['Ada', 'Ben', 'Cleo'].map((name) => agentCalled(name)) as [AgentId, AgentId, AgentId];

/** One turn of an agent that says this, on the ground as it stands now. */
function say(run: WrittenRun, agent: AgentId, said: Partial<Sent>): MessageId {
  const [spec] = turnsNow(run.view, [agent]);
  const { turn } = present(spec, 'one turn was asked for');
  run.start(...turnsNow(run.view, [agent]));
  run.end(turn, { said });
  return messageOfTurn(turn);
}

const menuFor = (run: WrittenRun, agent: AgentId, options: { before?: number; seed?: number } = {}) =>
  menuOf(run.view, {
    agent: present(agentNamed(run.view, agent), 'the agent joined'),
    before: seq(options.before ?? run.view.lastSeq + 1),
    seed: options.seed ?? 1,
  });

/** All that the menus of many seeds offer. */
const offersFor = (run: WrittenRun, agent: AgentId): readonly Choice[] =>
  Array.from({ length: 30 }, (_, seed) => menuFor(run, agent, { seed })).flat();

const actsFor = (run: WrittenRun, agent: AgentId): ReadonlySet<Act> =>
  new Set(offersFor(run, agent).map((choice) => choice.act));

const SEATS = ['Ada', 'Ben', 'Cleo'].map((name) => ({ ...seatNamed(name), leaning: {} }));

const runOf = (changes: Partial<RunSetup> = {}) =>
  writtenRun(setupWith({ budget: { turns: 500 }, seats: SEATS, ...changes }));

/** What a choice becomes as a message. */
const saidBy = (choice: Choice): Partial<Sent> => ({
  act: choice.act,
  to: choice.to,
  ...(choice.inReplyTo === undefined ? {} : { inReplyTo: choice.inReplyTo }),
  ...(choice.supersedes === undefined ? {} : { supersedes: choice.supersedes }),
  ...(choice.basedOn === undefined ? {} : { basedOn: choice.basedOn }),
});

const pick = <Item>(items: readonly Item[], at: number): Item => present(items[at % items.length], 'not empty');

test('with nothing said yet there is one move: to propose', () => {
  expect(menuFor(runOf(), ada)).toMatchObject([{ act: 'propose', to: 'all' }]);
  expect(menuFor(runOf({ tasks: true }), ada)).toMatchObject([{ act: 'propose', to: 'all' }]);
});

const play = fc.array(fc.record({ who: fc.nat(2), what: fc.nat(), seed: fc.nat() }), { minLength: 1, maxLength: 25 });

test('a menu holds legal moves only: at most four, no reply to oneself, and nothing that the board would refuse now', () => {
  const seen = new Set<Act>();
  fc.assert(
    fc.property(play, fc.boolean(), (moves, tasks) => {
      const run = runOf({ tasks });
      for (const { who, what, seed } of moves) {
        const me = pick([ada, ben, cleo], who);
        const menu = menuFor(run, me, { seed });
        expect(menu.length).toBeGreaterThan(0);
        expect(menu.length).toBeLessThanOrEqual(CHOICES);
        for (const { act, to, target } of menu) {
          expect(to).not.toContain(me);
          if (target === undefined || act === 'done') continue;
          expect(target.from).not.toBe(me);
          expect([...REPLIES[target.act].owner, ...REPLIES[target.act].others]).toContain(act);
        }
        const choice = pick(menu, what);
        seen.add(choice.act);
        say(run, me, saidBy(choice));
        expect(run.view.board.refused).toEqual([]);
      }
    }),
    { numRuns: 100, seed: 7 },
  );
  for (const act of ['revise', 'withdraw', 'agree', 'task', 'claim', 'done'] as const) expect(seen).toContain(act);
});

test('of two turns that chose at once on one ground the board refuses the stale one, and its message stands', () => {
  const run = runOf();
  const proposal = say(run, ben, {});
  const challenge = say(run, cleo, { act: 'challenge', to: [ben], inReplyTo: proposal });
  const before = run.view.lastSeq + 1;
  const agree = present(
    offersFor(run, ada).find((choice) => choice.act === 'agree'),
    'Ada may agree',
  );
  const revise = present(
    offersFor(run, ben).find((choice) => choice.act === 'revise'),
    'Ben may revise',
  );
  expect(revise).toMatchObject({ inReplyTo: challenge, supersedes: proposal, basedOn: { item: proposal, version: 1 } });
  const specs = turnsNow(run.view, [ada, ben]);
  run.start(...specs);
  const [first, second] = specs.map((spec) => spec.turn) as [TurnId, TurnId];
  run.end(second, { said: saidBy(revise) });
  run.end(first, { said: saidBy(agree) });
  expect(run.view.board.refused).toMatchObject([{ message: messageOfTurn(first), agent: ada, basedOn: 1, version: 2 }]);
  expect(run.view.messages.at(-1)?.message).toBe(messageOfTurn(first));
  // In front of the revised wording the same agreement is current again.
  const anew = offersFor(run, ada).find((choice) => choice.act === 'agree');
  expect(anew).toMatchObject({ basedOn: { version: 2 }, inReplyTo: messageOfTurn(second) });
  say(run, ada, saidBy(present(anew, 'Ada may agree anew')));
  expect(run.view.board.refused).toHaveLength(1);
  // A retry of the first turn chooses out of the very same menu.
  expect(menuFor(run, ada, { before }).map(saidBy)).toContainEqual(saidBy(agree));
});

test('what comes later changes no menu: a turn that is tried again has the same choice', () => {
  fc.assert(
    fc.property(play, fc.nat(), fc.boolean(), (moves, seed, tasks) => {
      const run = runOf({ tasks });
      const half = Math.floor(moves.length / 2);
      const moveBy = (me: AgentId, { what, seed: own }: { what: number; seed: number }): void =>
        void say(run, me, saidBy(pick(menuFor(run, me, { seed: own }), what)));
      for (const { who, what, seed: own } of moves.slice(0, half))
        moveBy(pick([ada, ben, cleo], who), { what, seed: own });
      const before = run.view.lastSeq + 1;
      const then = menuFor(run, ada, { seed });
      for (const { who, what, seed: own } of moves.slice(half)) moveBy(pick([ben, cleo], who), { what, seed: own });
      expect(menuFor(run, ada, { before, seed }).map(saidBy)).toEqual(then.map(saidBy));
    }),
    { numRuns: 100, seed: 7 },
  );
});

test('nothing is agreed before that very proposal was challenged once', () => {
  const run = runOf();
  const bens = say(run, ben, {});
  const cleos = say(run, cleo, {});
  say(run, ada, { act: 'challenge', to: [cleo], inReplyTo: cleos });
  expect(actsFor(run, ada)).not.toContain('agree');
  say(run, cleo, { act: 'challenge', to: [ben], inReplyTo: bens });
  const agrees = offersFor(run, ada).filter((choice) => choice.act === 'agree');
  expect(agrees.length).toBeGreaterThan(0);
  expect(agrees.every((choice) => choice.inReplyTo === bens && choice.basedOn?.item === bens)).toBe(true);
  // Nobody agrees with itself, nor twice.
  expect(offersFor(run, ben).some((choice) => choice.act === 'agree' && choice.basedOn?.item === bens)).toBe(false);
  say(run, ada, saidBy(present(agrees[0], 'agree is offered')));
  expect(actsFor(run, ada)).not.toContain('agree');
});

test('who has challenged a proposal agrees to it only after its author has answered', () => {
  const run = runOf();
  const bens = say(run, ben, {});
  const challenge = say(run, ada, { act: 'challenge', to: [ben], inReplyTo: bens });
  expect(actsFor(run, ada)).not.toContain('agree');
  expect(actsFor(run, cleo)).toContain('agree');
  say(run, ben, { act: 'answer', to: [ada], inReplyTo: challenge });
  expect(actsFor(run, ada)).toContain('agree');
});

test('a challenge that was taken back protects nobody any more, and a withdrawn proposal is neither challenged nor agreed to', () => {
  const run = runOf();
  const bens = say(run, ben, {});
  const challenge = say(run, cleo, { act: 'challenge', to: [ben], inReplyTo: bens });
  expect(actsFor(run, ada)).toContain('agree');
  run.append({ type: 'v1.message.retracted', data: { message: challenge, reason: 'wrong' } });
  expect(actsFor(run, ada)).not.toContain('agree');
  const again = say(run, cleo, { act: 'challenge', to: [ben], inReplyTo: bens });
  say(run, ben, { act: 'withdraw', to: [cleo], inReplyTo: again, basedOn: { item: bens, version: 1 } });
  const offers = offersFor(run, ada).filter(({ target }) => target?.message === bens);
  expect(offers.map((choice) => choice.act)).not.toContain('challenge');
  expect(actsFor(run, ada)).not.toContain('agree');
  expect(actsFor(run, ada)).toContain('propose');
});

test('only the author of a proposal may revise or withdraw it', () => {
  const run = runOf();
  const bens = say(run, ben, {});
  const support = say(run, ada, { act: 'support', to: [ben], inReplyTo: bens });
  say(run, cleo, { act: 'challenge', to: [ada], inReplyTo: support });
  expect([...actsFor(run, ada)]).not.toEqual(expect.arrayContaining(['revise']));
  expect(actsFor(run, ada)).toContain('answer');
  say(run, cleo, { act: 'challenge', to: [ben], inReplyTo: bens });
  expect(actsFor(run, ben)).toContain('revise');
});

test('a question by name comes before newer messages until it is answered or has expired', () => {
  const run = runOf();
  const asked = say(run, ben, { act: 'ask', to: [ada] });
  for (let count = 0; count < 4; count += 1) say(run, cleo, {});
  const answers = () => offersFor(run, ada).filter((choice) => choice.inReplyTo === asked);
  const owed = answers().find((choice) => choice.act === 'answer');
  expect(owed?.weight).toBeGreaterThan(3);
  const expired = runOf();
  say(expired, ben, { act: 'ask', to: [ada] });
  expired.append({ type: 'v1.message.expired', data: { message: asked, agent: ada } });
  for (let count = 0; count < 4; count += 1) say(expired, cleo, {});
  expect(offersFor(expired, ada).some((choice) => choice.inReplyTo === asked)).toBe(false);
  say(run, ada, { act: 'answer', to: [ben], inReplyTo: asked });
  expect(answers()).toEqual([]);
});

test('a leaning of 0 forbids an act, and a strong one brings it in front', () => {
  const seats = ['Ada', 'Ben', 'Cleo'].map(seatNamed);
  const run = runOf({ seats: seats.map((seat) => ({ ...seat, leaning: { challenge: 0, ask: 50 } })) });
  say(run, ben, {});
  expect(actsFor(run, ada)).not.toContain('challenge');
  const asks = offersFor(run, ada).filter((choice) => choice.act === 'ask');
  expect(asks.length).toBeGreaterThan(25);
  const silent = runOf({ seats: seats.map((seat) => ({ ...seat, leaning: { propose: 0 } })) });
  expect(menuFor(silent, ada)).toMatchObject([{ act: 'inform', to: 'all' }]);
});

test('one whose mailbox was full is left in peace for a turn', () => {
  const run = runOf();
  const bens = say(run, ben, {});
  const mine = say(run, ada, { act: 'ask', to: [ben], inReplyTo: bens });
  say(run, ben, { act: 'answer', to: [ada], inReplyTo: mine });
  const isToBen = (choice: Choice): boolean => choice.to !== 'all' && choice.to.includes(ben);
  expect(offersFor(run, ada).some(isToBen)).toBe(true);
  run.append({
    type: 'v1.message.bounced',
    data: { message: mine, from: ada, to: 'Ben', reason: 'full', valid: ['Cleo'] },
  });
  expect(offersFor(run, ada).some(isToBen)).toBe(false);
  say(run, ada, { act: 'inform' });
  expect(offersFor(run, ada).some(isToBen)).toBe(true);
});

test('replies go to the live incarnation of a seat, and to all where nobody sits', () => {
  const run = runOf();
  say(run, ben, {});
  run.append({ type: 'v1.agent.left', data: { agent: ben, by: 'arbiter', detail: '' } });
  expect(offersFor(run, ada).every((choice) => choice.to === 'all')).toBe(true);
  const again = agentCalled('Ben', 2);
  const { model } = present(run.view.agents[1], 'Ben has a seat');
  run.append({ type: 'v1.agent.joined', data: { agent: again, seat: 1, name: 'Ben', incarnation: 2, model } });
  expect(new Set(offersFor(run, ada).flatMap(({ to }) => (to === 'all' ? [] : to)))).toEqual(new Set([again]));
  // A seat does not write to its own earlier incarnation.
  expect(offersFor(run, again).every((choice) => choice.target?.from !== ben)).toBe(true);
});

test('tasks are given, claimed by one and reported by it, each only while it is legal', () => {
  const off = runOf();
  say(off, ben, {});
  say(off, ben, { act: 'task' });
  expect([...actsFor(off, ada)].filter((act) => ['task', 'claim', 'done'].includes(act))).toEqual([]);
  const run = runOf({ tasks: true });
  say(run, ben, {});
  expect(actsFor(run, ada)).toContain('task');
  const first = say(run, ben, { act: 'task', to: [ada] });
  const second = say(run, cleo, { act: 'task', inReplyTo: first });
  const claims = (agent: AgentId): ReadonlySet<MessageId | undefined> =>
    new Set(
      offersFor(run, agent)
        .filter((choice) => choice.act === 'claim')
        .map((choice) => choice.inReplyTo),
    );
  expect(claims(ada)).toEqual(new Set([first]));
  expect(actsFor(run, ada)).not.toContain('done');
  say(run, ada, { act: 'claim', to: [ben], inReplyTo: first, basedOn: { item: first, version: 1 } });
  expect(claims(cleo)).toEqual(new Set());
  expect(actsFor(run, cleo)).not.toContain('done');
  const done = present(
    offersFor(run, ada).find((choice) => choice.act === 'done'),
    'the owner may report',
  );
  expect(done).toMatchObject({ to: [ben], inReplyTo: first, basedOn: { item: first, version: 2 } });
  say(run, ada, saidBy(done));
  expect(actsFor(run, ada)).not.toContain('done');
  expect(claims(ada)).toEqual(new Set([second]));
});

const HUB = { topology: 'all', sight: 'full', edges: [{ reader: 'Ada', writer: 'Ben', sight: 'gist' }] } as const;

test('who sees gists may read the full text, once each and never twice in a row', () => {
  const run = runOf({ visibility: { ...HUB, edges: [...HUB.edges] } });
  const long = say(run, ben, { gist: 'Short.', body: 'Short. And then at length.' });
  say(run, cleo, { gist: 'Short.', body: 'Short. And then at length.' });
  say(run, ben, { gist: 'All of it.', body: 'All of it.' });
  const reads = () => offersFor(run, ada).filter((choice) => choice.act === 'read');
  expect(new Set(reads().map((choice) => choice.inReplyTo))).toEqual(new Set([long]));
  expect(actsFor(run, cleo)).not.toContain('read');
  const [spec] = turnsNow(run.view, [ada]);
  run.start(...turnsNow(run.view, [ada]));
  run.end(present(spec, 'one turn').turn, { outcome: 'read', said: { act: 'read', to: [ben], inReplyTo: long } });
  const other = say(run, ben, { gist: 'Other.', body: 'Other. And then at length.' });
  expect(reads()).toEqual([]);
  say(run, ada, { act: 'inform' });
  expect(new Set(reads().map((choice) => choice.inReplyTo))).toEqual(new Set([other]));
  const next = turnsNow(run.view, [ada]);
  run.start(...next);
  run.end(present(next[0], 'one turn').turn, { outcome: 'read', said: { act: 'read', to: [ben], inReplyTo: other } });
  say(run, ada, { act: 'inform' });
  expect(reads()).toEqual([]);
});

test('in a hierarchy the first seat gives tasks and asks, and the others answer it', () => {
  const run = runOf({ mode: 'hierarchy' });
  const opening = offersFor(run, ada);
  expect(new Set(opening.map((choice) => choice.act))).toEqual(new Set(['task', 'ask', 'propose']));
  const tasks = opening.filter((choice) => choice.act === 'task');
  expect(tasks.every((choice) => choice.to !== 'all' && choice.weight > 1)).toBe(true);
  const task = say(run, ada, { act: 'task', to: [ben] });
  say(run, ada, { act: 'ask', to: [cleo] });
  expect(actsFor(run, ben)).toContain('claim');
  expect([...actsFor(run, cleo)]).toEqual(expect.arrayContaining(['answer', 'refuse']));
  expect(actsFor(run, cleo)).not.toContain('task');
  say(run, ben, { act: 'claim', to: [ada], inReplyTo: task, basedOn: { item: task, version: 1 } });
  expect(actsFor(run, ben)).toContain('done');
  // Among peers nobody coordinates.
  expect(actsFor(runOf(), ada)).toEqual(new Set(['propose']));
});

test('a closing turn and a summary have one move: a word to all', () => {
  const run = runOf();
  say(run, ben, { act: 'ask', to: [ada] });
  const agent = present(agentNamed(run.view, ada), 'Ada joined');
  for (const purpose of ['closing', 'summary'] as const) {
    const menu = menuOf(run.view, { agent, before: seq(run.view.lastSeq + 1), purpose, seed: 1 });
    expect(menu).toMatchObject([{ act: 'inform', to: 'all', purpose }]);
  }
});

test('peers who are anonymous stand on the menu as letters, with their names nowhere', () => {
  const run = runOf({ anonymous: true });
  const bens = say(run, ben, {});
  say(run, cleo, { act: 'challenge', to: [ben], inReplyTo: bens });
  const lines = offersFor(run, ada).map(menuLine).join('\n');
  expect(lines).toContain('Peer B');
  expect(lines).not.toMatch(/Ada|Ben|Cleo/u);
});

test("the arbiter's word is answered to all", () => {
  const run = runOf();
  run.append({
    type: 'v1.message.sent',
    data: { message: messageOfArbiter(1), from: 'arbiter', to: [ada], act: 'ask', gist: 'Why?', body: 'Why?' },
  });
  expect(offersFor(run, ada).filter(({ act }) => act === 'answer')).toMatchObject(
    offersFor(run, ada)
      .filter(({ act }) => act === 'answer')
      .map(() => ({ to: 'all' })),
  );
  expect(actsFor(run, ada)).toContain('answer');
  expect(actsFor(run, ben)).toEqual(new Set(['propose']));
});

test('who was recalled is not offered to agree to what its seat proposed before; others are', () => {
  const run = runOf();
  const proposal = say(run, ben, {});
  say(run, cleo, { act: 'challenge', to: [ben], inReplyTo: proposal });
  run.append(
    { type: 'v1.agent.left', data: { agent: ben, by: 'arbiter', detail: '' } },
    {
      type: 'v1.agent.joined',
      data: { agent: agentCalled('Ben', 2), seat: 1, name: 'Ben', incarnation: 2, model: seatNamed('Ben').model },
    },
  );
  expect(actsFor(run, agentCalled('Ben', 2))).not.toContain('agree');
  expect(actsFor(run, ada)).toContain('agree');
});
