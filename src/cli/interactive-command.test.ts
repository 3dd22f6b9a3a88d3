import { expect, test } from 'vitest';
import { commandSchema } from '#shared/events/commands.ts';
import { HELP, typedCommand } from './interactive-command.ts';

const NAMES = ['Ada', 'Ben', 'Ben Two', 'Cleo'];

const commandOf = (line: string): unknown => {
  const typed = typedCommand(line, NAMES);
  return typed.ok && typed.value.kind === 'command' ? typed.value.command : typed;
};

const ROWS: readonly (readonly [line: string, command: object])[] = [
  ['what about cost?', { kind: 'say', text: 'what about cost?', to: 'all', act: 'inform' }],
  ['  spaces around  ', { kind: 'say', text: 'spaces around', to: 'all', act: 'inform' }],
  ['/say Ben what about cost?', { kind: 'say', text: 'what about cost?', to: ['Ben'], act: 'inform' }],
  ['/say ben two: what, now?', { kind: 'say', text: 'what, now?', to: ['ben two'], act: 'inform' }],
  ['/say Ben, Cleo what?', { kind: 'say', text: 'what?', to: ['Ben', 'Cleo'], act: 'inform' }],
  ['/say all what, all of you?', { kind: 'say', text: 'what, all of you?', to: 'all', act: 'inform' }],
  ['/say Zoe are you there?', { kind: 'say', text: 'are you there?', to: ['Zoe'], act: 'inform' }],
  ['/ASK Ben why?', { kind: 'say', text: 'why?', to: ['Ben'], act: 'ask' }],
  ['/propose all we vote', { kind: 'say', text: 'we vote', to: 'all', act: 'propose' }],
  ['/pause', { kind: 'pause' }],
  ['/step', { kind: 'step' }],
  ['/resume', { kind: 'resume' }],
  ['/hold all', { kind: 'hold', seats: 'all' }],
  ['/hold None', { kind: 'hold', seats: [] }],
  ['/hold Ben Two, Cleo', { kind: 'hold', seats: ['Ben Two', 'Cleo'] }],
  ['/hold Ada Cleo', { kind: 'hold', seats: ['Ada', 'Cleo'] }],
  ['/approve m7', { kind: 'approve', message: 'm7' }],
  ['/edit M7 new text, /slash and all', { kind: 'edit', message: 'm7', text: 'new text, /slash and all' }],
  ['/drop m7', { kind: 'drop', message: 'm7' }],
  ['/drop m7 off topic', { kind: 'drop', message: 'm7', reason: 'off topic' }],
  ['/retract a1 wrong number', { kind: 'retract', message: 'a1', reason: 'wrong number' }],
  ['/mute Ben', { kind: 'mute', agent: 'Ben' }],
  ['/unmute Ben Two', { kind: 'unmute', agent: 'Ben Two' }],
  ['/dismiss Ben', { kind: 'dismiss', seat: 'Ben' }],
  ['/recall Ben', { kind: 'recall', seat: 'Ben' }],
  ['/rule m4 decided', { kind: 'rule', proposal: 'm4', ruling: 'decided' }],
  ['/rule m4 rejected too dear', { kind: 'rule', proposal: 'm4', ruling: 'rejected', note: 'too dear' }],
  ['/vote', { kind: 'callVote' }],
  ['/vote m1, m4 60%', { kind: 'callVote', options: ['m1', 'm4'], quorum: 0.6 }],
  ['/wrap', { kind: 'wrapUp' }],
  ['/end', { kind: 'end' }],
  ['/end lunch', { kind: 'end', reason: 'lunch' }],
];

for (const [line, command] of ROWS) {
  test(`'${line}' is the command ${JSON.stringify(command)}`, () => {
    expect(commandOf(line)).toEqual(command);
    expect(commandSchema.parse(command)).toEqual(command);
  });
}

test('every kind of command can be typed', () => {
  const typed = new Set(ROWS.map(([, command]) => (command as { readonly kind: string }).kind));
  expect(typed).toEqual(new Set(commandSchema.options.map((option) => option.shape.kind.value)));
});

test('what is shown and what is nothing are no commands to the run', () => {
  expect([typedCommand('/held', NAMES), typedCommand('/help', NAMES), typedCommand('  ', NAMES)]).toEqual([
    { ok: true, value: { kind: 'held' } },
    { ok: true, value: { kind: 'help' } },
    { ok: true, value: { kind: 'nothing' } },
  ]);
});

const WRONG: readonly (readonly [line: string, says: RegExp])[] = [
  ['/pauze', /no \/pauze; did you mean 'pause'\? See \/help/],
  ['/', /There is no \//],
  ['/constructor', /There is no \/constructor/],
  ['/__proto__ x', /There is no \/__proto__/],
  ['/pause now', /Write \/pause and nothing else/],
  ['/say', /words/],
  ['/say Ben', /words/],
  ['/hold', /\/hold all/],
  ['/approve', /\/approve m7/],
  ['/approve 7', /\/approve m7/],
  ['/approve m7 m8', /one at a time/],
  ['/edit m7', /the new words/],
  ['/rule m4', /decided/],
  ['/rule m4 maybe', /decided/],
  ['/mute', /\/mute and a name/],
  ['/vote 0%', /60%/],
  ['/vote 50% 60%', /60%/],
];

for (const [line, says] of WRONG) {
  test(`'${line}' is answered with one sentence of help`, () => {
    const typed = typedCommand(line, NAMES);
    expect(typed.ok).toBe(false);
    expect(typed.ok ? '' : typed.failure).toMatch(says);
    expect(typed.ok ? '' : typed.failure).not.toContain('\n');
  });
}

test('the help names every word that is known, and nothing that is not', () => {
  const named = HELP.flatMap(([typed]) => [...typed.matchAll(/\/([a-z]+)/gu)].map(([, word]) => word ?? ''));
  for (const word of named) {
    const answer = typedCommand(`/${word}`, NAMES);
    expect([word, answer.ok ? '' : answer.failure]).not.toEqual([
      word,
      expect.stringContaining('There is no') as string,
    ]);
  }
  expect(named).toEqual(expect.arrayContaining(['wrap', 'end', 'held', 'retract', 'recall', 'vote', 'rule']));
});
