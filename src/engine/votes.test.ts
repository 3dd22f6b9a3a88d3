import { expect, test } from 'vitest';
import { present } from '#shared/base/assert.ts';
import { agentId, messageOfTurn, seq, voteId, type AgentId, type MessageId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { agentNamed } from '#shared/projections/run.ts';
import { turnsNow } from './cadence/turn-spec.ts';
import { settledBy } from './endings.ts';
import { ballotText, instructionOf, menuLine } from './instructions.ts';
import { menuOf } from './menu.ts';
import { deliberate, seatNamed, setupWith } from './testing/deliberation.ts';
import { scriptedInference } from './testing/scripted-model.ts';
import { namesOf, writtenRun, type WrittenRun } from './testing/written-run.ts';
import { keptForVote, nextVoters, resultOf, voteDrafts } from './votes.ts';

const [ada, ben, cleo] = ['Ada', 'Ben', 'Cleo'].map((name) => agentId(name, 1)) as [AgentId, AgentId, AgentId];

function say(run: WrittenRun, agent: AgentId, said: Partial<EventData<'v1.message.sent'>> = {}): MessageId {
  const specs = turnsNow(run.view, [agent]);
  run.start(...specs);
  const { turn } = present(specs[0], 'one turn was asked for');
  run.end(turn, { said });
  return messageOfTurn(turn);
}

const V1 = voteId(1);
const open = (run: WrittenRun, options: readonly MessageId[], quorum = 0.5): void =>
  run.append({ type: 'v1.vote.opened', data: { vote: V1, by: 'arbiter', options: [...options], quorum } });
const cast = (run: WrittenRun, agent: AgentId, option: MessageId | 'none'): MessageId =>
  say(run, agent, { act: 'vote', vote: { vote: V1, option } });

/** A vote over two proposals; `ballots` in the order in which they are cast. */
function voted(ballots: readonly (readonly [AgentId, 0 | 1 | 'none'])[], quorum = 0.5): WrittenRun {
  const run = writtenRun(setupWith({ budget: { turns: 100 } }));
  const options = [say(run, ada), say(run, ben)];
  open(run, options, quorum);
  for (const [agent, option] of ballots) cast(run, agent, option === 'none' ? 'none' : present(options[option], 'it'));
  return run;
}

const closed = (run: WrittenRun) => voteDrafts(run.view).find((draft) => draft.type === 'v1.vote.closed')?.data;

const settings = (changes: Partial<RunSetup> = {}): RunSetup =>
  setupWith({ quorum: 0.5, budget: { turns: 6 }, ...changes });

test('the scenario opens one vote over what is proposed when the turns left are one for each agent', () => {
  const run = writtenRun(settings());
  say(run, ada);
  say(run, ben);
  expect(keptForVote(run.view)).toBe(3);
  expect(voteDrafts(run.view)).toEqual([]);
  run.start(...turnsNow(run.view, [cleo]));
  expect(voteDrafts(run.view)).toEqual([]);
  run.end(present(run.view.turns.at(-1), 'it was started').turn, { said: { act: 'inform' } });
  expect(voteDrafts(run.view)).toEqual([
    { type: 'v1.vote.opened', data: { vote: 'v1', by: 'scenario', options: ['m1', 'm2'], quorum: 0.5 } },
  ]);
});

test('no turn is kept for one that has left or is muted', () => {
  const run = writtenRun(settings());
  say(run, ada);
  run.append({ type: 'v1.agent.left', data: { agent: cleo, by: 'arbiter', detail: '' } });
  expect(keptForVote(run.view)).toBe(2);
  run.append({ type: 'v1.agent.muted', data: { agent: ben } });
  expect(keptForVote(run.view)).toBe(1);
});

test('no vote is opened without a quorum, without a proposal, or a second time', () => {
  const without = writtenRun(setupWith({ budget: { turns: 4 } }));
  say(without, ada);
  expect(voteDrafts(without.view)).toEqual([]);
  const nothing = writtenRun(settings({ budget: { turns: 4 } }));
  say(nothing, ada, { act: 'inform' });
  expect(voteDrafts(nothing.view)).toEqual([]);
  const again = writtenRun(settings({ budget: { turns: 8 } }));
  const option = say(again, ada);
  open(again, [option]);
  again.append({ type: 'v1.vote.closed', data: { vote: V1, tally: [], seats: 3 } });
  for (const agent of [ada, ben, cleo, ada]) say(again, agent, { act: 'inform' });
  expect(voteDrafts(again.view)).toEqual([]);
});

test('everyone who is there votes once, all on the ground on which the vote was opened', () => {
  const run = voted([[ada, 0]]);
  const { openedAt } = present(run.view.board.votes[0], 'a vote is open');
  const voters = present(nextVoters(run.view), 'a vote is open');
  expect(namesOf(voters)).toEqual(['Ben', 'Cleo']);
  expect(new Set(voters.map((spec) => spec.before))).toEqual(new Set([seq(openedAt + 1)]));
  expect(nextVoters(writtenRun(setupWith()).view)).toBeUndefined();
});

test('the menu of a voting turn has each option and none of them, and a turn begun before the vote has its ordinary one', () => {
  const run = writtenRun(setupWith());
  const option = say(run, ada, { gist: 'The old station.' });
  const { lastSeq } = run.view;
  open(run, [option, say(run, ben, { gist: 'The field.' })]);
  const agent = present(agentNamed(run.view, ada), 'Ada joined');
  const menu = menuOf(run.view, { agent, before: seq(run.view.lastSeq + 1), seed: 3 });
  expect(menu.map((choice) => `${choice.act} ${choice.option ?? ''} ${choice.vote ?? ''}`).toSorted()).toEqual([
    'vote m1 v1',
    'vote m2 v1',
    'vote none v1',
  ]);
  expect(menu.map(menuLine).toSorted()).toEqual([
    "Vote for Ben's proposal: The field.",
    'Vote for none of the proposals',
    'Vote for your own proposal: The old station.',
  ]);
  const own = present(
    menu.find((choice) => choice.option === option),
    'its own stands there',
  );
  expect(instructionOf(own, 1)).toBe('You vote for your own proposal. Say why it is the best. One sentence.');
  expect(ballotText(own)).toBe('I vote for my own proposal.');
  expect(menuOf(run.view, { agent, before: seq(lastSeq + 1), seed: 3 }).some(({ act }) => act === 'vote')).toBe(false);
});

test('more than half wins, the quorum counts those who were asked, and what is ahead alike wins nothing', () => {
  const two = voted([
    [ada, 1],
    [ben, 1],
    [cleo, 0],
  ]);
  expect(closed(two)).toEqual({
    vote: 'v1',
    tally: [
      { option: 'm1', votes: 1 },
      { option: 'm2', votes: 2 },
      { option: 'none', votes: 0 },
    ],
    seats: 3,
    winner: 'm2',
  });
  const tie = voted([
    [ada, 1],
    [ben, 0],
    [cleo, 'none'],
  ]);
  expect(closed(tie)).toMatchObject({ seats: 3 });
  expect(closed(tie)?.winner).toBeUndefined();
  const low = (third: 1 | 'none') => {
    const ballots = [
      [ada, 1],
      [ben, 0],
      [cleo, third],
    ] as const;
    return closed(voted(ballots, 0.3))?.winner;
  };
  expect([low('none'), low(1)]).toEqual([undefined, 'm2']);
  const none = voted([
    [ada, 'none'],
    [ben, 'none'],
    [cleo, 0],
  ]);
  expect(closed(none)?.winner).toBeUndefined();
});

test('the quorum is a share of the seats: two of three reach 0.66 and 0.667 and not 0.7, and one half is not a majority', () => {
  const ballots = [
    [ada, 1],
    [ben, 1],
    [cleo, 0],
  ] as const;
  expect(closed(voted(ballots, 0.66))?.winner).toBe('m2');
  expect(closed(voted(ballots, 0.667))?.winner).toBe('m2');
  expect(closed(voted(ballots, 0.7))?.winner).toBeUndefined();
  const run = voted(ballots.slice(0, 1));
  run.append({ type: 'v1.agent.left', data: { agent: cleo, by: 'arbiter', detail: '' } });
  run.take(...present(nextVoters(run.view), 'Ben is asked'));
  const vote = present(run.view.board.votes[0], 'the vote');
  expect(resultOf(run.view, vote)).toMatchObject({ seats: 2 });
  expect(resultOf(run.view, vote).winner).toBeUndefined();
  expect(resultOf(run.view, { ...vote, quorum: 0.4 }).winner).toBe('m2');
});

test('one that is muted or has left does not block a vote; one that is there does', () => {
  const run = voted([
    [ada, 1],
    [ben, 1],
  ]);
  expect(voteDrafts(run.view)).toEqual([]);
  const left = voted([
    [ada, 1],
    [ben, 1],
  ]);
  run.append({ type: 'v1.agent.muted', data: { agent: cleo } });
  left.append({ type: 'v1.agent.left', data: { agent: cleo, by: 'arbiter', detail: '' } });
  for (const view of [run, left]) expect(closed(view)).toMatchObject({ seats: 2, winner: 'm2' });
});

test('a ballot that waits for approval keeps the vote open', () => {
  const run = voted([
    [ada, 1],
    [ben, 1],
  ]);
  run.start(...present(nextVoters(run.view), 'Cleo is asked'));
  const turn = present(run.view.turns.at(-1), 'Cleo votes').turn;
  run.end(turn, { held: true, said: { act: 'vote', vote: { vote: V1, option: 'none' } } });
  expect(voteDrafts(run.view)).toEqual([]);
  run.append({ type: 'v1.message.approved', data: { message: messageOfTurn(turn) } });
  expect(closed(run)).toMatchObject({ seats: 3, winner: 'm2' });
});

test('a vote that was won ends the run by quorum; one that nobody won does not', () => {
  const won = voted([
    [ada, 1],
    [ben, 1],
    [cleo, 0],
  ]);
  expect(settledBy(won.view)).toBeUndefined();
  won.append(...voteDrafts(won.view));
  expect(settledBy(won.view)).toEqual({ reason: 'quorum', detail: "Ben's proposal m2 won the vote with 2 of 3" });
  const tie = voted([
    [ada, 1],
    [ben, 0],
    [cleo, 'none'],
  ]);
  tie.append(...voteDrafts(tie.view));
  expect(settledBy(tie.view)).toBeUndefined();
});

test('a run with a quorum ends in a vote under every cadence, also where the budget is no multiple of its agents', async () => {
  for (const cadence of ['rounds', 'floor', 'free'] as const) {
    for (const turns of [6, 7, 8]) {
      const { log } = await deliberate(settings({ cadence, budget: { turns } }));
      const { board, end } = log.view;
      expect([cadence, turns, board.votes[0]?.state, board.votes[0]?.ballots.length]).toEqual([
        cadence,
        turns,
        'closed',
        3,
      ]);
      expect(['quorum', 'budget', 'consensus', 'stalled']).toContain(end?.reason);
    }
  }
});

test('a reason that repeats another one loses no vote', async () => {
  const inference = scriptedInference({
    speak: ({ seed, instruction }) => ({
      text: instruction.includes('You vote')
        ? '@Ben it is simply the best site of them all.'
        : `Point ${seed} stands alone here.`,
    }),
  });
  const { log, events } = await deliberate(settings(), { inference });
  expect(log.view.board.votes[0]?.ballots).toHaveLength(3);
  const bodies = log.view.messages.filter(({ act }) => act === 'vote').map(({ body }) => body);
  expect(bodies[0]).toBe('@Ben it is simply the best site of them all.');
  // A ballot is everyone's, whomever its reason addresses.
  expect(log.view.messages.filter(({ act }) => act === 'vote').every(({ to }) => to === 'all')).toBe(true);
  expect(bodies.slice(1).every((body) => body.startsWith('I vote for'))).toBe(true);
  expect(events.some((event) => event.type === 'v1.brake.fired' && event.data.did === 'retried')).toBe(true);
});

test('free text never votes and never ends a run, whatever it says', async () => {
  const texts = ['I vote for Ben.', 'TERMINATE. This run is over.', 'I am done, we all agree, consensus is reached.'];
  const claiming = scriptedInference({
    speak: ({ seed }) => ({ text: `${texts[seed % texts.length] ?? ''} Point ${seed}.` }),
  });
  const seats = ['Ada', 'Ben', 'Cleo'].map((name) => ({ ...seatNamed(name), leaning: { agree: 0 } }));
  const { log } = await deliberate(setupWith({ seats, brakes: { noNewContent: 0, politeness: 0 } }), {
    inference: claiming,
  });
  expect(log.view.board.votes).toEqual([]);
  expect(log.view.board.decisions).toEqual([]);
  expect(log.view.turns).toHaveLength(9);
  expect(log.view.end?.reason).toBe('budget');
  // In a vote such a text is a reason: what counts is the choice, here "none of them" although the text names Ben.
  const vote = await deliberate(settings({ seats, brakes: { noNewContent: 0, politeness: 0 } }), {
    inference: scriptedInference({
      speak: ({ seed }) => ({ text: `I vote for Ben. Point ${seed}.` }),
      decide: (menu, labels) =>
        labels.map((label) => (menu.includes(`${label}) Vote for none`) ? 0 : menu.includes('Vote for') ? -50 : -1)),
    }),
  });
  expect(vote.log.view.board.votes[0]?.ballots.map(({ option }) => option)).toEqual(['none', 'none', 'none']);
  expect(vote.log.view.end?.reason).not.toBe('quorum');
});

test('all others agreeing to a challenged proposal is a consensus; one that is missing is none', () => {
  const run = writtenRun(setupWith());
  const option = say(run, ben);
  say(run, cleo, { act: 'challenge', to: [ben], inReplyTo: option });
  const agree = { act: 'agree', to: [ben], inReplyTo: option, basedOn: { item: option, version: 1 } } as const;
  say(run, ada, { ...agree, to: [ben] });
  expect(settledBy(run.view)).toBeUndefined();
  say(run, cleo, { ...agree, to: [ben] });
  expect(settledBy(run.view)).toEqual({ reason: 'consensus', detail: "all agreed to Ben's proposal m1" });
});

test('a consensus that a revision overtook ends nothing', () => {
  const run = writtenRun(setupWith());
  const option = say(run, ben);
  const challenge = say(run, cleo, { act: 'challenge', to: [ben], inReplyTo: option });
  for (const agent of [ada, cleo])
    say(run, agent, { act: 'agree', to: [ben], inReplyTo: option, basedOn: { item: option, version: 1 } });
  say(run, ben, { act: 'revise', to: [cleo], inReplyTo: challenge, basedOn: { item: option, version: 1 } });
  expect(settledBy(run.view)).toBeUndefined();
});

test('agents that only choose from their menus come to a consensus of their own, and to none where nothing may be challenged', async () => {
  const endsOf = async (leaning: RunSetup['seats'][number]['leaning']): Promise<readonly (string | undefined)[]> => {
    const seats = ['Ada', 'Ben'].map((name) => ({ ...seatNamed(name), leaning }));
    const runs = [1, 2, 3, 4, 5, 6].map((seed) => deliberate(setupWith({ seats, seed, budget: { turns: 30 } })));
    return (await Promise.all(runs)).map(({ log }) => log.view.end?.reason);
  };
  expect(await endsOf({ agree: 5 })).toContain('consensus');
  expect(await endsOf({ agree: 5, challenge: 0 })).not.toContain('consensus');
});

test('a consensus that one who is out of turns never gave does not say that all agreed', () => {
  const settledAfter = (name: AgentId | undefined): string | undefined => {
    const run = writtenRun(setupWith());
    const item = say(run, ada);
    const agrees = { act: 'agree', inReplyTo: item, basedOn: { item, version: 1 } } as const;
    say(run, ben, agrees);
    if (name === undefined) say(run, cleo, agrees);
    else run.append({ type: 'v1.budget.reached', data: { kind: 'turns', limit: 1, used: 1, agent: name } });
    return settledBy(run.view)?.detail;
  };
  expect(settledAfter(undefined)).toBe("all agreed to Ada's proposal m1");
  expect(settledAfter(cleo)).toBe("all who can still speak agreed to Ada's proposal m1");
  expect(settledAfter(ben)).toBeUndefined();
});

test('who was recalled votes for its own proposal by that name', () => {
  const run = voted([]);
  const [item] = run.view.messages;
  run.append(
    { type: 'v1.agent.left', data: { agent: ada, by: 'arbiter', detail: '' } },
    {
      type: 'v1.agent.joined',
      data: { agent: agentId('Ada', 2), seat: 0, name: 'Ada', incarnation: 2, model: seatNamed('Ada').model },
    },
  );
  const agent = present(agentNamed(run.view, agentId('Ada', 2)), 'it was recalled');
  const menu = menuOf(run.view, { agent, before: seq(run.view.lastSeq + 1), seed: 1 });
  expect(menu.find(({ option }) => option === item?.message)?.whom).toBe('you');
  expect(menu.filter(({ whom }) => whom === 'you')).toHaveLength(1);
});
