import { nameOf } from '../events/ids.ts';
import type { Act, RunSetup } from '../events/setup.ts';
import type { Sender } from '../events/vocabulary.ts';

/** What an act is called in the line over a message: `Ben challenges Ada:`; without an addressee the second form, where there is one. */
const VERBS: Readonly<Record<Act, readonly [toSome: string, toAll?: string]>> = {
  propose: ['proposes'],
  challenge: ['challenges'],
  support: ['supports'],
  ask: ['asks'],
  answer: ['answers'],
  inform: ['tells', 'says'],
  revise: ['revises the proposal for', 'revises the proposal'],
  withdraw: ['withdraws before', 'withdraws'],
  agree: ['agrees with', 'agrees'],
  refuse: ['refuses to answer'],
  vote: ['votes for', 'votes'],
  pass: ['passes'],
  task: ['gives a task to', 'gives a task'],
  claim: ['claims a task of', 'claims a task'],
  done: ['reports as done to', 'reports as done'],
  read: ['asks to read'],
};

/**
 * The line over a quoted message, alike in every version of the assembly so far: who reads a prompt later writes it anew, for no event keeps
 * it. All names are as peers know them. `votesFor`: what a ballot was cast for, in words.
 */
export function quoteLine(
  act: Act,
  from: string,
  { to, votesFor }: { readonly to: readonly string[]; readonly votesFor?: string | undefined },
): string {
  if (votesFor !== undefined) return `${from} votes for ${votesFor}:`;
  const [toSome, toAll] = VERBS[act];
  return to.length === 0 ? `${from} ${toAll ?? toSome}:` : `${from} ${toSome} ${to.join(' and ')}:`;
}

/** What a ballot was cast for, by the author of the proposal; a proposal that nobody knows has no words. */
export function ballotWords(setup: RunSetup, option: string, by: Sender | undefined): string | undefined {
  if (option === 'none') return 'none of them';
  if (by === undefined) return undefined;
  return by === 'arbiter' ? "the arbiter's proposal" : `${nameAmongPeers(setup, by)}'s proposal`;
}

/**
 * The name by which agents know a sender, in every text that a model reads; all incarnations of a seat have the same one. The only place
 * where a name enters a prompt.
 */
export function nameAmongPeers(setup: RunSetup, sender: Sender): string {
  if (sender === 'arbiter') return 'The arbiter';
  const seat = setup.seats.findIndex(({ name }) => name === nameOf(sender));
  return seat === -1 ? nameOf(sender) : seatAmongPeers(setup, seat);
}

/** The name by which agents know a seat: its own, or under `anonymous` a letter by its place. */
export const seatAmongPeers = (setup: RunSetup, seat: number): string =>
  setup.anonymous === true ? `Peer ${letters(seat)}` : (setup.seats[seat]?.name ?? '');

/** A, B, … Z, AA, AB, … */
function letters(place: number): string {
  const last = String.fromCodePoint(65 + (place % 26));
  return place < 26 ? last : letters(Math.floor(place / 26) - 1) + last;
}
