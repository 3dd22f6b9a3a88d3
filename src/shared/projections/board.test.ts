import { expect, test } from 'vitest';
import { agentId, messageIdSchema, seq, voteId, type AgentId, type MessageId } from '../events/ids.ts';
import { board, itemNamed, openVote, versionBefore, versionOf, type Board, type Proposal } from './board.ts';
import { LogWriter } from './log-writer.property.ts';

const [ada, ben, cleo] = [agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)];
const V1 = voteId(1);
const id = (text: string): MessageId => messageIdSchema.parse(text);
const boardOf = (log: LogWriter): Board => board.of(log.events);

function proposal(log: LogWriter, item: MessageId): Proposal {
  const found = itemNamed(boardOf(log), item);
  if (found?.kind !== 'proposal') throw new Error(`${item} is no proposal`);
  return found;
}

/** Ada proposes m1. */
function withProposal(): { readonly log: LogWriter; readonly item: MessageId } {
  const log = new LogWriter(3);
  return { log, item: log.says(ada, { to: 'all', act: 'propose' }) };
}

test('a proposal is open, then challenged, then open again in another wording, and every reply is traced to it', () => {
  const { log, item } = withProposal();
  expect(proposal(log, item)).toMatchObject({ by: ada, state: 'open', revisions: [item] });
  const doubt = log.says(ben, { to: [ada], act: 'challenge', inReplyTo: item });
  expect(proposal(log, item)).toMatchObject({ state: 'challenged', challenges: [doubt] });
  const better = log.says(ada, { to: [ben], act: 'revise', inReplyTo: doubt, basedOn: { item, version: 1 } });
  expect(proposal(log, item)).toMatchObject({ state: 'open', revisions: [item, better], challenges: [doubt] });
  const aid = log.says(cleo, { to: 'all', act: 'support', inReplyTo: better });
  expect(proposal(log, item).supports).toEqual([aid]);
  expect([doubt, better, aid].map((message) => boardOf(log).itemOf.get(message))).toEqual([item, item, item]);
});

test('who challenges a challenge or supports one is not counted against or for the wrong thing', () => {
  const { log, item } = withProposal();
  const doubt = log.says(ben, { to: [ada], act: 'challenge', inReplyTo: item });
  const back = log.says(cleo, { to: [ben], act: 'challenge', inReplyTo: doubt });
  const aid = log.says(cleo, { to: [ben], act: 'support', inReplyTo: doubt });
  expect(proposal(log, item)).toMatchObject({ challenges: [doubt], supports: [] });
  const more = log.says(ben, {
    to: 'all',
    act: 'challenge',
    inReplyTo: log.says(cleo, { to: 'all', act: 'support', inReplyTo: item }),
  });
  expect(proposal(log, item).challenges).toEqual([doubt, more]);
  expect([back, aid].map((message) => boardOf(log).itemOf.get(message))).toEqual([item, item]);
});

test('all who are there and did not make it agree to the wording as it stands: that is a consensus, and not before', () => {
  const { log, item } = withProposal();
  const basedOn = { item, version: 1 };
  log.says(ben, { to: 'all', act: 'agree', inReplyTo: item, basedOn });
  log.says(ada, { to: 'all', act: 'agree', inReplyTo: item, basedOn });
  expect([proposal(log, item).state, boardOf(log).decisions]).toEqual(['open', []]);
  log.says(cleo, { to: 'all', act: 'agree', inReplyTo: item, basedOn });
  expect(proposal(log, item)).toMatchObject({ state: 'agreed', agreed: [ben, cleo] });
  expect(boardOf(log).decisions).toEqual([
    { proposal: item, revision: item, how: 'consensus', at: log.events.length, note: 'Ben and Cleo agreed.' },
  ]);
});

test('a consensus stands only as long as all agree: a doubt or another wording undoes it', () => {
  const { log, item } = withProposal();
  for (const agent of [ben, cleo]) log.says(agent, { to: 'all', act: 'agree', inReplyTo: item });
  const before = boardOf(log);
  log.says(ben, { to: [ada], act: 'challenge', inReplyTo: item });
  expect(proposal(log, item)).toMatchObject({ state: 'challenged', agreed: [cleo] });
  expect(boardOf(log).decisions).toEqual([]);
  expect(before.decisions).toHaveLength(1);
  log.says(ada, { to: 'all', act: 'revise', inReplyTo: item, basedOn: { item, version: 1 } });
  expect(proposal(log, item)).toMatchObject({ state: 'open', agreed: [] });
});

