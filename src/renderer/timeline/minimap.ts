/** The overview of a whole run and what of it is in view, in pixels of the overview and units of the axis. */
export type Overview = {
  /** Units of the whole run. */
  readonly whole: number;
  readonly width: number;
  readonly from: number;
  readonly span: number;
};

/** A brush is never thinner than it can be taken hold of. */
export const LEAST_BRUSH = 12;
/** So near to an edge the edge is taken. */
const EDGE = 6;

/** Left and right of the brush. */
export function brushOf({ whole, width, from, span }: Overview): readonly [number, number] {
  if (whole <= 0) return [0, width];
  const left = (from / whole) * width;
  const right = Math.min(width, ((from + span) / whole) * width);
  const missing = LEAST_BRUSH - (right - left);
  if (missing <= 0) return [left, right];
  const start = Math.max(0, Math.min(left - missing / 2, width - LEAST_BRUSH));
  return [start, start + LEAST_BRUSH];
}

export type Grip = 'left' | 'right' | 'middle' | 'outside';

/** What of the brush is taken hold of at a pixel. */
export function gripAt(overview: Overview, x: number): Grip {
  const [left, right] = brushOf(overview);
  if (Math.abs(x - left) <= EDGE && x < (left + right) / 2) return 'left';
  if (Math.abs(x - right) <= EDGE) return 'right';
  return x > left && x < right ? 'middle' : 'outside';
}

/** The window after the grip was drawn from one pixel to another. Outside of the brush it comes to where it was asked for. */
export function dragged(
  overview: Overview,
  grip: Grip,
  { start, x }: { readonly start: number; readonly x: number },
): { readonly from: number; readonly span: number } {
  const { whole, width, from, span } = overview;
  const units = (pixels: number): number => (width === 0 ? 0 : (pixels / width) * whole);
  const by = units(x - start);
  const least = units(4);
  switch (grip) {
    case 'middle':
      return { from: from + by, span };
    case 'left': {
      const moved = Math.min(by, span - least);
      return { from: from + moved, span: span - moved };
    }
    case 'right':
      return { from, span: Math.max(least, span + by) };
    case 'outside':
      return { from: units(x) - span / 2, span };
    default:
      return grip satisfies never;
  }
}
