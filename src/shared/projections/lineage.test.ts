import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyEvent } from '../events/event.ts';
import { agentId, messageIdSchema, turnId, type MessageId, type Seq, type TurnId } from '../events/ids.ts';
import { anyRun } from './any-run.property.ts';
import { LogWriter } from './log-writer.property.ts';
import { coordinationShare, cost, edgesOf, edgeTokens } from './cost.ts';
import { holdersOf, lineage, messagesBefore, turnLineage, type Lineage, type MessageLink } from './lineage.ts';
import { blocksIn, type Block } from './open-turns.ts';
import { causesOf, taintOf, taintReader } from './taint.ts';

const [ada, ben, cleo] = [agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)];
const message = (id: string): MessageId => messageIdSchema.parse(id);

/** Ada says m1; Ben answers it with m2; Cleo, who has only m2 in front, says m3 to no one's words; Ada says m4 with nothing in front. */
function talk(): LogWriter {
  const log = new LogWriter(3);
  const said = (index: number): Seq[] => log.sent.slice(index, index + 1).map((one) => one.seq);
  log.start(ada, []);
  log.end(ada, { to: 'all' });
  log.start(ben, said(0));
  log.end(ben, { to: [ada], inReplyTo: message('m1') });
  log.start(cleo, said(1));
  log.end(cleo, { to: 'all' });
  log.start(ada, []);
  log.end(ada, { to: 'all' });
  return log;
}

function blocksOfTurn(events: readonly AnyEvent[], turn: TurnId): readonly Block[] {
  const known = turnLineage(lineage.of(events), turn);
  return known === undefined ? [] : blocksIn(known.prompt);
}

test('the blocks of a turn stand in the order of its prompt with source, form and tokens', () => {
  const blocks = blocksOfTurn(talk().events, turnId(2));
  expect(blocks).toEqual([
    { part: 'ground', form: 'question', source: 1, tokens: 5, stage: 'prompt' },
    { part: 'ground', form: 'full', source: 7, tokens: 10, stage: 'prompt' },
  ]);
});

test('what a stage added comes after the prompt, under its own name', () => {
  const events = talk().events.map((event) =>
    event.type === 'v1.turn.ended'
      ? {
          ...event,
          data: {
            ...event.data,
            decision: {
              ...event.data.decision,
              lineage: [{ part: 'tail' as const, form: 'menu' as const, text: 'A)', tokens: 3 }],
            },
          },
        }
      : event,
  );
  const blocks = blocksOfTurn(events, turnId(2));
  expect(blocks.map((block) => block.stage)).toEqual(['prompt', 'prompt', 'decide']);
  expect([...cost.of(events).turns].map((turn) => turn.prompt)).toEqual([8, 18, 18, 8]);
});

test('every committed turn whose prompt held a message is named, and no other', () => {
  const state = lineage.of(talk().events);
  expect(holdersOf(state, message('m1')).map((holder) => holder.agent)).toEqual([ben]);
  expect(holdersOf(state, message('m2')).map((holder) => holder.turn)).toEqual([3]);
  expect(holdersOf(state, message('m4'))).toEqual([]);
  expect(holdersOf(state, message('m9'))).toEqual([]);
});

test('an abandoned turn held nothing', () => {
  const log = talk();
  log.start(
    cleo,
    log.sent.map((one) => one.seq),
  );
  log.abandon(cleo);
  expect(holdersOf(lineage.of(log.events), message('m4'))).toEqual([]);
  expect([...cost.of(log.events).turns]).toHaveLength(4);
});

test('taint has two grades: what answers a message, and what was written with it in front, however many steps away', () => {
  const state = lineage.of(talk().events);
  expect(taintOf(state, message('m1'))).toEqual({ answered: ['m2'], inFront: ['m2', 'm3'] });
  expect(taintOf(state, message('m4'))).toEqual({ answered: [], inFront: [] });
  expect(taintOf(state, message('m9'))).toEqual({ answered: [], inFront: [] });
});

test('the taint of many messages is that of each together, as walking the whole lineage finds it, in any run', () => {
  let reached = 0;
  fc.assert(
    fc.property(anyRun, fc.array(fc.nat(), { maxLength: 3 }), (events, picks) => {
      const state = lineage.of(events);
      const all = [...state.messages].map((link) => link.message);
      const origins = all.length === 0 ? [] : picks.map((pick) => all[pick % all.length] ?? message('m1'));
      const { answered, inFront } = taintReader(state)(origins);
      expect(answered).toEqual(
        walked(state, origins, (link) => (link.inReplyTo === undefined ? [] : [link.inReplyTo])),
      );
      expect(inFront).toEqual(
        walked(state, origins, (link) => (link.turn === undefined ? [] : messagesBefore(state, link.turn))),
      );
      reached += answered.length + inFront.length;
    }),
    { numRuns: 100 },
  );
  expect(reached).toBeGreaterThan(0);
});