test('one who leaves or is muted is not waited for, one who comes back is', () => {
  const { log, item } = withProposal();
  log.says(ben, { to: 'all', act: 'agree', inReplyTo: item });
  log.append({ type: 'v1.agent.muted', data: { agent: cleo } });
  expect(proposal(log, item).state).toBe('agreed');
  log.append({ type: 'v1.agent.unmuted', data: { agent: cleo } });
  expect([proposal(log, item).state, boardOf(log).decisions]).toEqual(['open', []]);
  log.leave(cleo);
  expect(proposal(log, item).state).toBe('agreed');
  log.join(2);
  expect(proposal(log, item).state).toBe('open');
});

test('an author who is left alone agrees with nobody', () => {
  const { log, item } = withProposal();
  log.leave(ben);
  log.leave(cleo);
  expect([proposal(log, item).state, boardOf(log).decisions]).toEqual(['open', []]);
});

test('an agreement to a wording that was revised in between is refused, and its message stands', () => {
  const { log, item } = withProposal();
  log.start(ben, []);
  const before = seq(log.events.length + 1);
  log.says(ada, { to: 'all', act: 'revise', inReplyTo: item, basedOn: { item, version: 1 } });
  expect(versionBefore(proposal(log, item), before)).toBe(1);
  const late = log.end(ben, { to: 'all', act: 'agree', inReplyTo: item, basedOn: { item, version: 1 } });
  expect(proposal(log, item)).toMatchObject({ agreed: [] });
  expect(boardOf(log).refused).toEqual([
    { message: late, agent: ben, item, basedOn: 1, version: 2, seq: log.events.length },
  ]);
  expect(versionOf(proposal(log, item))).toBe(2);
});

test('with the version that stands the same agreement counts: what refuses it is the version and nothing else', () => {
  const { log, item } = withProposal();
  const better = log.says(ada, { to: 'all', act: 'revise', inReplyTo: item, basedOn: { item, version: 1 } });
  log.says(ben, { to: 'all', act: 'agree', inReplyTo: better, basedOn: { item, version: 2 } });
  expect(proposal(log, item).agreed).toEqual([ben]);
  expect(boardOf(log).refused).toEqual([]);
});

test('a log without versions is folded all the same: an agreement to a former wording is refused', () => {
  const { log, item } = withProposal();
  const better = log.says(ada, { to: 'all', act: 'revise', inReplyTo: item });
  log.says(ben, { to: 'all', act: 'agree', inReplyTo: item });
  log.says(cleo, { to: 'all', act: 'agree', inReplyTo: better });
  expect(proposal(log, item).agreed).toEqual([cleo]);
  expect(boardOf(log).refused).toMatchObject([{ agent: ben, basedOn: 2, version: 2 }]);
});

test('an agreement moves no version, so two that agree at the same time both count', () => {
  const { log, item } = withProposal();
  log.start(ben, []);
  log.start(cleo, []);
  for (const agent of [ben, cleo])
    log.end(agent, { to: 'all', act: 'agree', inReplyTo: item, basedOn: { item, version: 1 } });
  expect(proposal(log, item).state).toBe('agreed');
});

test('a revision by another than its author is a proposal of its own', () => {
  const { log, item } = withProposal();
  const other = log.says(ben, { to: 'all', act: 'revise', inReplyTo: item, basedOn: { item, version: 9 } });
  expect(proposal(log, item).revisions).toEqual([item]);
  expect(proposal(log, other)).toMatchObject({ by: ben, revisions: [other] });
  expect(boardOf(log).refused).toEqual([]);
});

test('only its author withdraws a proposal, and then nothing can be changed on it', () => {
  const { log, item } = withProposal();
  log.says(ben, { to: 'all', act: 'withdraw', inReplyTo: item });
  expect(proposal(log, item).state).toBe('open');
  log.says(ada, { to: 'all', act: 'withdraw', inReplyTo: item, basedOn: { item, version: 1 } });
  expect(proposal(log, item).state).toBe('withdrawn');
  log.says(ada, { to: 'all', act: 'revise', inReplyTo: item, basedOn: { item, version: 2 } });
  log.says(ben, { to: 'all', act: 'agree', inReplyTo: item, basedOn: { item, version: 2 } });
  expect(boardOf(log).refused.map((one) => [one.agent, one.basedOn, one.version])).toEqual([
    [ada, 2, 2],
    [ben, 2, 2],
  ]);
});

