import type { Act } from '#shared/events/setup.ts';

/** Every sign of the timeline: one for each act, and one for each thing that happens. */
export type GlyphName =
  | Act
  | 'arbiter'
  | 'brake'
  | 'crash'
  | 'retry'
  | 'retracted'
  | 'bounce'
  | 'expired'
  | 'nudge'
  | 'pause'
  | 'go'
  | 'stop'
  | 'end'
  | 'fork'
  | 'note';

/** A shape in a box of 16 by 16, y down: as path data, filled or drawn with a line. */
export type Glyph = { readonly path: string; readonly draw: 'fill' | 'line' };

const fill = (path: string): Glyph => ({ path, draw: 'fill' });
const line = (path: string): Glyph => ({ path, draw: 'line' });

/** Paths of our own, so that no font decides how they look. */
export const GLYPHS: Readonly<Record<GlyphName, Glyph>> = {
  propose: fill('M8 2 L14 8 L8 14 L2 8 Z'),
  challenge: fill('M9.5 1 L3 9 L7 9 L6 15 L13 6.5 L8.8 6.5 Z'),
  support: line('M8 3 L8 13 M3 8 L13 8'),
  ask: line('M5 5.5 C5 1.8 11 1.8 11 5.5 C11 8 8 7.8 8 10.4 M8 12.8 L8 13.4'),
  answer: line('M6.5 4 L3 7.5 L6.5 11 M3.5 7.5 L11 7.5 C14 7.5 14 12.5 11 12.5 L9 12.5'),
  inform: line('M8 3 L8 3.6 M6.5 6.5 L8 6.5 L8 13 M6 13 L10 13'),
  revise: line('M3 13 L3.8 10 L11 2.8 L13.2 5 L6 12.2 Z M9.4 4.4 L11.6 6.6'),
  withdraw: line('M5.5 4 L13.5 4 L13.5 12 L5.5 12 L2 8 Z M7.5 6 L11.5 10 M11.5 6 L7.5 10'),
  agree: line('M3 8.5 L6.5 12 L13 4.5'),
  refuse: line('M4 4 L12 12 M12 4 L4 12'),
  vote: line('M3 3 L13 3 L13 13 L3 13 Z M5.5 8 L7.4 10 L10.8 5.8'),
  pass: line('M4 8 L12 8'),
  task: line('M3 3 L13 3 L13 13 L3 13 Z'),
  claim: line('M2.5 8 L12 8 M8.5 4.5 L12.5 8 L8.5 11.5'),
  done: line('M3 3 L13 3 L13 13 L3 13 Z M5 8.5 L7.3 11 L11.2 5.4'),
  read: line('M1.5 8 C4.5 3 11.5 3 14.5 8 C11.5 13 4.5 13 1.5 8 Z M8 6 C10.6 6 10.6 10 8 10 C5.4 10 5.4 6 8 6 Z'),
  arbiter: line('M8 3 C14.6 3 14.6 13 8 13 C1.4 13 1.4 3 8 3 Z'),
  brake: fill('M8 2 L14.5 13.5 L1.5 13.5 Z'),
  crash: line('M3.5 3.5 L12.5 12.5 M12.5 3.5 L3.5 12.5'),
  retry: line('M12.6 5.4 C9.4 0.8 2 4 3.2 9 C4.4 14 12 13.6 13 8.8 M12.9 2.2 L12.9 5.8 L9.3 5.8'),
  retracted: line('M8 3 C14.6 3 14.6 13 8 13 C1.4 13 1.4 3 8 3 Z M12.5 3.5 L3.5 12.5'),
  bounce: line('M2 5 L7 10 L13 4 M9 4 L13 4 L13 8'),
  expired: line('M4 2.5 L12 2.5 M4 13.5 L12 13.5 M5 2.5 C5 7 11 9 11 13.5 M11 2.5 C11 7 5 9 5 13.5'),
  nudge: line('M3 8 L9 8 M6.5 5 L9.5 8 L6.5 11 M13 3.5 L13 12.5'),
  pause: fill('M4 3 L7 3 L7 13 L4 13 Z M9 3 L12 3 L12 13 L9 13 Z'),
  go: fill('M4 2.5 L13 8 L4 13.5 Z'),
  stop: fill('M4 4 L12 4 L12 12 L4 12 Z'),
  end: line('M4 14 L4 2.5 M4 3 L12.5 3 L10.5 6 L12.5 9 L4 9'),
  fork: line('M2 8 L6 8 C9 8 9 4 13 4 M6 8 C9 8 9 12 13 12 M10.5 1.8 L13 4 L10.5 6.2 M10.5 9.8 L13 12 L10.5 14.2'),
  note: line('M8 7 L8 12 M8 4 L8 4.6'),
};
