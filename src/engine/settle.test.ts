import { expect, test } from 'vitest';
import { present } from '#shared/base/assert.ts';
import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { agentId, turnId } from '#shared/events/ids.ts';
import type { EventType } from '#shared/events/vocabulary.ts';
import { deliberate, setupWith, type Arrangement } from './testing/deliberation.ts';
import { invented, scriptedInference, type Script } from './testing/scripted-model.ts';

const of = <Type extends EventType>(events: readonly AnyEvent[], type: Type): readonly EventOf<Type>[] =>
  events.flatMap((event) => (event.type === type ? [event as unknown as EventOf<Type>] : []));

const FLOOR = { cadence: 'floor', budget: { turns: 6 } } as const;

/** Ada opens with this; everyone else says something of their own. */
const openingWith = (text: string): Script => {
  let calls = 0;
  return { speak: ({ seed }) => ({ text: (calls += 1) === 1 ? text : invented(seed) }) };
};

const bouncesOf = async (text: string, arrangement: Arrangement = {}, changes = {}) => {
  const { events } = await deliberate(setupWith({ ...FLOOR, ...changes }), {
    inference: scriptedInference(openingWith(text)),
    ...arrangement,
  });
  return { events, bounced: of(events, 'v1.message.bounced').map((event) => event.data) };
};

test('a name that nobody has bounces with the valid names, and a misspelt one with the likeliest first', async () => {
  const unknown = await bouncesOf('@Zebedee what do you think of the old station?');
  expect(unknown.bounced).toEqual([
    { message: 'm1', from: 'Ada#1', to: 'Zebedee', reason: 'unknown', valid: ['Ben', 'Cleo'] },
  ]);
  const misspelt = await bouncesOf('@Clea what do you think of the old station?');
  expect(misspelt.bounced).toMatchObject([{ to: 'Clea', reason: 'unknown', valid: ['Cleo', 'Ben'] }]);
  // The message stands all the same, addressed as it was decided.
  expect(of(misspelt.events, 'v1.message.sent')[0]?.data).toMatchObject({ message: 'm1', to: 'all' });
});

test("one's own name bounces: nobody writes to itself", async () => {
  const { bounced, events } = await bouncesOf('@Ada, @Ben what do you think of the old station?');
  expect(bounced).toMatchObject([{ to: 'Ada', reason: 'self', valid: ['Ben', 'Cleo'] }]);
  expect(of(events, 'v1.message.sent')[0]?.data.to).toEqual(['Ben#1']);
});

test('the name of one that has left bounces as ended, and is no longer among the valid ones', async () => {
  const ben = agentId('Ben', 1);
  const { bounced, events } = await bouncesOf('@Ben what do you think of the old station?', {
    prepare: (log) => void log.append({ type: 'v1.agent.left', data: { agent: ben, by: 'arbiter', detail: '' } }),
  });
  expect(bounced).toMatchObject([{ to: 'Ben', reason: 'ended', valid: ['Cleo'] }]);
  expect(of(events, 'v1.message.sent')[0]?.data.to).toBe('all');
});

test('what is addressed to one that left in the middle of the turn bounces as ended', async () => {
  let calls = 0;
  let leave = (): void => {};
  const inference = scriptedInference({
    speak: ({ seed, instruction }) => {
      calls += 1;
      if (instruction.includes('Ben')) leave();
      return { text: invented(seed) };
    },
  });
  const { events } = await deliberate(
    setupWith({ ...FLOOR, seats: setupWith().seats.slice(0, 2), budget: { turns: 5 } }),
    {
      inference,
      prepare: (log) => {
        leave = () => {
          leave = () => {};
          log.append({ type: 'v1.agent.left', data: { agent: agentId('Ben', 1), by: 'arbiter', detail: '' } });
        };
      },
    },
  );
  expect(calls).toBeGreaterThan(1);
  const bounced = of(events, 'v1.message.bounced').map((event) => event.data);
  expect(bounced).toMatchObject([{ from: 'Ada#1', to: 'Ben', reason: 'ended', valid: [] }]);
});

test('a name that is known reaches its agent: nothing bounces', async () => {
  const { bounced, events } = await bouncesOf('@cleo what do you think of the old station?');
  expect(bounced).toEqual([]);
  expect(of(events, 'v1.message.sent')[0]?.data.to).toEqual(['Cleo#1']);
});

test('anonymous peers are written to by their letters, and their names are names that nobody has', async () => {
  const letter = await bouncesOf('@Peer B what do you think of the old station?', {}, { anonymous: true });
  expect(letter.bounced).toEqual([]);
  expect(of(letter.events, 'v1.message.sent')[0]?.data.to).toEqual(['Ben#1']);
  const name = await bouncesOf('@Ben what do you think of the old station?', {}, { anonymous: true });
  expect(name.bounced).toMatchObject([{ to: 'Ben', reason: 'unknown', valid: ['Peer B', 'Peer C'] }]);
});

test('names with spaces are found whole, the longest one first', async () => {
  const [first, second, third] = setupWith().seats;
  const seats = [
    present(first, 'Ada'),
    { ...present(second, 'Ben'), name: 'Ann' },
    { ...present(third, 'Cleo'), name: 'Ann Lee' },
  ];
  const { events } = await bouncesOf('@Ann Lee, what of the old station then?', {}, { seats });
  expect(of(events, 'v1.message.sent')[0]?.data.to).toEqual(['Ann Lee#1']);
});

