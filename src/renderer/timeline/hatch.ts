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
  ctx.fillStyle = to - from < 2 * PERIOD ? colour : patternOf(ctx, { colour, dense });
  ctx.fillRect(from, y - thick / 2, to - from, thick);
}

/**
 * A dotted line from top to bottom. A copy of one that was drawn once: a pattern is asked for its colour at every pixel, which for sixty lines
 * takes four times as long.
 */
export function dotted(
  ctx: CanvasRenderingContext2D,
  { x, height, colour }: { readonly x: number; readonly height: number; readonly colour: string },
): void {
  const line = lineOf(colour, height);
  ctx.drawImage(line, x, 0, line.width / devicePixelRatio, line.height / devicePixelRatio);
}

const PERIOD = 5;

const lines = new Map<string, HTMLCanvasElement>();

function lineOf(colour: string, height: number): HTMLCanvasElement {
  const scale = devicePixelRatio;
  const key = `${colour} ${scale}`;
  const high = Math.ceil(height * scale);
  const known = lines.get(key);
  if (known?.height === high) return known;
  const line = document.createElement('canvas');
  [line.width, line.height] = [Math.max(1, Math.round(scale)), high];
  const ctx = line.getContext('2d') ?? undefined;
  if (ctx !== undefined) {
    ctx.fillStyle = colour;
    ctx.scale(scale, scale);
    for (let y = 0; y < height; y += PERIOD) ctx.fillRect(0, y, 1, 1);
  }
  lines.set(key, line);
  return line;
}

function patternOf(
  ctx: CanvasRenderingContext2D,
  { colour, dense }: Pick<Hatched, 'colour' | 'dense'>,
): CanvasPattern | string {
  const key = `${colour} ${dense}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const tile = document.createElement('canvas');
  [tile.width, tile.height] = [PERIOD, 1];
  const own = tile.getContext('2d') ?? undefined;
  if (own !== undefined) {
    own.fillStyle = colour;
    own.fillRect(0, 0, dense, 1);
  }
  const made = ctx.createPattern(tile, 'repeat') ?? colour;
  patterns.set(key, made);
  return made;
}
