import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyEvent } from '../events/event.ts';
import { agentId, messageOfTurn, seq, turnId, voteId, type MessageId } from '../events/ids.ts';
import { anyRun } from './any-run.property.ts';
import { board, type Board, type Proposal } from './board.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { minutesOf, minutesReader } from './minutes.ts';
import { bookOf, proposalsIn, type MinutesProposal, type Words } from './minutes-proposals.ts';
import type { MessageView } from './run.ts';
import { Deliberation } from './testing/deliberation.ts';
import { longRun } from './testing/long-run.ts';

const [ada, ben, cleo] = [agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)] as const;
const NAMES = ['Ada', 'Ben', 'Cleo'] as const;
const m = (turn: number): MessageId => messageOfTurn(turnId(turn));

/** Ada proposes m1; Ben challenges with m2, which Ada answers with m3; Cleo supports with m4. */
function debate(setup = {}): Deliberation {
  const log = new Deliberation(NAMES, setup);
  const proposal = log.say(ada, 'propose');
  const challenge = log.say(ben, 'challenge', { to: [ada], inReplyTo: proposal });
  log.say(ada, 'answer', { to: [ben], inReplyTo: challenge });
  log.say(cleo, 'support', { to: [ada], inReplyTo: proposal });
  return log;
}

const only = (proposals: readonly MinutesProposal[]): MinutesProposal => {
  expect(proposals).toHaveLength(1);
  return proposals[0] as MinutesProposal;
};

test('what the arbiter decided stands with its note, its author, the arguments and who did not go along', () => {
  const log = debate();
  const ruled = log.append({
    type: 'v1.proposal.ruled',
    data: { proposal: m(1), ruling: 'decided', note: 'It is cheap.' },
  });
  const minutes = minutesOf(log.events);
  const one = only(minutes.decided);
  expect(one).toMatchObject({ item: 'm1', by: ada, revision: 1, state: 'decided' });
  expect(one.decision).toEqual({ seq: ruled, how: 'arbiter', note: 'It is cheap.' });
  expect(one.wording).toEqual({ seq: 7, message: 'm1', turn: 1, by: ada, act: 'propose', gist: 'The gist of m1.' });
  expect(one.for.map(({ message }) => message)).toEqual(['m4']);
  expect(one.against.map(({ message, replies }) => [message, replies.map((reply) => reply.message)])).toEqual([
    ['m2', ['m3']],
  ]);
  expect(one.dissent.map(({ by, challenges }) => [by, challenges.map(({ message }) => message)])).toEqual([
    [ben, ['m2']],
  ]);
  expect(minutes.undecided).toEqual([]);
});

test('who challenged and then agreed is no dissenter, and all agreeing is a consensus', () => {
  const log = debate();
  log.say(ben, 'agree', { to: [ada], inReplyTo: m(1), basedOn: { item: m(1), version: 1 } });
  expect(minutesOf(log.events).decided).toEqual([]);
  log.say(cleo, 'agree', { to: [ada], inReplyTo: m(1), basedOn: { item: m(1), version: 1 } });
  const one = only(minutesOf(log.events).decided);
  expect([one.decision?.how, one.agreed, one.dissent]).toEqual(['consensus', [ben, cleo], []]);
});

test('a decision names the wording that was decided and what it was before', () => {
  const log = debate();
  const revised = log.say(ada, 'revise', { to: [ben], inReplyTo: m(2), basedOn: { item: m(1), version: 1 } });
  log.append({ type: 'v1.proposal.ruled', data: { proposal: m(1), ruling: 'decided', note: '' } });
  const one = only(minutesOf(log.events).decided);
  expect([one.wording.message, one.revision, one.wordings.map(({ message }) => message)]).toEqual([
    revised,
    2,
    ['m1', revised],
  ]);
});

