import { expect, test } from 'vitest';
import type { CommandInput } from '#shared/events/commands.ts';
import { seq, voteId } from '#shared/events/ids.ts';
import { List } from '#shared/projections/list.ts';
import type { RunView } from '#shared/projections/run.ts';
import { decideCommand } from './commands.ts';
import {
  asked,
  command,
  held,
  HELD_BEN,
  LEFT,
  m1,
  MUTED,
  PAUSED,
  paused,
  proposal,
  RETRACTED,
  runAfter,
  running,
  said,
  spoken,
  STEPPED,
  tabled,
  withBoard,
  WRAPPING,
} from './testing/commanded.ts';

type Row = {
  readonly name: string;
  readonly given: CommandInput;
  /** The run in which it is refused, what the refusal says, and the control: a run in which it is not. */
  readonly refused: RunView;
  readonly because: RegExp;
  readonly allowed: RunView;
};

const openVote = {
  vote: voteId(1),
  state: 'open' as const,
  openedAt: seq(1),
  options: [m1],
  quorum: 0.5,
  ballots: [],
};

const ROWS: readonly Row[] = [
  { name: 'pause twice', given: { kind: 'pause' }, refused: paused, because: /paused already/, allowed: running },
  { name: 'resume what runs', given: { kind: 'resume' }, refused: running, because: /not paused/, allowed: paused },
  { name: 'step what runs', given: { kind: 'step' }, refused: running, because: /pause it/, allowed: paused },
  {
    name: 'step twice for one turn',
    given: { kind: 'step' },
    refused: runAfter(PAUSED, STEPPED).view,
    because: /already/,
    allowed: paused,
  },
  {
    name: 'say to a name nobody has',
    given: { kind: 'say', text: 'Hello.', to: ['Cleo', 'Zoe'] },
    refused: running,
    because: /called 'Zoe'.*Ada, Ben, Cleo/,
    allowed: { ...running, agents: running.agents.map((one) => (one.name === 'Ada' ? { ...one, name: 'Zoe' } : one)) },
  },
  {
    name: 'say to one who has left',
    given: { kind: 'say', text: 'Hello.', to: ['Ben'] },
    refused: runAfter(LEFT).view,
    because: /Ben has left.*Ada, Cleo/,
    allowed: running,
  },
  {
    name: 'answer what was never said',
    given: { kind: 'say', text: 'Yes.', to: 'all', inReplyTo: m1 },
    refused: running,
    because: /no message m1.*nothing was said/,
    allowed: spoken,
  },
  {
    name: 'approve what is not held',
    given: { kind: 'approve', message: m1 },
    refused: running,
    because: /m1 is not waiting.*no message/,
    allowed: held,
  },
  {
    name: 'approve what is public',
    given: { kind: 'approve', message: m1 },
    refused: spoken,
    because: /public/,
    allowed: held,
  },
  {
    name: 'drop what is public',
    given: { kind: 'drop', message: m1 },
    refused: spoken,
    because: /retract it/,
    allowed: held,
  },
  {
    name: 'edit what was retracted',
    given: { kind: 'edit', message: m1, text: 'Better.' },
    refused: runAfter(said('v1.message.sent'), RETRACTED).view,
    because: /retracted already/,
    allowed: spoken,
  },
  {
    name: 'edit without a change',
    given: { kind: 'edit', message: m1, text: ' A word. ' },
    refused: held,
    because: /just that/,
    allowed: runAfter(said('v1.message.held'), {
      type: 'v1.message.edited',
      data: { message: m1, gist: 'Else.', body: 'Else.' },
    }).view,
  },
  {
    name: 'retract twice',
    given: { kind: 'retract', message: m1 },
    refused: runAfter(said('v1.message.sent'), RETRACTED).view,
    because: /retracted already/,
    allowed: spoken,
  },
  {
    name: 'retract what is held',
    given: { kind: 'retract', message: m1 },
    refused: held,
    because: /approve, edit or drop/,
    allowed: spoken,
  },
  {
    name: 'mute twice',
    given: { kind: 'mute', agent: 'ben' },
    refused: runAfter(MUTED).view,
    because: /Ben is muted/,
    allowed: running,
  },
  {
    name: 'unmute one who is not muted',
    given: { kind: 'unmute', agent: 'Ben' },
    refused: running,
    because: /Ben is not muted/,
    allowed: runAfter(MUTED).view,
  },
  {
    name: 'dismiss twice',
    given: { kind: 'dismiss', seat: 'Ben' },
    refused: runAfter(LEFT).view,
    because: /left already/,
    allowed: running,
  },
  {
    name: 'recall one who is there',
    given: { kind: 'recall', seat: 'Ben' },
    refused: running,
    because: /Ben is there/,
    allowed: runAfter(LEFT).view,
  },
  {
    name: 'hold who is held already',
    given: { kind: 'hold', seats: ['Ben'] },
    refused: runAfter(HELD_BEN).view,
    because: /already/,
    allowed: running,
  },
  {
    name: 'hold nobody where nobody is held',
    given: { kind: 'hold', seats: [] },
    refused: running,
    because: /no messages are held/i,
    allowed: runAfter(HELD_BEN).view,
  },
  {
    name: 'rule on what is no proposal',
    given: { kind: 'rule', proposal: m1, ruling: 'decided' },
    refused: asked,
    because: /m1 is no proposal/,
    allowed: tabled,
  },
  {
    name: 'rule on what was withdrawn',
    given: { kind: 'rule', proposal: m1, ruling: 'decided' },
    refused: withBoard(runAfter(), { items: List.of([proposal('withdrawn')]) }),
    because: /withdrawn already/,
    allowed: tabled,
  },
  {
    name: 'vote on nothing',
    given: { kind: 'callVote' },
    refused: asked,
    because: /no proposal/i,
    allowed: tabled,
  },
  {
    name: 'vote while a vote is open',
    given: { kind: 'callVote' },
    refused: withBoard(runAfter(), { items: List.of([proposal('open')]), votes: [openVote] }),
    because: /v1 is still open/,
    allowed: withBoard(runAfter(), { items: List.of([proposal('open')]), votes: [{ ...openVote, state: 'closed' }] }),
  },
  {
    name: 'wrap up twice',
    given: { kind: 'wrapUp' },
    refused: runAfter(WRAPPING).view,
    because: /already/,
    allowed: running,
  },
];

for (const { name, given, refused, because, allowed } of ROWS) {
  test(`refused in one sentence: ${name}; and the control is not`, () => {
    const decided = decideCommand(refused, command(given));
    expect(decided).toEqual({ ok: false, failure: expect.stringMatching(because) as string });
    expect(decided.ok ? '' : decided.failure).toMatch(/^(?:[A-Z]|[ma]\d).*[.?!]$/u);
    expect(decideCommand(allowed, command(given))).toMatchObject({ ok: true });
  });
}
