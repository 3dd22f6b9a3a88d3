import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { messageOfArbiter, messageOfTurn, turnId, voteId } from '#shared/events/ids.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';
import { turnsNow } from './cadence/turn-spec.ts';
import { contentBrake } from './content-brakes.ts';
import { nextStep } from './next-step.ts';
import { runBrake } from './run-brakes.ts';
import { circlingTalk, livelyTalk, NO_BRAKES, parrotTalk, politeTalk } from './testing/brake-scenarios.ts';
import { setupWith } from './testing/deliberation.ts';
import { agentCalled, writtenRun, type WrittenRun } from './testing/written-run.ts';

const NAMES = ['Ada', 'Ben', 'Cleo'] as const;
const BUSY = { idle: false };
const IDLE = { idle: true };

const braked = (brakes: Partial<RunSetup['brakes']> = {}): WrittenRun =>
  writtenRun(setupWith({ cadence: 'free', budget: { turns: 200 }, brakes: { ...NO_BRAKES, ...brakes } }));

type Said = Partial<EventData<'v1.message.sent'>>;

/** One turn after the other, by seat; `undefined` passes. */
function talk(run: WrittenRun, bodies: readonly (string | undefined | Said)[]): void {
  for (const said of bodies) {
    const name = NAMES[run.view.turns.length % NAMES.length] ?? 'Ada';
    const [spec] = turnsNow(run.view, [agentCalled(name)]);
    if (spec === undefined) throw new Error('an agent takes a turn');
    run.start(spec);
    if (said === undefined) run.end(spec.turn, { outcome: 'passed' });
    else run.end(spec.turn, { said: typeof said === 'string' ? { body: said } : said });
  }
}

