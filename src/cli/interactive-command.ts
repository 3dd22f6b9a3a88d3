import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Command } from '#shared/events/commands.ts';
import { messageIdSchema, type MessageId } from '#shared/events/ids.ts';
import { hint } from '#shared/scenario/nearest.ts';

/** A line of a person: a command to the run, or a wish to be shown something. */
export type Typed =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'held' }
  | { readonly kind: 'help' }
  | { readonly kind: 'nothing' };

/** The commands as one types them, each with what it does. */
export const HELP: readonly (readonly [typed: string, does: string])[] = [
  ['words', 'said to all'],
  ['/say Ben, Cleo words', 'said to them (/ask and /propose alike; or to all)'],
  ['/pause  /step  /resume', 'stand still, take one turn, go on'],
  ['/hold all  /hold Ben  /hold none', 'whose messages wait for you'],
  ['/held', 'the messages that wait'],
  ['/approve m7  /edit m7 words  /drop m7 why', 'let one pass, change it, keep it back'],
  ['/retract m7 why', 'take back what was said'],
  ['/mute Ben  /unmute Ben', 'Ben takes no turns, Ben takes turns again'],
  ['/dismiss Ben  /recall Ben', 'Ben leaves, Ben comes back'],
  ['/rule m4 decided note  /rule m4 rejected note', 'your word on a proposal'],
  ['/vote  /vote m1 m4 60%', 'all vote on what is proposed'],
  ['/wrap  /end why', 'one closing round, or the end at once'],
];

/**
 * What a line means, or one sentence on how to write it. A line without a slash is said to all. `names` are those of the seats: a name may
 * hold spaces, so that where it ends is only known by knowing it.
 */
export function typedCommand(line: string, names: readonly string[]): Result<Typed, string> {
  const text = line.trim();
  if (text === '') return ok({ kind: 'nothing' });
  if (!text.startsWith('/')) return command({ kind: 'say', text, to: 'all', act: 'inform' });
  const [word, rest] = split(text.slice(1));
  const read = WORDS.get(word.toLowerCase());
  if (read !== undefined) return read(rest, names);
  return fail(`There is no /${word.slice(0, 40)}${hint(word, [...WORDS.keys()])} See /help.`);
}

type Parsed = Result<Typed, string>;
type Read = (rest: string, names: readonly string[]) => Parsed;

const command = (given: Command): Parsed => ok({ kind: 'command', command: given });

/** A word that takes nothing behind it. */
const bare =
  (typed: Typed, word: string): Read =>
  (rest) =>
    rest === '' ? ok(typed) : fail(`Write /${word} and nothing else.`);

const simple = (kind: 'pause' | 'resume' | 'step' | 'wrapUp', word: string): Read =>
  bare({ kind: 'command', command: { kind } }, word);

const said =
  (act: 'inform' | 'ask' | 'propose', word: string): Read =>
  (rest, names) => {
    const [to, text] = addressees(rest, names);
    return text === ''
      ? fail(`Write /${word} all words, or /${word} and a name and words.`)
      : command({ kind: 'say', text, to, act });
  };

/** A message and words behind it. */
const aboutMessage =
  (make: (message: MessageId, words: string) => Parsed, example: string): Read =>
  (rest) => {
    const [id, words] = split(rest);
    const message = messageIdSchema.safeParse(id.toLowerCase());
    return message.success ? make(message.data, words) : fail(`Write ${example}: a message goes by its number, as m7.`);
  };

const aboutOne =
  (make: (name: string) => Command, word: string): Read =>
  (rest) =>
    rest === '' ? fail(`Write /${word} and a name.`) : command(make(rest));

const reasoned = (words: string): { readonly reason?: string } => (words === '' ? {} : { reason: words });

