import { nameOf, type AgentId } from '#shared/events/ids.ts';
import type { Sender } from '#shared/events/vocabulary.ts';
import { fit, table, wrap } from './layout.ts';
import { styleFor, type Style } from './style.ts';
import { terminalLine } from './terminal.ts';
import type { World } from './world.ts';

/** How wide a page is and in which colours: Infinity where nobody reads it on a terminal. */
export type Sheet = {
  readonly style: Style;
  readonly width: number;
  /** A sender in its colour, harmless. */
  readonly name: (sender: Sender) => string;
};

export function sheetFor(world: Pick<World, 'isTTY' | 'columns' | 'env'>, seats: readonly string[]): Sheet {
  const style = styleFor(world);
  return {
    style,
    width: world.isTTY ? Math.max(40, world.columns - 1) : Infinity,
    name: (sender) => {
      const seat = sender === 'arbiter' ? -1 : seats.indexOf(nameOf(sender));
      const shown = terminalLine(agentName(sender));
      return style.bold(seat === -1 ? shown : style.agent(seat)(shown));
    },
  };
}

/** The seat's name; a seat that was recalled is told apart from its first incarnation. */
export const agentName = (sender: Sender | AgentId): string =>
  sender === 'arbiter' ? 'Arbiter' : sender.endsWith('#1') ? nameOf(sender) : sender;

const LABEL = 9;

/** Text beside a label, wrapped under itself. */
export function labelled({ style, width }: Sheet, label: string, text: string): readonly string[] {
  const left = `    ${label.padEnd(LABEL)}`;
  return wrap(terminalLine(text), width - left.length).map(
    (line, at) => `${style.dim(at === 0 ? left : ' '.repeat(left.length))}${line}`,
  );
}

export const heading = ({ style }: Sheet, title: string): readonly string[] => ['', style.bold(title)];

/** Rows under a head as columns; on a terminal each row takes one line. */
export function columns({ style, width }: Sheet, head: readonly string[], rows: readonly (readonly string[])[]) {
  const [first = '', ...rest] = table([head, ...rows].map((row) => row.map(terminalLine))).map((line) =>
    fit(line, width),
  );
  return [style.dim(first), ...rest];
}
