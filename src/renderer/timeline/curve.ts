/** A cubic curve: its ends and the two points that bend it, in pixels. */
export type Curve = readonly [Point, Point, Point, Point];
type Point = readonly [x: number, y: number];

/** How an arrow runs: level where it leaves and where it arrives. */
export function arrowCurve([x0, y0]: Point, [x1, y1]: Point): Curve {
  const bend = Math.min(60, Math.max(10, (x1 - x0) / 2));
  return [
    [x0, y0],
    [x0 + bend, y0],
    [x1 - bend, y1],
    [x1, y1],
  ];
}

/**
 * The part of a curve that lies between two heights of x, cut after de Casteljau; the curve as it is where it lies between them, or does not
 * run from left to right. Close up an arrow may come from a thousand windows away, and its dashes are drawn one by one.
 */
export function between(curve: Curve, low: number, high: number): Curve {
  const [first, , , last] = curve;
  if (first[0] >= last[0] || (first[0] >= low && last[0] <= high)) return curve;
  const begins = first[0] < low ? whereX(curve, low) : 0;
  const ends = last[0] > high ? whereX(curve, high) : 1;
  const head = ends < 1 ? split(curve, ends)[0] : curve;
  return begins > 0 ? split(head, begins / ends)[1] : head;
}

/** The share of the curve at which it reaches `x`, by halving. */
function whereX(curve: Curve, x: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (split(curve, middle)[0][3][0] < x) low = middle;
    else high = middle;
  }
  return high;
}

function split([a, b, c, d]: Curve, at: number): readonly [Curve, Curve] {
  const [ab, bc, cd] = [mix(a, b, at), mix(b, c, at), mix(c, d, at)];
  const [abc, bcd] = [mix(ab, bc, at), mix(bc, cd, at)];
  const middle = mix(abc, bcd, at);
  return [
    [a, ab, abc, middle],
    [middle, bcd, cd, d],
  ];
}

const mix = ([x0, y0]: Point, [x1, y1]: Point, at: number): Point => [x0 + (x1 - x0) * at, y0 + (y1 - y0) * at];