test("the arbiter's ruling decides or rejects whatever state a proposal is in, by any of its wordings, and can be changed", () => {
  const { log, item } = withProposal();
  const better = log.says(ada, { to: 'all', act: 'revise', inReplyTo: item });
  log.append({ type: 'v1.proposal.ruled', data: { proposal: better, ruling: 'decided', note: 'As it is.' } });
  const at = log.events.length;
  expect(boardOf(log).decisions).toEqual([{ proposal: item, revision: better, how: 'arbiter', at, note: 'As it is.' }]);
  expect(proposal(log, item)).toMatchObject({
    state: 'decided',
    versions: [{ version: 1 }, { version: 2 }, { version: 3 }],
  });
  log.append({ type: 'v1.proposal.ruled', data: { proposal: item, ruling: 'rejected', note: '' } });
  expect([proposal(log, item).state, boardOf(log).decisions]).toEqual(['rejected', []]);
});

test('a vote takes one ballot of each agent and only while it is open, and its winner is decided', () => {
  const { log, item } = withProposal();
  const ballot = (option: MessageId | 'none') => ({ to: 'all', act: 'vote', vote: { vote: V1, option } }) as const;
  log.says(ben, ballot(item));
  log.append({ type: 'v1.vote.opened', data: { vote: V1, by: 'arbiter', options: [item], quorum: 0.5 } });
  expect(openVote(boardOf(log))?.ballots).toEqual([]);
  log.says(ben, ballot(item));
  log.says(ben, ballot('none'));
  log.says(cleo, ballot(id('m99')));
  log.says(ada, ballot('none'));
  expect(openVote(boardOf(log))?.ballots.map(({ agent, option }) => [agent, option])).toEqual([
    [ben, item],
    [ada, 'none'],
  ]);
  const tally = [{ option: item, votes: 2 }];
  log.append({ type: 'v1.vote.closed', data: { vote: V1, tally, seats: 3, winner: item } });
  log.says(cleo, ballot(item));
  expect(openVote(boardOf(log))).toBeUndefined();
  expect(boardOf(log).votes).toMatchObject([{ state: 'closed', winner: item, ballots: [{}, {}] }]);
  expect(boardOf(log).decisions).toMatchObject([{ how: 'vote', revision: item, note: '2 of 3 voted for it.' }]);
  expect(proposal(log, item).state).toBe('decided');
});

test('a vote without a winner decides nothing', () => {
  const { log, item } = withProposal();
  log.append({ type: 'v1.vote.opened', data: { vote: V1, by: 'scenario', options: [item], quorum: 1 } });
  log.append({ type: 'v1.vote.closed', data: { vote: V1, tally: [{ option: item, votes: 2 }], seats: 3 } });
  expect([proposal(log, item).state, boardOf(log).decisions]).toEqual(['open', []]);
});

test('what the only agent proposes in mode single is decided with its message; with peers it is a proposal', () => {
  for (const [mode, how] of [
    ['single', ['single']],
    ['peers', []],
  ] as const) {
    const log = new LogWriter(1, { mode });
    log.says(ada, { to: 'all', act: 'propose' });
    expect(boardOf(log).decisions.map((decision) => decision.how)).toEqual(how);
  }
});

test('a held message is not on the board until it is approved, and never if it is dropped', () => {
  const log = new LogWriter(2);
  const [first, second] = [0, 1].map(() => log.says(ada, { to: 'all', act: 'propose', held: true }));
  expect([...boardOf(log).items]).toEqual([]);
  log.approve(first ?? id('m9'));
  log.drop(second ?? id('m9'));
  expect([...boardOf(log).items]).toMatchObject([
    { item: first, versions: [{ version: 1, since: log.events.length - 1 }] },
  ]);
});