test('mail by name to a full mailbox bounces, while a cap of 0 takes everything', async () => {
  const asking = { speak: ({ seed }: { seed: number }) => ({ text: `@Cleo ${invented(seed)}` }) };
  const setup = (mailCap: number) => setupWith({ cadence: 'rounds', budget: { turns: 6 }, brakes: { mailCap } });
  const full = await deliberate(setup(1), { inference: scriptedInference(asking) });
  const first = of(full.events, 'v1.message.bounced').filter((event) => event.data.reason === 'full')[0]?.data;
  expect(first).toMatchObject({ to: 'Cleo', message: 'm2', from: 'Ben#1', valid: ['Ada'] });
  expect(of(full.events, 'v1.message.sent').find((event) => event.data.message === 'm2')?.data.to).toEqual(['Cleo#1']);
  const open = await deliberate(setup(0), { inference: scriptedInference(asking) });
  expect(of(open.events, 'v1.message.bounced').filter((event) => event.data.reason === 'full')).toEqual([]);
});

test('the message of a held seat is written as held, and is in nobody’s mail before it is approved', async () => {
  const { events, log } = await deliberate(setupWith({ hold: ['Ben'], budget: { turns: 3 } }));
  expect(of(events, 'v1.message.held').map((event) => event.data.from)).toEqual(['Ben#1']);
  expect(of(events, 'v1.message.sent').map((event) => event.data.from)).toEqual(['Ada#1', 'Cleo#1']);
  expect(log.view.held.map((message) => message.from)).toEqual(['Ben#1']);
  const free = await deliberate(setupWith({ budget: { turns: 3 } }));
  expect(of(free.events, 'v1.message.held')).toEqual([]);
});

test('a question or a challenge by name is owed within the turns of the scenario, and nothing else is', async () => {
  const dated = await deliberate(setupWith({ answerWithin: 4, brakes: { nudges: 0 } }));
  for (const { data } of of(dated.events, 'v1.message.sent')) {
    const owes = data.to !== 'all' && (data.act === 'ask' || data.act === 'challenge');
    expect(data.replyBy !== undefined).toBe(owes);
    if (data.replyBy !== undefined) expect(data.replyBy).toBeGreaterThan(data.turn ?? turnId(1));
  }
  expect(of(dated.events, 'v1.message.sent').some(({ data }) => data.replyBy !== undefined)).toBe(true);
  const undated = await deliberate(setupWith());
  expect(of(undated.events, 'v1.message.sent').every(({ data }) => data.replyBy === undefined)).toBe(true);
});

test('a revision names the wording that it replaces and the version that its author had in front', async () => {
  const seats = setupWith().seats.map((seat) => ({ ...seat, leaning: { challenge: 20, revise: 50 } }));
  const { events, log } = await deliberate(setupWith({ seats, budget: { turns: 18 } }));
  const revisions = of(events, 'v1.message.sent').filter(({ data }) => data.act === 'revise');
  expect(revisions.length).toBeGreaterThan(0);
  for (const { data } of revisions) {
    const item = log.view.board.items.find((other) => other.item === data.basedOn?.item);
    expect(item?.kind === 'proposal' && item.by).toBe(data.from);
    expect(data.supersedes).toBeDefined();
  }
  expect(log.view.board.refused).toEqual([]);
});

test('a turn that chose to read ends as read: no speech, no message, and the text stands in its next prompt', async () => {
  const seats = setupWith().seats.map((seat) => ({
    ...seat,
    leaning: { read: 100, challenge: 0.01, support: 0.01, ask: 0.01 },
  }));
  const edges = [{ reader: 'Ada', writer: 'Ben', sight: 'gist' as const }];
  const visibility = { topology: 'all' as const, sight: 'full' as const, edges };
  const inference = scriptedInference();
  const { events } = await deliberate(setupWith({ seats, visibility, budget: { turns: 9 } }), { inference });
  const read = of(events, 'v1.turn.ended').filter(({ data }) => data.outcome === 'read');
  expect(read.map(({ data }) => data.agent)).toEqual(['Ada#1']);
  expect(read[0]?.data.speech).toBeUndefined();
  expect(of(events, 'v1.message.sent').some(({ data }) => data.turn === read[0]?.data.turn)).toBe(false);
  const ben = present(
    of(events, 'v1.message.sent').find(({ data }) => data.from === 'Ben#1'),
    'Ben spoke',
  ).data;
  const pulled = inference.opened.filter((prompt) => JSON.stringify(prompt.tail).includes(ben.body));
  expect(pulled).toHaveLength(1);
});

test('the summary at the end is one word to all, whatever is on the table', async () => {
  const instructions: string[] = [];
  const inference = scriptedInference({
    speak: ({ seed, instruction }) => {
      instructions.push(instruction);
      return { text: invented(seed) };
    },
  });
  const { events } = await deliberate(setupWith({ summary: 'Ben', budget: { turns: 7 } }), { inference });
  expect(of(events, 'v1.turn.started').at(-1)?.data).toMatchObject({ agent: 'Ben#1', purpose: 'summary' });
  expect(of(events, 'v1.message.sent').at(-1)?.data).toMatchObject({ from: 'Ben#1', act: 'inform', to: 'all' });
  expect(instructions.filter((line) => line.includes('Sum up'))).toHaveLength(1);
});
