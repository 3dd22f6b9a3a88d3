/** The colours of a lane: opaque, for arrows run beneath the bars. `label` is what can be read on `speak`. */
export type Shades = {
  readonly full: string;
  readonly prefill: string;
  readonly decide: string;
  readonly speak: string;
  readonly label: string;
};

export type Palette = {
  readonly bg: string;
  readonly panel: string;
  readonly line: string;
  readonly text: string;
  readonly dim: string;
  readonly accent: string;
  readonly warn: string;
  readonly bad: string;
  readonly good: string;
  readonly lanes: readonly Shades[];
  /** Of lanes that belong to no seat. */
  readonly quiet: Shades;
};

type Rgb = readonly [number, number, number];

const LANES = 8;

/** The colours of the theme as it is now, off its variables (`--bg`, `--lane-0` and so on, each `#rrggbb`). Read once for each theme. */
export function paletteOf(read: (name: string) => string): Palette {
  const bg = read('--bg');
  const own = (name: string): string => read(`--${name}`);
  const on = [read('--on-lane'), read('--text'), '#000000', '#ffffff'];
  return {
    ...{ bg, panel: own('panel'), line: own('line'), text: own('text'), dim: own('dim') },
    ...{ accent: own('accent'), warn: own('warn'), bad: own('bad'), good: own('good') },
    lanes: Array.from({ length: LANES }, (_, seat) => shadesOf(read(`--lane-${seat}`), bg, on)),
    quiet: shadesOf(own('dim'), bg, on),
  };
}

/** Contrast that text needs at the least (WCAG 2.2, 1.4.3). */
const READABLE = 4.5;

/** Prefill 18 %, decide 45 %, speak 85 %; speak is more where its label could not be read otherwise. */
export function shadesOf(colour: string, bg: string, on: readonly string[]): Shades {
  let share = 0.85;
  const best = (back: string): string | undefined => on.find((one) => contrast(one, back) >= READABLE);
  while (share < 1 && contrast(on[0] ?? bg, mixed(colour, bg, share)) < READABLE) share = Math.min(1, share + 0.05);
  const speak = mixed(colour, bg, share);
  return {
    full: colour,
    prefill: mixed(colour, bg, 0.18),
    decide: mixed(colour, bg, 0.45),
    speak,
    label: best(speak) ?? on[0] ?? bg,
  };
}

/** `share` of one colour over another. */
export function mixed(colour: string, over: string, share: number): string {
  const [top, under] = [rgbOf(colour), rgbOf(over)];
  const channel = (index: 0 | 1 | 2): string =>
    Math.round(top[index] * share + under[index] * (1 - share))
      .toString(16)
      .padStart(2, '0');
  return `#${channel(0)}${channel(1)}${channel(2)}`;
}

/** WCAG 2.2 relative contrast, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(rgbOf(one)), luminance(rgbOf(other))].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Anything that is not `#rrggbb` is grey: a theme that is not there yet must not stop the drawing. */
function rgbOf(colour: string): Rgb {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour.trim());
  if (hex === null) return [128, 128, 128];
  return [Number.parseInt(hex[1] ?? '', 16), Number.parseInt(hex[2] ?? '', 16), Number.parseInt(hex[3] ?? '', 16)];
}