test('an edit of the wording that stands makes agreements to the old text void; one of a former wording does not', () => {
  const { log, item } = withProposal();
  log.says(ben, { to: 'all', act: 'agree', inReplyTo: item });
  log.edit(item);
  expect(proposal(log, item)).toMatchObject({ agreed: [], versions: [{}, { version: 2, since: log.events.length }] });
  log.says(ada, { to: 'all', act: 'revise', inReplyTo: item });
  log.says(ben, { to: 'all', act: 'agree', inReplyTo: id('m3') });
  log.edit(item);
  expect(proposal(log, item).agreed).toEqual([ben]);
});

test('a proposal whose only wording is retracted is retracted, and a decision about it is gone', () => {
  const { log, item } = withProposal();
  log.append({ type: 'v1.proposal.ruled', data: { proposal: item, ruling: 'decided', note: '' } });
  log.retract(item);
  expect(proposal(log, item)).toMatchObject({ state: 'retracted', revisions: [] });
  expect(boardOf(log).decisions).toEqual([]);
});

test('where a later wording is retracted the one before it stands again, with its challenges and without agreements', () => {
  const { log, item } = withProposal();
  log.says(ben, { to: 'all', act: 'challenge', inReplyTo: item });
  const better = log.says(ada, { to: 'all', act: 'revise', inReplyTo: item });
  log.says(ben, { to: 'all', act: 'agree', inReplyTo: better });
  expect(proposal(log, item).state).toBe('open');
  log.retract(better);
  expect(proposal(log, item)).toMatchObject({ state: 'challenged', revisions: [item], agreed: [] });
});

test.each([
  ['challenge', { state: 'open', challenges: [] }],
  ['support', { supports: [] }],
  ['agree', { agreed: [], agreements: [] }],
] as const)('a %s that is retracted does not count any more', (act, left) => {
  const { log, item } = withProposal();
  const gone = log.says(ben, { to: 'all', act, inReplyTo: item });
  expect(proposal(log, item)).not.toMatchObject(left);
  log.retract(gone);
  expect(proposal(log, item)).toMatchObject(left);
});

test('a withdrawal that is retracted brings its proposal back', () => {
  const { log, item } = withProposal();
  log.retract(log.says(ada, { to: 'all', act: 'withdraw', inReplyTo: item }));
  expect(proposal(log, item).state).toBe('open');
});

test('a ballot that is retracted while the vote is open may be cast again', () => {
  const { log, item } = withProposal();
  log.append({ type: 'v1.vote.opened', data: { vote: V1, by: 'arbiter', options: [item], quorum: 0.5 } });
  log.retract(log.says(ben, { to: 'all', act: 'vote', vote: { vote: V1, option: item } }));
  expect(openVote(boardOf(log))?.ballots).toEqual([]);
  log.says(ben, { to: 'all', act: 'vote', vote: { vote: V1, option: 'none' } });
  expect(openVote(boardOf(log))?.ballots).toMatchObject([{ option: 'none' }]);
});

test('words about nothing that is on the board leave the very same board', () => {
  const { log } = withProposal();
  const before = boardOf(log);
  log.says(ben, { to: 'all', act: 'inform' });
  log.arbiterSays('all');
  expect(log.events.slice(-4).reduce((state, event) => board.fold(state, event), before)).toBe(before);
});

test.each([
  [1, []],
  [2, [ben]],
] as const)(
  'an agreement that counts from version %i of words that were edited once agrees with %j',
  (version, agreed) => {
    const { log, item } = withProposal();
    log.edit(item);
    log.says(ben, { to: 'all', act: 'agree', inReplyTo: item, basedOn: { item, version } });
    expect(proposal(log, item).agreed).toEqual(agreed);
    expect(boardOf(log).refused).toHaveLength(1 - agreed.length);
  },
);

const spent = (agent: AgentId) =>
  ({ type: 'v1.budget.reached', data: { kind: 'turns', limit: 1, used: 1, agent } }) as const;

test('under a coordinator its agreement decides, and only as long as it stands', () => {
  for (const [mode, how] of [
    ['hierarchy', ['coordinator']],
    ['peers', []],
  ] as const) {
    const log = new LogWriter(3, { mode });
    const item = log.says(ben, { to: 'all', act: 'propose' });
    log.says(cleo, { to: 'all', act: 'agree', inReplyTo: log.says(ada, { to: 'all', act: 'propose' }) });
    expect(boardOf(log).decisions).toEqual([]);
    const agreement = log.says(ada, { to: [ben], act: 'agree', inReplyTo: item });
    expect(boardOf(log).decisions.map((decision) => decision.how)).toEqual(how);
    expect(proposal(log, item).state).toBe(mode === 'hierarchy' ? 'decided' : 'open');
    log.says(ben, { to: 'all', act: 'revise', inReplyTo: item });
    expect(boardOf(log).refused).toHaveLength(how.length);
    log.retract(agreement);
    expect([proposal(log, item).state, boardOf(log).decisions]).toEqual(['open', []]);
  }
});

