import { GLYPHS, type GlyphName } from './glyphs.ts';

const paths = new Map<GlyphName, Path2D>();

export type Place = { readonly x: number; readonly y: number; readonly size: number; readonly colour: string };

/** A glyph with its middle at a point. */
export function paintGlyph(ctx: CanvasRenderingContext2D, name: GlyphName, { x, y, size, colour }: Place): void {
  const path = paths.get(name) ?? new Path2D(GLYPHS[name].path);
  paths.set(name, path);
  const scale = size / 16;
  ctx.save();
  ctx.translate(x - size / 2, y - size / 2);
  ctx.scale(scale, scale);
  if (GLYPHS[name].draw === 'fill') {
    ctx.fillStyle = colour;
    ctx.fill(path);
  } else {
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.7;
    ctx.lineCap = 'round';
    ctx.lineJoin = 'round';
    ctx.setLineDash(WHOLE);
    ctx.stroke(path);
  }
  ctx.restore();
}

const WHOLE: number[] = [];
