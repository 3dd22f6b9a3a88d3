import { expect, test } from 'vitest';
import { commandSchema, type CommandInput } from '#shared/events/commands.ts';
import type { Draft } from '#shared/events/event.ts';
import { agentId, messageOfArbiter, messageOfTurn, seq, turnId } from '#shared/events/ids.ts';
import { emptyRun } from '#shared/projections/fold-run.ts';
import { decideCommand, endingBy } from './commands.ts';
import {
  command,
  ended,
  HELD_BEN,
  LEFT,
  m1,
  m2,
  paused,
  runAfter,
  running,
  said,
  tabled,
  withBoard,
} from './testing/commanded.ts';

const BEN = agentId('Ben', 1);
const m9 = messageOfTurn(turnId(9));

const EVERY: readonly CommandInput[] = [
  { kind: 'pause' },
  { kind: 'resume' },
  { kind: 'step' },
  { kind: 'say', text: 'x', to: 'all' },
  { kind: 'hold', seats: 'all' },
  { kind: 'approve', message: m1 },
  { kind: 'edit', message: m1, text: 'x' },
  { kind: 'drop', message: m1 },
  { kind: 'mute', agent: 'Ben' },
  { kind: 'unmute', agent: 'Ben' },
  { kind: 'dismiss', seat: 'Ben' },
  { kind: 'recall', seat: 'Ben' },
  { kind: 'retract', message: m1 },
  { kind: 'rule', proposal: m1, ruling: 'rejected' },
  { kind: 'callVote' },
  { kind: 'wrapUp' },
  { kind: 'end' },
];

test('a run that has ended takes no command, and the list of commands here is whole', () => {
  expect(new Set(EVERY.map(({ kind }) => kind))).toEqual(
    new Set(commandSchema.options.map((option) => option.shape.kind.value)),
  );
  for (const given of EVERY) {
    expect([given.kind, decideCommand(ended, command(given))]).toEqual([
      given.kind,
      { ok: false, failure: 'The run has ended (budget); play it, or start it anew.' },
    ]);
  }
});

test('a text may have 16,000 characters and not one more, a reason 1,000', () => {
  const say = (length: number) => decideCommand(running, command({ kind: 'say', text: '𝔸'.repeat(length), to: 'all' }));
  expect(say(16_000).ok).toBe(true);
  expect(say(16_001)).toEqual({
    ok: false,
    failure: 'The message has 16001 characters, at most 16000 are allowed; shorten it.',
  });
  expect(decideCommand(running, command({ kind: 'say', text: ' \n ', to: 'all' })).ok).toBe(false);
  const end = (length: number) => decideCommand(running, command({ kind: 'end', reason: 'x'.repeat(length) })).ok;
  expect([end(1000), end(1001)]).toEqual([true, false]);
});

test('a misspelt name is answered with the nearest one and all that there are', () => {
  const decided = decideCommand(running, command({ kind: 'mute', agent: 'Bne' }));
  expect(decided).toEqual({
    ok: false,
    failure: "Nobody here is called 'Bne'; did you mean 'Ben'? known: Ada, Ben, Cleo.",
  });
});

test('the arbiter speaks as a1, a2, to names in any case, each once', () => {
  const log = runAfter(said('v1.message.sent'));
  const drafts = decideCommand(
    log.view,
    command({
      kind: 'say',
      text: ' What of the cost? It is high. ',
      to: ['ben', 'Ben', 'CLEO'],
      act: 'ask',
      inReplyTo: m1,
    }),
  );
  expect(drafts).toEqual({
    ok: true,
    value: [
      {
        type: 'v1.message.sent',
        data: {
          message: 'a1',
          from: 'arbiter',
          to: ['Ben#1', 'Cleo#1'],
          act: 'ask',
          inReplyTo: 'm1',
          gist: 'What of the cost?',
          body: 'What of the cost? It is high.',
        },
      },
    ],
  });
  if (drafts.ok) log.append(...drafts.value);
  const next = decideCommand(log.view, command({ kind: 'say', text: 'Go on.', to: 'all' }));
  expect(next).toMatchObject({
    ok: true,
    value: [{ data: { message: messageOfArbiter(2), to: 'all', act: 'inform' } }],
  });
  expect(log.view.agents.map(({ unread }) => unread)).toEqual([[], ['m1', 'a1'], ['m1', 'a1']]);
});

