/** Colours and weights as functions on text that is already harmless; without colours they change nothing. */
export type Style = {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  /** The colour of the n-th agent, from 0. */
  readonly agent: (index: number) => (text: string) => string;
};

/** Colours on a terminal unless NO_COLOR is set (no-color.org) or the terminal is dumb; FORCE_COLOR asks for them anywhere. */
export function styleFor(world: {
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Style {
  const { NO_COLOR, FORCE_COLOR, TERM } = world.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0';
  const refused = (NO_COLOR !== undefined && NO_COLOR !== '') || (TERM === 'dumb' && !forced);
  return refused || !(world.isTTY || forced) ? PLAIN : COLOURED;
}

const same = (text: string): string => text;
const PLAIN: Style = { bold: same, dim: same, good: same, bad: same, warn: same, agent: () => same };

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;

const AGENT_COLOURS = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94] as const;

const COLOURED: Style = {
  bold: sgr(1, 22),
  dim: sgr(2, 22),
  good: sgr(32, 39),
  bad: sgr(31, 39),
  warn: sgr(33, 39),
  agent: (index) => sgr(AGENT_COLOURS[index % AGENT_COLOURS.length] ?? 36, 39),
};