/** Over and over until nothing is added: the definition, in whichever order the messages stand. */
function walked(
  { messages }: Lineage,
  origins: readonly MessageId[],
  causes: (link: MessageLink) => readonly MessageId[],
): readonly MessageId[] {
  const found = new Set(origins);
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const link of messages) if (causes(link).some((cause) => found.has(cause))) found.add(link.message);
  }
  return [...messages].map((link) => link.message).filter((own) => found.has(own) && !origins.includes(own));
}

test('causes are taint walked backwards', () => {
  const state = lineage.of(talk().events);
  expect(causesOf(state, message('m3'))).toEqual({ answered: [], inFront: ['m1', 'm2'] });
  expect(causesOf(state, message('m2'))).toEqual({ answered: ['m1'], inFront: ['m1'] });
});

test("an edge carries the tokens of one's messages in another's prompts, each time they stand there", () => {
  const log = talk();
  log.start(
    ben,
    log.sent.slice(0, 1).map((one) => one.seq),
  );
  log.end(ben);
  const state = cost.of(log.events);
  expect(edgeTokens(state, { from: ada, to: ben })).toBe(20);
  expect(edgeTokens(state, { from: ben, to: cleo })).toBe(10);
  expect(edgeTokens(state, { from: ada, to: cleo })).toBe(0);
  expect(edgesOf(state)).toHaveLength(2);
});

test('the share of coordination counts what peers wrote, not what the arbiter or the agent itself did', () => {
  const log = talk();
  const before = cost.of(log.events);
  expect(before.total).toEqual({ evaluated: 80, ground: 20, reused: 28, written: 12, prompt: 40, peers: 20 });
  expect(coordinationShare(before.total)).toBeCloseTo(20 / 52);
  log.arbiterSays('all');
  log.start(
    ada,
    log.sent.filter((one) => one.message !== 'm2' && one.message !== 'm3').map((one) => one.seq),
  );
  log.end(ada);
  const after = cost.of(log.events);
  expect(after.total).toMatchObject({ prompt: 75, peers: 20 });
  expect(edgeTokens(after, { from: 'arbiter', to: ada })).toBe(10);
});

test('a run in which nothing was evaluated has no share, not a division by zero', () => {
  expect(coordinationShare(cost.of([]).total)).toBe(0);
});

test('the words of a message are found in a prompt whenever they were written: held, sent or edited', () => {
  const log = new LogWriter(3);
  const held = log.says(ada, { to: 'all', held: true });
  const written = log.held.map(({ seq }) => seq);
  log.approve(held);
  log.says(ben, { to: 'all' }, written);
  const edited = log.edit(held);
  log.says(cleo, { to: 'all' }, [edited]);
  const state = lineage.of(log.events);
  expect(holdersOf(state, held).map(({ agent }) => agent)).toEqual([ben, cleo]);
  expect(taintOf(state, held).inFront).toEqual(['m2', 'm3']);
  expect(causesOf(state, message('m3')).inFront).toEqual([held]);
  expect(edgeTokens(cost.of(log.events), { from: ada, to: cleo })).toBe(10);
});

test('a message that is held has reached nobody, and comes in the order of its approval', () => {
  const log = new LogWriter(3);
  const held = log.says(ada, { to: 'all', held: true });
  expect(taintOf(lineage.of(log.events), held)).toEqual({ answered: [], inFront: [] });
  const other = log.says(ben, { to: 'all' });
  log.approve(held);
  expect([...lineage.of(log.events).messages].map((link) => link.message)).toEqual([other, held]);
});

test('the taint of a message outlives its retraction', () => {
  const log = talk();
  const before = taintOf(lineage.of(log.events), message('m1'));
  log.retract(message('m1'));
  expect(taintOf(lineage.of(log.events), message('m1'))).toEqual(before);
});

test('an edge tells its tokens by form: word for word, as gists, and as private mail', () => {
  const log = new LogWriter(2);
  log.says(ada, { to: [ben] });
  const [source] = log.sent.map(({ seq }) => seq);
  for (const form of ['full', 'gist', 'gist', 'private'] as const) {
    log.start(ben, source === undefined ? [] : [{ source, form }]);
    log.end(ben);
  }
  expect(edgesOf(cost.of(log.events))).toEqual([{ from: ada, to: ben, tokens: 40, full: 10, gist: 20, private: 10 }]);
});