const times = (count: number, say: (seed: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => say(index * 7919));

test('a round of courtesies is braked with its words as evidence, and then the run ends', () => {
  const run = braked({ politeness: 1 });
  talk(run, ['The station floods.', 'Thanks, great point!', 'I agree.']);
  expect(runBrake(run.view, BUSY)).toBeUndefined();
  talk(run, ['Well said, Ben.']);
  const step = runBrake(run.view, BUSY);
  expect(step).toEqual({
    kind: 'append',
    drafts: [
      {
        type: 'v1.run.braked',
        data: {
          brake: 'politeness',
          evidence:
            'the last 3 turns were courtesies only: Ben "Thanks, great point!", Cleo "I agree.", Ada "Well said, Ben."',
          agents: ['Ben#1', 'Cleo#1', 'Ada#1'],
          messages: ['m2', 'm3', 'm4'],
          did: 'ended',
        },
      },
    ],
  });
  if (step?.kind === 'append') run.append(...step.drafts);
  expect(runBrake(run.view, BUSY)).toMatchObject({ kind: 'end', reason: 'no-progress' });
});

test('a summary that is spoken after the brake does not make it brake again', () => {
  const run = braked({ politeness: 1 });
  talk(run, times(3, politeTalk));
  const step = runBrake(run.view, BUSY);
  if (step?.kind === 'append') run.append(...step.drafts);
  const [summary] = turnsNow(run.view, [agentCalled('Ada')], 'summary');
  if (summary === undefined) throw new Error('Ada takes a turn');
  run.start(summary);
  expect(runBrake(run.view, BUSY)).toEqual({ kind: 'wait' });
  run.end(summary.turn);
  expect(runBrake(run.view, BUSY)?.kind).toBe('end');
});

test('each brake stops the talk it is for and none of the others, and none stops a lively one', () => {
  const talks = { politeTalk, circlingTalk, parrotTalk, livelyTalk };
  const found = Object.fromEntries(
    Object.entries(talks).map(([name, say]) => {
      const stops = (brakes: RunSetup['brakes']): string | undefined => {
        const run = braked(brakes);
        for (const body of times(40, say)) {
          talk(run, [body]);
          const data = contentBrake(run.view);
          if (data !== undefined) return `${data.brake} after ${run.view.turns.length}`;
        }
        return undefined;
      };
      return [name, [stops({ politeness: 1 }), stops({ noNewContent: 2 }), stops({})]];
    }),
  );
  expect(found).toEqual({
    politeTalk: ['politeness after 3', expect.any(String), undefined],
    circlingTalk: [undefined, expect.stringContaining('no-new-content'), undefined],
    parrotTalk: [undefined, 'near-duplicate after 7', undefined],
    livelyTalk: [undefined, undefined, undefined],
  });
});

test('the evidence counts what was new, and names the copies', () => {
  const circling = braked({ noNewContent: 2 });
  talk(circling, times(30, circlingTalk));
  expect(contentBrake(circling.view)?.evidence).toMatch(
    /^in the last 6 turns \(Ada, Ben and Cleo\) only 0 of \d+ content words and \d+ of \d+ pairs of them were new$/,
  );
  const parrots = braked({ noNewContent: 2 });
  talk(parrots, times(7, parrotTalk));
  expect(contentBrake(parrots.view)?.evidence).toMatch(
    /6 of 6 messages nearly repeat an earlier one: m2 is \d\d % like m1, /,
  );
});

test('when everyone passed one after the other nothing new was said', () => {
  const run = braked({ noNewContent: 2 });
  talk(run, ['A point.', undefined, undefined]);
  expect(contentBrake(run.view)).toBeUndefined();
  talk(run, [undefined]);
  expect(contentBrake(run.view)).toMatchObject({
    brake: 'no-new-content',
    evidence: 'everyone passed one after the other: Ben, Cleo and Ada',
  });
});

test('the word of the arbiter, an agreement on the board and an open vote let everyone go on', () => {
  const arbiter = braked({ politeness: 1 });
  talk(arbiter, times(3, politeTalk));
  expect(contentBrake(arbiter.view)).toBeDefined();
  const said = { message: messageOfArbiter(1), from: 'arbiter' as const, to: 'all' as const, act: 'inform' as const };
  arbiter.append({ type: 'v1.message.sent', data: { ...said, gist: '', body: 'What of the cost?' } });
  expect(contentBrake(arbiter.view)).toBeUndefined();
  const voting = braked({ politeness: 1 });
  talk(voting, times(3, politeTalk));
  const vote = { vote: voteId(1), by: 'arbiter' as const, options: [messageOfTurn(turnId(1))], quorum: 0.5 };
  voting.append({ type: 'v1.vote.opened', data: vote });
  expect(contentBrake(voting.view)).toBeUndefined();
  const agreed = braked({ politeness: 1 });
  talk(agreed, ['I agree.', 'I agree.', { body: 'I agree.', act: 'agree', inReplyTo: messageOfTurn(turnId(1)) }]);
  expect(contentBrake(agreed.view)).toBeUndefined();
});

test('with turns open nothing is ended: they come to their end first, and what they bring is heard', () => {
  const run = braked({ politeness: 1 });
  talk(run, times(2, politeTalk));
  run.start(...turnsNow(run.view, [agentCalled('Cleo'), agentCalled('Ben')]));
  run.end(turnId(3), { said: { body: politeTalk(77) } });
  expect(runBrake(run.view, BUSY)).toEqual({ kind: 'wait' });
  run.end(turnId(4), { said: { body: 'But the station floods each spring.' } });
  expect(runBrake(run.view, BUSY)).toBeUndefined();
});

test('it looks once after a turn has ended, and not again while the next ones run', () => {
  const run = braked({ politeness: 1 });
  talk(run, times(3, politeTalk));
  run.start(...turnsNow(run.view, [agentCalled('Ada')]));
  expect(runBrake(run.view, BUSY)).toBeUndefined();
});

test('agents who wait for each other are named and nudged once; when that brings no word the run ends stalled', () => {
  const run = braked({ waitCycle: 1, noNewContent: 2 });
  talk(run, [
    { act: 'ask', to: [agentCalled('Ben')] },
    { act: 'ask', to: [agentCalled('Cleo')] },
    { act: 'challenge', to: [agentCalled('Ada')] },
    undefined,
    undefined,
    undefined,
  ]);
  const step = runBrake(run.view, IDLE);
  expect(step).toMatchObject({
    kind: 'append',
    drafts: [
      {
        type: 'v1.run.braked',
        data: {
          brake: 'wait-cycle',
          evidence: 'Ada waits for Ben, Ben for Cleo, Cleo for Ada',
          messages: ['m1', 'm2', 'm3'],
          did: 'nudged',
        },
      },
      { type: 'v1.agent.nudged', data: { agent: 'Ada#1', count: 1 } },
      { type: 'v1.agent.nudged', data: { agent: 'Ben#1', count: 1 } },
      { type: 'v1.agent.nudged', data: { agent: 'Cleo#1', count: 1 } },
    ],
  });
  if (step?.kind === 'append') run.append(...step.drafts);
  talk(run, [undefined, undefined, undefined]);
  const second = runBrake(run.view, IDLE);
  expect(second).toMatchObject({ drafts: [{ data: { brake: 'wait-cycle', did: 'ended' } }] });
  if (second?.kind === 'append') run.append(...second.drafts);
  expect(runBrake(run.view, IDLE)).toEqual({
    kind: 'end',
    reason: 'stalled',
    detail: 'Ada waits for Ben, Ben for Cleo, Cleo for Ada; a nudge brought no word',
  });
});

test('a word after the nudge is heard: a later silence is a new one and is nudged once more', () => {
  const run = braked({ waitCycle: 1 });
  talk(run, ['A point.', { act: 'ask', to: [agentCalled('Cleo')] }, undefined]);
  const first = runBrake(run.view, IDLE);
  expect(first).toMatchObject({
    drafts: [{ data: { brake: 'stalled', evidence: 'nobody has anything to say; Ben waits for Cleo' } }, {}, {}, {}],
  });
  if (first?.kind === 'append') run.append(...first.drafts);
  talk(run, ['A word.']);
  expect(runBrake(run.view, IDLE)).toMatchObject({ kind: 'append', drafts: [{ data: { did: 'nudged' } }, {}, {}, {}] });
});

test('with the stall brake off everyone is woken again and again, unless nudges wake nobody', () => {
  const run = braked({});
  talk(run, ['A point.', undefined, undefined]);
  for (let count = 1; count <= 5; count += 1) {
    const step = runBrake(run.view, IDLE);
    expect(step).toMatchObject({
      kind: 'append',
      drafts: [{ data: { count } }, { data: { count } }, { data: { count } }],
    });
    if (step?.kind === 'append') run.append(...step.drafts);
    talk(run, [undefined, undefined, undefined]);
  }
  const step = runBrake(run.view, IDLE);
  if (step?.kind === 'append') run.append(...step.drafts);
  expect(runBrake(run.view, IDLE)).toMatchObject({ kind: 'end', reason: 'stalled' });
});

test('what waits for the arbiter is no stall', () => {
  const held = braked({ waitCycle: 1 });
  held.start(...turnsNow(held.view, [agentCalled('Ada')]));
  held.end(turnId(1), { held: true });
  expect(runBrake(held.view, IDLE)).toEqual({ kind: 'wait' });
  const muted = braked({ waitCycle: 1 });
  for (const name of NAMES) muted.append({ type: 'v1.agent.muted', data: { agent: agentCalled(name) } });
  expect(runBrake(muted.view, IDLE)).toEqual({ kind: 'wait' });
});

test('no brake fires at any turn of a recorded real run, but the one that its own log names', () => {
  const folder = new URL('../../scenarios/recordings/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const view = emptyRun();
    const events = eventsIn(readFileSync(new URL(file, folder), 'utf8'));
    let looked = 0;
    for (const event of events) {
      foldRun(view, event);
      if (view.turns.length === 0 || view.turns.some(({ state }) => state === 'open')) continue;
      looked += 1;
      const named = events.some(
        (later) => later.type === 'v1.run.braked' && later.data.did === 'ended' && later.seq >= event.seq,
      );
      if (!named && view.status !== 'ended') expect(contentBrake(view), `${file} at ${event.seq}`).toBeUndefined();
    }
    expect(looked).toBeGreaterThan(2);
  }
});

function eventsIn(text: string): readonly AnyEvent[] {
  return text
    .split('\n')
    .filter((line) => line.includes('"seq"'))
    .flatMap((line) => {
      const event = decodeEvent(JSON.parse(line));
      return event.ok ? [event.value] : [];
    });
}

/** A talk about one proposal that has become nothing but courtesies, and the brake asked as the run would. */
function politeAbout(changes: Partial<RunSetup> = {}): WrittenRun {
  const brakes = { ...NO_BRAKES, politeness: 1 };
  const run = writtenRun(setupWith({ cadence: 'free', budget: { turns: 200 }, quorum: 0.5, ...changes, brakes }));
  talk(run, ['The station.', ...['Thanks, great point!', 'I agree.', 'Well said, Ben.'].map(informs)]);
  return run;
}

const informs = (body: string): Said => ({ act: 'inform', body });
const stepOf = (run: WrittenRun) => nextStep(run.view, run.view.at);

/** What the run does next, which has to be an append. */
function appended(run: WrittenRun): readonly string[] {
  const step = stepOf(run);
  if (step.kind !== 'append') return [step.kind];
  run.append(...step.drafts);
  return step.drafts.map(({ type, data }) => ('did' in data ? `${type} ${data.did}` : type));
}

function vote(run: WrittenRun, options: readonly ('m1' | 'none')[]): void {
  for (const option of options) {
    const step = stepOf(run);
    if (step.kind !== 'start') throw new Error('a vote is taken');
    const [spec] = step.turns;
    if (spec === undefined) throw new Error('somebody votes');
    run.start(spec);
    const cast = option === 'm1' ? messageOfTurn(turnId(1)) : option;
    run.end(spec.turn, { said: { act: 'vote', body: 'It is.', vote: { vote: voteId(1), option: cast } } });
  }
}

test('a talk that is to end with something to vote on gets the vote of its scenario first, and a winner is the end', () => {
  const run = politeAbout();
  expect(appended(run)).toEqual(['v1.run.braked voted', 'v1.vote.opened']);
  expect(run.view.board.votes).toMatchObject([{ state: 'open', options: ['m1'], quorum: 0.5 }]);
  vote(run, ['m1', 'm1', 'none']);
  expect(appended(run)).toEqual(['v1.vote.closed']);
  expect(stepOf(run)).toMatchObject({ kind: 'end', reason: 'quorum' });
});

test('where that vote brings no winner the brake ends the run after all, with what it saw', () => {
  const run = politeAbout();
  appended(run);
  vote(run, ['none', 'none', 'm1']);
  expect(appended(run)).toEqual(['v1.vote.closed']);
  expect(appended(run)).toEqual(['v1.run.braked ended']);
  expect(stepOf(run)).toMatchObject({
    kind: 'end',
    reason: 'no-progress',
    detail: expect.stringMatching(/^the last 3 turns were courtesies only: .*; a vote brought no decision$/u),
  });
});

test('a word of the arbiter after a vote in vain lets the talk go on, and no second vote is held', () => {
  const run = politeAbout();
  appended(run);
  vote(run, ['none', 'none', 'none']);
  appended(run);
  const word = {
    message: messageOfArbiter(1),
    from: 'arbiter',
    to: 'all',
    act: 'inform',
    gist: 'x',
    body: 'x',
  } as const;
  run.append({ type: 'v1.message.sent', data: word });
  expect(stepOf(run).kind).toBe('start');
  talk(run, ['Thanks, great point!', 'I agree.', 'Well said, Ben.'].map(informs));
  expect(appended(run)).toEqual(['v1.run.braked ended']);
});

test('a full mailbox that is told of meanwhile does not make the vote forgotten', () => {
  const run = politeAbout();
  appended(run);
  vote(run, ['none', 'none', 'none']);
  appended(run);
  const full: EventData<'v1.run.braked'> = {
    brake: 'mail-cap',
    evidence: '',
    agents: [],
    messages: [],
    did: 'held-back',
  };
  run.append({ type: 'v1.run.braked', data: full });
  expect(appended(run)).toEqual(['v1.run.braked ended']);
});

test('without a quorum, without a proposal, with too few turns left or after a vote the brake ends the run at once', () => {
  expect(appended(politeAbout({ budget: { turns: 8 } }))).toEqual(['v1.run.braked voted', 'v1.vote.opened']);
  const few = politeAbout({ budget: { turns: 5 } });
  // The vote at the budget's end is another rule's, and what it leaves here is asked of the brake alone.
  expect(runBrake(few.view, BUSY)).toMatchObject({ drafts: [{ data: { did: 'ended' } }] });
  const { quorum: _, ...without } = setupWith({
    cadence: 'free',
    budget: { turns: 200 },
    brakes: { ...NO_BRAKES, politeness: 1 },
  });
  const unasked = writtenRun(without);
  talk(unasked, ['The station.', ...['Thanks, great point!', 'I agree.', 'Well said, Ben.'].map(informs)]);
  expect(appended(unasked)).toEqual(['v1.run.braked ended']);
  const nothing = politeAbout();
  nothing.append({ type: 'v1.message.retracted', data: { message: messageOfTurn(turnId(1)), reason: '' } });
  expect(appended(nothing)).toEqual(['v1.run.braked ended']);
  const again = politeAbout();
  again.append(
    {
      type: 'v1.vote.opened',
      data: { vote: voteId(1), by: 'arbiter', options: [messageOfTurn(turnId(1))], quorum: 1 },
    },
    { type: 'v1.vote.closed', data: { vote: voteId(1), tally: [], seats: 0 } },
  );
  expect(appended(again)).toEqual(['v1.run.braked ended']);
});