test('a seat that is recalled is the next incarnation without old mail, and what is said to it then reaches that one', () => {
  const log = runAfter(said('v1.message.sent'), LEFT);
  const recalled = decideCommand(log.view, command({ kind: 'recall', seat: 'Ben' }));
  expect(recalled).toMatchObject({
    ok: true,
    value: [{ type: 'v1.agent.joined', data: { agent: 'Ben#2', seat: 1, incarnation: 2 } }],
  });
  if (recalled.ok) log.append(...recalled.value);
  expect(log.view.agents.at(-1)).toMatchObject({ agent: 'Ben#2', unread: [] });
  const said2 = decideCommand(log.view, command({ kind: 'say', text: 'Welcome back.', to: ['Ben'] }));
  expect(said2).toMatchObject({ ok: true, value: [{ data: { to: ['Ben#2'] } }] });
  expect(decideCommand(log.view, command({ kind: 'say', text: 'Hello?', to: ['Ben#1'] })).ok).toBe(false);
});

test('one who is recalled is held where all are, or where the one before was, and not otherwise', () => {
  const holdsAfter = (...drafts: readonly Draft[]): boolean => {
    const log = runAfter(...drafts);
    const recalled = decideCommand(log.view, command({ kind: 'recall', seat: 'Ben' }));
    if (recalled.ok) log.append(...recalled.value);
    return log.view.holding.has(agentId('Ben', 2));
  };
  const all: Draft = {
    type: 'v1.hold.changed',
    data: { agents: [agentId('Ada', 1), agentId('Cleo', 1)] },
  };
  expect(holdsAfter(HELD_BEN, LEFT)).toBe(true);
  expect(holdsAfter(LEFT, all)).toBe(true);
  expect(holdsAfter(LEFT)).toBe(false);
  expect(holdsAfter({ type: 'v1.hold.changed', data: { agents: [agentId('Ada', 1)] } }, LEFT)).toBe(false);
});

test('a held message whose addressee has left meanwhile bounces from it when it is approved', () => {
  const toBen: Draft = {
    type: 'v1.message.held',
    data: { message: m1, from: agentId('Ada', 1), to: [BEN], act: 'ask', gist: 'Well?', body: 'Well?' },
  };
  const approve = command({ kind: 'approve', message: m1 });
  expect(decideCommand(runAfter(toBen, LEFT).view, approve)).toMatchObject({
    ok: true,
    value: [
      { type: 'v1.message.approved' },
      { type: 'v1.message.bounced', data: { to: 'Ben', reason: 'ended', valid: ['Cleo'] } },
    ],
  });
  expect(decideCommand(runAfter(toBen).view, approve)).toMatchObject({
    ok: true,
    value: [{ type: 'v1.message.approved' }],
  });
});

test('a proposal is ruled on by any of its wordings, and a vote is over each proposal once', () => {
  const ruled = decideCommand(tabled, command({ kind: 'rule', proposal: m2, ruling: 'decided', note: 'Enough.' }));
  expect(ruled).toEqual({
    ok: true,
    value: [{ type: 'v1.proposal.ruled', data: { proposal: 'm1', ruling: 'decided', note: 'Enough.' } }],
  });
  const vote = decideCommand(tabled, command({ kind: 'callVote', options: [m1, m2], quorum: 0.6 }));
  expect(vote).toEqual({
    ok: true,
    value: [{ type: 'v1.vote.opened', data: { vote: 'v1', by: 'arbiter', options: ['m1'], quorum: 0.6 } }],
  });
  expect(decideCommand(tabled, command({ kind: 'callVote', options: [m9] })).ok).toBe(false);
});

test('wrapping up lets a paused run go on, and an end says in whose words it came', () => {
  const wrapped = decideCommand(paused, command({ kind: 'wrapUp' }));
  expect(wrapped.ok ? wrapped.value.map(({ type }) => type) : []).toEqual(['v1.run.wrapping', 'v1.run.resumed']);
  const plain = decideCommand(running, command({ kind: 'wrapUp' }));
  expect(plain.ok ? plain.value.map(({ type }) => type) : []).toEqual(['v1.run.wrapping']);
  expect(endingBy(running, { kind: 'end' })).toEqual({ reason: 'arbiter', detail: 'the arbiter ended the run' });
  expect(endingBy(running, { kind: 'end', reason: 'Lunch.' })).toEqual({ reason: 'arbiter', detail: 'Lunch.' });
  const decisions = [{ proposal: m1, revision: m2, how: 'arbiter' as const, at: seq(9), note: '' }];
  expect(endingBy(withBoard(runAfter(), { decisions }), { kind: 'end' }).reason).toBe('decided');
});

test('no refusal leaves anything behind: a decision is a value and changes no view', () => {
  const log = runAfter(said('v1.message.sent'), said('v1.message.held', m2));
  const before = JSON.stringify(log.view, (_key, value: unknown) => (value instanceof Set ? [...value] : value));
  for (const given of EVERY) decideCommand(log.view, command(given));
  const after = JSON.stringify(log.view, (_key, value: unknown) => (value instanceof Set ? [...value] : value));
  expect(after).toBe(before);
  expect(decideCommand(emptyRun(), command({ kind: 'pause' }))).toMatchObject({ ok: false });
});
