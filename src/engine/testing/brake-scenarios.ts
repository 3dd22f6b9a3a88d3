/** Talks that run away: what scripted models say who never stop, and the setups in which they do. Each is stopped by one brake. */
import { random, shuffled } from '#shared/base/random.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { seatNamed, setupWith } from './deliberation.ts';
import { invented, type Script } from './scripted-model.ts';

type Brakes = NonNullable<RunSetup['brakes']>;

export const NO_BRAKES: Required<Brakes> = { noNewContent: 0, politeness: 0, nudges: 0, mailCap: 0, waitCycle: 0 };

/** A setup with one brake on, by its default or as told, and all others off; with nothing told all are off. */
export const setupBraked = (changes: Partial<RunSetup>, on: Brakes = {}): RunSetup =>
  setupWith({ budget: { turns: 45 }, seats: STUBBORN, ...changes, brakes: { ...NO_BRAKES, ...on } });

/** Seats that never agree, so that no talk ends by consensus before its brake. */
export const STUBBORN = ['Ada', 'Ben', 'Cleo'].map((name) => ({
  ...seatNamed(name),
  leaning: { agree: 0, withdraw: 0 },
}));

/** Nothing but thanks and praise, never twice in the same words. */
export function politeTalk(seed: number): string {
  const next = random(seed);
  const [first = '', second = '', third = ''] = shuffled(PRAISE, next);
  return `${first}. ${second}, and ${third.toLowerCase()}!`;
}

/** The same eight points over and over, three at a time, in an order of their own. */
export function circlingTalk(seed: number): string {
  return `${shuffled(POINTS, random(seed)).slice(0, 3).join('. ')}.`;
}

/** One sentence for ever, in which only one name changes. */
export function parrotTalk(seed: number): string {
  const name = invented(seed).split(' ', 1)[0] ?? '';
  return `The old railway station beside the northern river market would suit ${name} readers because its vaulted halls already hold shelves.`;
}

/** Points that do not repeat themselves: what no brake may stop. */
export const livelyTalk = invented;

/** Speaks in its own words on its first turns and has nothing to say from then on: what it is asked stays without an answer. */
export function fallsSilent(turns: number, asks: Readonly<Record<string, string>> = {}): Script {
  const taken = new Map<string, number>();
  return {
    decide: choose(/\b(?:challenge|ask)\b/iu),
    speak: ({ prompt, seed }) => {
      const me = speakerIn(prompt);
      const count = (taken.get(me) ?? 0) + 1;
      taken.set(me, count);
      if (count > turns) return { text: ' ' };
      const asked = asks[me];
      return { text: `${asked === undefined || count === 1 ? '' : `@${asked} `}${invented(seed)}` };
    },
  };
}

/** Prefers the moves of a menu whose line matches. */
export const choose =
  (pattern: RegExp): NonNullable<Script['decide']> =>
  (menu, labels) => {
    const lines = menu.split('\n');
    return labels.map((label) => (lines.some((line) => line.startsWith(`${label})`) && pattern.test(line)) ? 0 : -9));
  };

/** Its role stands last in a prompt. */
const speakerIn = (prompt: string): string => [...prompt.matchAll(/You are ([\p{L}\p{N}_-]+),/gu)].at(-1)?.[1] ?? '';

const PRAISE = [
  'Thanks, that is a great point',
  'I fully agree with you',
  'What a wonderful idea',
  'Well said, really well said',
  'You are absolutely right about this',
  'I appreciate your thoughtful input',
  'That makes perfect sense to me',
  'Thank you so much for sharing',
  'Yes, I like that very much',
  'It is a pleasure to hear this from you',
];

const POINTS = [
  'The station roof leaks badly',
  'School children need short walks',
  'Parking costs the town money',
  'The river floods every spring',
  'Old brick walls keep cool',
  'Market traders want quiet evenings',
  'Bus drivers asked for shelter',
  'Evening classes need warm rooms',
];
