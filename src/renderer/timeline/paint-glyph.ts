import { GLYPHS, type GlyphName } from './glyphs.ts';

export type Place = { readonly x: number; readonly y: number; readonly size: number; readonly colour: string };

const drawn = new Map<string, HTMLCanvasElement>();

/** A glyph with its middle at a point. Each is drawn once for a size and a colour and then copied: a frame has hundreds. */
export function paintGlyph(ctx: CanvasRenderingContext2D, name: GlyphName, { x, y, size, colour }: Place): void {
  const scale = devicePixelRatio;
  const key = `${name} ${size} ${colour} ${scale}`;
  const tile = drawn.get(key) ?? tileOf(name, { size, colour, scale });
  drawn.set(key, tile);
  // On whole pixels of the screen, so that the copy stays sharp.
  const whole = (at: number): number => Math.round(at * scale) / scale;
  ctx.drawImage(tile, whole(x - size / 2 - 1), whole(y - size / 2 - 1), tile.width / scale, tile.height / scale);
}

type Look = { readonly size: number; readonly colour: string; readonly scale: number };

function tileOf(name: GlyphName, { size, colour, scale }: Look): HTMLCanvasElement {
  const tile = document.createElement('canvas');
  tile.width = tile.height = Math.ceil((size + 2) * scale);
  const ctx = tile.getContext('2d') ?? undefined;
  if (ctx === undefined) return tile;
  ctx.scale(scale, scale);
  ctx.translate(1, 1);
  ctx.scale(size / 16, size / 16);
  const shape = new Path2D(GLYPHS[name].path);
  if (GLYPHS[name].draw === 'fill') {
    ctx.fillStyle = colour;
    ctx.clip(shape);
    ctx.fillRect(0, 0, 16, 16);
    return tile;
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.7;
  ctx.lineCap = ctx.lineJoin = 'round';
  ctx.stroke(shape);
  return tile;
}