test('a vote stands with its tally as it was counted, and who voted otherwise stands by name', () => {
  const log = debate({ quorum: 0.5 });
  const other = log.say(ben, 'propose');
  const vote = voteId(1);
  log.append({ type: 'v1.vote.opened', data: { vote, by: 'scenario', options: [m(1), other], quorum: 0.5 } });
  const ballots = [
    log.say(ada, 'vote', { vote: { vote, option: m(1) } }),
    log.say(ben, 'vote', { vote: { vote, option: m(1) } }),
    log.say(cleo, 'vote', { vote: { vote, option: 'none' } }),
  ];
  const tally = [
    { option: m(1), votes: 2 },
    { option: other, votes: 0 },
    { option: 'none' as const, votes: 1 },
  ];
  const closed = log.append({ type: 'v1.vote.closed', data: { vote, tally, seats: 3, winner: m(1) } });
  const minutes = minutesOf(log.events);
  const one = only(minutes.decided);
  expect(one.decision).toMatchObject({ how: 'vote', seq: closed, vote: { tally, seats: 3, winner: 'm1' } });
  // Ben challenged and then voted for it; Cleo supported it and then voted for none.
  expect(one.dissent).toEqual([
    { by: cleo, challenges: [], voted: { seq: seq(29), message: ballots[2], turn: 8, agent: cleo, option: 'none' } },
  ]);
  expect(minutes.votes.map(({ ballots: cast }) => cast.map(({ option }) => option))).toEqual([['m1', 'm1', 'none']]);
  expect(minutes.undecided.map(({ item }) => item)).toEqual([other]);
});

test('rejected and withdrawn proposals say by whom, and questions who owes an answer', () => {
  const log = debate();
  log.append({ type: 'v1.proposal.ruled', data: { proposal: m(1), ruling: 'rejected', note: 'Too dear.' } });
  const second = log.say(ben, 'propose');
  const gone = log.say(ben, 'withdraw', { inReplyTo: second, basedOn: { item: second, version: 1 } });
  const question = log.say(cleo, 'ask', { to: [ada], inReplyTo: second });
  const minutes = minutesOf(log.events);
  expect(minutes.undecided.map(({ state }) => state)).toEqual(['rejected', 'withdrawn']);
  expect(minutes.undecided[0]?.ruling).toMatchObject({ ruling: 'rejected', note: 'Too dear.' });
  expect(minutes.undecided[1]?.withdrawn).toMatchObject({ message: gone, by: ben });
  expect(minutes.questions).toMatchObject([{ message: question, by: cleo, owes: [ada], state: 'open' }]);
  log.say(ada, 'answer', { to: [cleo], inReplyTo: question });
  expect(minutesOf(log.events).questions).toEqual([]);
});

test('what was retracted stands with all it had reached in both grades, and is no argument any more', () => {
  const log = debate();
  log.append({ type: 'v1.proposal.ruled', data: { proposal: m(1), ruling: 'decided', note: '' } });
  log.retract(m(2), 'It was wrong.');
  const later = log.say(ben, 'inform');
  const minutes = minutesOf(log.events);
  const [retraction] = minutes.retractions;
  expect(retraction).toMatchObject({ reason: 'It was wrong.', what: { message: 'm2', by: ben } });
  expect(retraction?.answered.first.map(({ message }) => message)).toEqual(['m3']);
  expect(retraction?.inFront.first.map(({ message }) => message)).toEqual(['m3', 'm4', later]);
  expect([only(minutes.decided).against, only(minutes.decided).dissent]).toEqual([[], []]);
});

test('tasks, brakes, what the arbiter did, last words, the summary and the end are all there, each with its place', () => {
  const log = new Deliberation(NAMES, { tasks: true, summary: 'Ada' });
  const task = log.say(ada, 'task');
  const claim = log.say(ben, 'claim', { to: [ada], inReplyTo: task, basedOn: { item: task, version: 1 } });
  const braked = log.append({
    type: 'v1.run.braked',
    data: {
      brake: 'wait-cycle',
      evidence: 'Ada waits for Ben, Ben for Ada',
      agents: [ada, ben],
      messages: [],
      did: 'nudged',
    },
  });
  log.append({ type: 'v1.agent.muted', data: { agent: cleo } });
  const held = log.say(ben, 'inform', { held: true });
  log.append({ type: 'v1.message.dropped', data: { message: held, reason: 'Off topic.' } });
  log.start(ben, 'closing');
  const last = log.say(ben, 'inform');
  log.start(ada, 'summary');
  const summary = log.say(ada, 'inform', { body: 'We talked a lot.' });
  log.end('budget', 'all turns are used');
  const minutes = minutesOf(log.events);
  expect(minutes.tasks).toMatchObject([{ message: task, state: 'claimed', owner: ben }]);
  expect(claim).toBe('m2');
  expect(minutes.brakes).toMatchObject([{ seq: braked, brake: 'wait-cycle' }]);
  expect(minutes.brakes[0]?.text).toContain('Ada waits for Ben, Ben for Ada');
  expect(minutes.arbiter.did.map(({ text }) => text)).toEqual(['Cleo is muted.']);
  expect(minutes.dropped).toMatchObject([{ message: held, by: ben, reason: 'Off topic.' }]);
  expect(minutes.held).toEqual([]);
  expect(minutes.lastWords.map(({ message }) => message)).toEqual([last]);
  expect(minutes.summaries).toMatchObject([{ message: summary, by: ada, body: 'We talked a lot.' }]);
  expect(minutes.end).toEqual({ seq: log.events.length, reason: 'budget', detail: 'all turns are used' });
  expect(minutes.cost).toMatchObject({ turns: 5, evaluated: 100, reused: 35, written: 15 });
  expect(minutes.participants.map(({ name, turns, state }) => [name, turns, state])).toEqual([
    ['Ada', 2, 'active'],
    ['Ben', 3, 'active'],
    ['Cleo', 0, 'muted'],
  ]);
});

