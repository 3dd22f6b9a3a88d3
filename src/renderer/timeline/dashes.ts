/** A level line in pixels. */
export type Stroke = { readonly from: number; readonly to: number; readonly y: number };

/** Thin hatched lines, gathered by colour and drawn together: a stroke with dashes costs the same for one line as for a hundred. */
export interface Dashes {
  add(colour: string, stroke: Stroke): void;
  /** Draws what was gathered and forgets it. */
  flush(ctx: CanvasRenderingContext2D): void;
}

export function dashes(): Dashes {
  const gathered = new Map<string, number[]>();
  return {
    add(colour, { from, to, y }) {
      const known = gathered.get(colour) ?? [];
      known.push(from, to, y);
      gathered.set(colour, known);
    },
    flush(ctx) {
      ctx.lineWidth = 1.5;
      ctx.setLineDash([1.5, 3.5]);
      for (const [colour, lines] of gathered) {
        if (lines.length === 0) continue;
        ctx.strokeStyle = colour;
        ctx.beginPath();
        for (let index = 0; index < lines.length; index += 3) {
          const y = lines[index + 2] ?? 0;
          ctx.moveTo(lines[index] ?? 0, y);
          ctx.lineTo(lines[index + 1] ?? 0, y);
        }
        ctx.stroke();
        lines.length = 0;
      }
      ctx.setLineDash([]);
    },
  };
}
