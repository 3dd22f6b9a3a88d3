import type { Mode } from '#shared/events/setup.ts';

/** What each mode is called, and what happens in it. */
export const MODE_WORDS: Readonly<Record<Mode, readonly [label: string, detail: string]>> = {
  peers: ['Peers', 'everyone may speak to everyone'],
  hierarchy: ['Hierarchy', 'the first seat coordinates and the others report to it'],
  vote: ['Vote', 'a blind proposal each, then one vote'],
  roleplay: ['Roleplay', 'one model plays all seats'],
  single: ['Single', 'the first seat alone'],
};