const READS: Readonly<Record<string, Read>> = {
  say: said('inform', 'say'),
  ask: said('ask', 'ask'),
  propose: said('propose', 'propose'),
  pause: simple('pause', 'pause'),
  resume: simple('resume', 'resume'),
  step: simple('step', 'step'),
  wrap: simple('wrapUp', 'wrap'),
  held: bare({ kind: 'held' }, 'held'),
  help: () => ok({ kind: 'help' }),
  hold: (rest, names) => {
    if (rest === '') return fail('Write /hold all, /hold none, or /hold and names.');
    const wanted = rest.toLowerCase();
    if (wanted === 'all' || wanted === 'none') return command({ kind: 'hold', seats: wanted === 'all' ? 'all' : [] });
    return command({ kind: 'hold', seats: namesIn(rest, names) });
  },
  approve: aboutMessage(
    (message, words) =>
      words === '' ? command({ kind: 'approve', message }) : fail('Approve one at a time: /approve m7.'),
    '/approve m7',
  ),
  edit: aboutMessage(
    (message, text) =>
      text === '' ? fail('Write /edit m7 and the new words.') : command({ kind: 'edit', message, text }),
    '/edit m7 new words',
  ),
  drop: aboutMessage((message, why) => command({ kind: 'drop', message, ...reasoned(why) }), '/drop m7 why'),
  retract: aboutMessage((message, why) => command({ kind: 'retract', message, ...reasoned(why) }), '/retract m7 why'),
  mute: aboutOne((agent) => ({ kind: 'mute', agent }), 'mute'),
  unmute: aboutOne((agent) => ({ kind: 'unmute', agent }), 'unmute'),
  dismiss: aboutOne((seat) => ({ kind: 'dismiss', seat }), 'dismiss'),
  recall: aboutOne((seat) => ({ kind: 'recall', seat }), 'recall'),
  rule: aboutMessage((proposal, words) => {
    const [ruling, note] = split(words);
    if (ruling !== 'decided' && ruling !== 'rejected') return fail('Write /rule m4 decided, or /rule m4 rejected.');
    return command({ kind: 'rule', proposal, ruling, ...(note === '' ? {} : { note }) });
  }, '/rule m4 decided'),
  vote: (rest) => vote(rest),
  end: (rest) => command({ kind: 'end', ...reasoned(rest) }),
};
/** A map, for `/constructor` is no command. */
const WORDS = new Map(Object.entries(READS));

/** Proposals, and a share as a percentage, all of which may be left out. */
function vote(rest: string): Parsed {
  const options: MessageId[] = [];
  let quorum: number | undefined;
  for (const part of rest.split(/[\s,]+/u).filter((one) => one !== '')) {
    const message = messageIdSchema.safeParse(part.toLowerCase());
    const share = /^([1-9]\d?|100)%$/u.exec(part)?.[1];
    if (message.success) options.push(message.data);
    else if (share !== undefined && quorum === undefined) quorum = Number(share) / 100;
    else return fail('Write /vote, or /vote m1 m4, or /vote m1 m4 60%.');
  }
  return command({
    kind: 'callVote',
    ...(options.length === 0 ? {} : { options }),
    ...(quorum === undefined ? {} : { quorum }),
  });
}

/** The first word, and what stands behind it. */
function split(text: string): readonly [string, string] {
  const [, word = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/u.exec(text.trim()) ?? [];
  return [word, rest];
}

/** `all`, or names with commas between them, and the words behind; what is no known name ends at a space. */
function addressees(rest: string, names: readonly string[]): readonly ['all' | string[], string] {
  if (/^all(?:\s|$)/iu.test(rest)) return ['all', rest.slice(3).trim()];
  const to: string[] = [];
  let left = rest;
  for (;;) {
    const name = nameAt(left, names);
    if (name === '') break;
    to.push(name);
    left = left.slice(name.length).trimStart();
    if (!left.startsWith(',')) break;
    left = left.slice(1).trimStart();
  }
  return [to, left.replace(/^:/u, '').trim()];
}

/** The longest known name that a text begins with, as it is written there; else its first word. */
function nameAt(text: string, names: readonly string[]): string {
  const known = names
    .filter(
      (name) => text.toLowerCase().startsWith(name.toLowerCase()) && /^(?:[\s,:]|$)/u.test(text.slice(name.length)),
    )
    .toSorted((a, b) => b.length - a.length)[0];
  return text.slice(0, known?.length ?? /^[^\s,:]*/u.exec(text)?.[0].length ?? 0);
}

function namesIn(text: string, names: readonly string[]): string[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts
    .flatMap((part) => {
      const isOne = names.some((name) => name.toLowerCase() === part.toLowerCase());
      return isOne ? [part] : part.split(/\s+/u);
    })
    .filter((name) => name !== '');
}
