const patterns = new Map<string, CanvasPattern | string>();

export type Hatched = {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  /** Pixels that are drawn of every five. */
  readonly dense: number;
  readonly thick: number;
  readonly colour: string;
};

/** A level hatched line. A pattern and not a stroke with dashes: a frame has hundreds, and each dash of a stroke is a shape of its own. */
export function hatch(ctx: CanvasRenderingContext2D, { from, to, y, dense, thick, colour }: Hatched): void {
  if (to <= from) return;
  // What is as short as two of its dashes is one.
  ctx.fillStyle = to - from < 2 * PERIOD ? colour : patternOf(ctx, { colour, dense, level: true });
  ctx.fillRect(from, y - thick / 2, to - from, thick);
}

/** A dotted line from top to bottom. */
export function dotted(
  ctx: CanvasRenderingContext2D,
  { x, height, colour }: { readonly x: number; readonly height: number; readonly colour: string },
): void {
  ctx.fillStyle = patternOf(ctx, { colour, dense: 1, level: false });
  ctx.fillRect(x, 0, 1, height);
}

type Kind = { readonly colour: string; readonly dense: number; readonly level: boolean };

const PERIOD = 5;

function patternOf(ctx: CanvasRenderingContext2D, { colour, dense, level }: Kind): CanvasPattern | string {
  const key = `${colour} ${dense} ${level ? 'level' : 'upright'}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const tile = document.createElement('canvas');
  [tile.width, tile.height] = level ? [PERIOD, 1] : [1, PERIOD];
  const own = tile.getContext('2d') ?? undefined;
  if (own !== undefined) {
    own.fillStyle = colour;
    own.fillRect(0, 0, level ? dense : 1, level ? 1 : dense);
  }
  const made = ctx.createPattern(tile, 'repeat') ?? colour;
  patterns.set(key, made);
  return made;
}
