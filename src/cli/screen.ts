import { fit } from './layout.ts';
import type { World } from './world.ts';

/** What stays printed, and below it on a terminal a few lines that are drawn anew: who writes what at the moment. */
export interface Screen {
  print(lines: readonly string[]): void;
  /** Replaces the lines below; without a terminal it does nothing. */
  live(lines: readonly string[]): void;
}

export function screen(world: Pick<World, 'stdout' | 'isTTY' | 'columns'>): Screen {
  let below: readonly string[] = [];
  let shown = 0;
  const erase = (): string => (shown === 0 ? '' : `\u001b[${shown}A\r\u001b[0J`);
  const draw = (above: string): void => {
    // Each drawn line is shorter than the terminal is wide, so that it takes one row and can be erased.
    const lines = below.map((line) => `${line}\n`).join('');
    const text = erase() + above + lines;
    shown = below.length;
    if (text !== '') void world.stdout.write(text);
  };
  return {
    print(lines) {
      draw(lines.map((line) => `${line}\n`).join(''));
    },
    live(lines) {
      if (!world.isTTY) return;
      below = lines;
      draw('');
    },
  };
}

/** A line cut to one row of the terminal: colours may be put on it afterwards. */
export const row = (text: string, columns: number): string => fit(text, Math.max(10, columns - 1));