/** A board made by hand, so that these rules do not hang on how the fold came to it. */
function byHand(proposal: Partial<Proposal>, rest: Partial<Board> = {}): MinutesProposal {
  const log = debate();
  const sent = log.events.flatMap((event): MessageView[] =>
    event.type === 'v1.message.sent'
      ? [{ ...event.data, seq: event.seq, source: event.seq, retracted: false, round: 1 }]
      : [],
  );
  const item: Proposal = {
    kind: 'proposal',
    item: m(1),
    by: ada,
    state: 'decided',
    revisions: [m(1)],
    challenges: [m(2)],
    supports: [m(4)],
    agreed: [],
    agreements: [],
    versions: [{ version: 1, since: seq(6) }],
    ...proposal,
  };
  let itemOf: Board['itemOf'] = Dict.empty();
  for (const id of [1, 2, 3, 4]) itemOf = itemOf.with(m(id), m(1));
  const state: Board = {
    ...board.initial(),
    items: List.of([item]),
    itemOf,
    decisions: [{ proposal: m(1), revision: m(1), how: 'arbiter', at: seq(20), note: '' }],
    ...rest,
  };
  const none = { opened: new Map(), closed: new Map(), rulings: [] };
  const { decided, undecided } = proposalsIn({ board: state, messages: sent, book: bookOf(sent), ...none });
  return only([...decided, ...undecided]);
}

test('dissent hangs on agreement alone: taken from the board it goes, and with it comes back', () => {
  expect(byHand({}).dissent.map(({ by }) => by)).toEqual([ben]);
  expect(byHand({ agreed: [ben] }).dissent).toEqual([]);
  expect(byHand({ challenges: [] }).dissent).toEqual([]);
  expect(byHand({}, { decisions: [] }).dissent).toEqual([]);
});

test('what challenges a challenge stands under it and not beside it', () => {
  const stray = byHand({ challenges: [m(2), m(3)] });
  expect(stray.against.map(({ message }) => message)).toEqual(['m2']);
  expect(stray.against[0]?.replies.map(({ message }) => message)).toEqual(['m3']);
});

test('minutes can be taken of any log at any length, and every gist in them stands in an event', () => {
  fc.assert(
    fc.property(anyRun, fc.nat(), (events, cut) => {
      const some = events.slice(0, cut % (events.length + 1));
      const minutes = minutesOf(some);
      const gists = new Set(some.flatMap((event) => (WORDED.has(event.type) ? gistsIn(event.data) : [])));
      expect(minutes.upTo).toBe(some.length);
      for (const gist of gistsIn(minutes)) expect(gists).toContain(gist);
      expect(minutesOf(some)).toEqual(minutes);
    }),
    { numRuns: 60 },
  );
});

const WORDED: ReadonlySet<string> = new Set(['v1.message.sent', 'v1.message.held', 'v1.message.edited']);

test('minutes whose words are looked up as they are told are the same as those that keep them', () => {
  const lookedUp = (events: readonly AnyEvent[], wordsOf: (event: AnyEvent | undefined) => Words) => {
    const reader = minutesReader((source) => wordsOf(events[source - 1]));
    for (const event of events) reader.take(event);
    const steps = reader.minutes();
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  };
  const words = (event: AnyEvent | undefined): Words => event?.data as Words;
  fc.assert(
    fc.property(anyRun, (events) => {
      expect(lookedUp(events, words)).toEqual(minutesOf(events));
    }),
    { numRuns: 60 },
  );
  const events = longRun(800);
  expect(lookedUp(events, words)).toEqual(minutesOf(events));
  expect(lookedUp(events, () => ({ gist: '', body: '' }))).not.toEqual(minutesOf(events));
});

test('a gist that no event holds would be found', () => {
  expect(gistsIn({ decided: [{ wording: { gist: 'Invented.' } }] })).toEqual(['Invented.']);
});

function gistsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'gist' && typeof inner === 'string' ? [inner] : gistsIn(inner),
  );
}