test('a doubt of the coordinator undoes its decision, a doubt of a worker does not', () => {
  const log = new LogWriter(3, { mode: 'hierarchy' });
  const item = log.says(ben, { to: 'all', act: 'propose' });
  log.says(ada, { to: [ben], act: 'agree', inReplyTo: item });
  log.says(cleo, { to: [ben], act: 'challenge', inReplyTo: item });
  expect(boardOf(log).decisions).toMatchObject([{ proposal: item, revision: item, how: 'coordinator' }]);
  log.says(ada, { to: [ben], act: 'challenge', inReplyTo: item });
  expect([proposal(log, item).state, boardOf(log).decisions]).toEqual(['challenged', []]);
});

test('one who is out of turns is not waited for: the others are a consensus, be they complete before it or after it', () => {
  for (const order of ['before', 'after'] as const) {
    const { log, item } = withProposal();
    if (order === 'before') log.append(spent(cleo));
    log.says(ben, { to: 'all', act: 'agree', inReplyTo: item });
    if (order === 'after') {
      expect(proposal(log, item).state).toBe('open');
      log.append(spent(cleo));
    }
    expect(proposal(log, item)).toMatchObject({ state: 'agreed', agreed: [ben] });
    expect(boardOf(log).decisions).toMatchObject([{ how: 'consensus', note: 'Ben agreed.' }]);
    // Who agreed is out of turns as well: nothing was taken back.
    log.append(spent(ben));
    expect(proposal(log, item).state).toBe('agreed');
  }
});

test('the agreement of one who is out of turns counts, and where nobody can speak any more none is made up', () => {
  const { log, item } = withProposal();
  log.says(ben, { to: 'all', act: 'agree', inReplyTo: item });
  log.append(spent(ben));
  expect(proposal(log, item).state).toBe('open');
  log.append(spent(cleo));
  expect([proposal(log, item).state, boardOf(log).decisions]).toEqual(['open', []]);
  const both = withProposal();
  both.log.says(ben, { to: 'all', act: 'agree', inReplyTo: both.item });
  both.log.append(spent(ben));
  both.log.says(cleo, { to: 'all', act: 'agree', inReplyTo: both.item });
  expect(boardOf(both.log).decisions).toMatchObject([{ how: 'consensus', note: 'Ben and Cleo agreed.' }]);
});

test('a budget of the whole run makes nobody agree', () => {
  const { log, item } = withProposal();
  log.says(ben, { to: 'all', act: 'agree', inReplyTo: item });
  log.append({ type: 'v1.budget.reached', data: { kind: 'turns', limit: 9, used: 9 } });
  expect(proposal(log, item).state).toBe('open');
});

test('a recalled author is the author: its agreement is neither waited for nor counted', () => {
  const { log, item } = withProposal();
  log.append({ type: 'v1.agent.left', data: { agent: ada, by: 'arbiter', detail: '' } });
  const again = log.join(0);
  log.says(again, { to: 'all', act: 'agree', inReplyTo: item });
  expect(proposal(log, item).agreed).toEqual([]);
  for (const agent of [ben, cleo]) log.says(agent, { to: 'all', act: 'agree', inReplyTo: item });
  expect(proposal(log, item)).toMatchObject({ state: 'agreed', agreed: [ben, cleo] });
});

test('one that was recalled and is not the author has to agree again', () => {
  const { log, item } = withProposal();
  log.says(ben, { to: 'all', act: 'agree', inReplyTo: item });
  log.append({ type: 'v1.agent.left', data: { agent: ben, by: 'arbiter', detail: '' } });
  const again = log.join(1);
  log.says(cleo, { to: 'all', act: 'agree', inReplyTo: item });
  expect(proposal(log, item).state).toBe('open');
  log.says(again, { to: 'all', act: 'agree', inReplyTo: item });
  expect(proposal(log, item).state).toBe('agreed');
});
