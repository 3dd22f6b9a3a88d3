import { GLYPHS, type GlyphName } from './glyphs.ts';

export type Place = { readonly x: number; readonly y: number; readonly size: number; readonly colour: string };

type Tile = Look & { readonly canvas: HTMLCanvasElement };

const drawn = new Map<GlyphName, Tile[]>();

/** A glyph with its middle at a point. Each is drawn once for a size and a colour and then copied: a frame has hundreds. */
export function paintGlyph(ctx: CanvasRenderingContext2D, name: GlyphName, { x, y, size, colour }: Place): void {
  const scale = devicePixelRatio;
  const canvas = tileOf(name, { size, colour, scale });
  // On whole pixels of the screen, so that the copy stays sharp.
  const whole = (at: number): number => Math.round(at * scale) / scale;
  ctx.drawImage(canvas, whole(x - size / 2 - 1), whole(y - size / 2 - 1), canvas.width / scale, canvas.height / scale);
}

/** Looked for one by one, for each glyph has a few: a key of all three would be put together for every copy. */
function tileOf(name: GlyphName, look: Look): HTMLCanvasElement {
  let tiles = drawn.get(name);
  if (tiles === undefined) drawn.set(name, (tiles = []));
  for (const { size, colour, scale, canvas } of tiles)
    if (size === look.size && colour === look.colour && scale === look.scale) return canvas;
  const canvas = drawnTile(name, look);
  tiles.push({ ...look, canvas });
  return canvas;
}

type Look = { readonly size: number; readonly colour: string; readonly scale: number };

function drawnTile(name: GlyphName, { size, colour, scale }: Look): HTMLCanvasElement {
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
