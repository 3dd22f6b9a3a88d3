import type { AnyEvent } from '#shared/events/event.ts';
import { nameOf } from '#shared/events/ids.ts';
import { widthOf, wrap } from './layout.ts';
import { narrator } from './narrator.ts';
import { row, screen } from './screen.ts';
import { styleFor } from './style.ts';
import { terminalLine } from './terminal.ts';
import type { World } from './world.ts';

/** What a turn has added to its text; a higher `try` begins it anew. */
export type Piece = { readonly turn: number; readonly agent: string; readonly try: number; readonly text: string };

/** Whoever watches a run, live or played. */
export interface RunView {
  event(event: AnyEvent): void;
  /** An event that was shown by the command that began the run: of a resumed run people see again what it is about. */
  recall(event: AnyEvent): void;
  piece(piece: Piece): void;
  /** A line for the person at the terminal that is none of the run; it is harmless text already. */
  note(line: string): void;
  /** Takes away what is only shown while the run is on. */
  finish(): void;
}

/**
 * The room in a terminal: what was said is printed for good, what is being said stands below it with a status line. `now` in
 * milliseconds: of the clock live, of the recording when played.
 */
export function roomView(world: Pick<World, 'stdout' | 'isTTY' | 'columns' | 'env'>, now: () => number): RunView {
  const style = styleFor(world);
  const tells = narrator(style);
  const paint = screen(world);
  const writers = new Map<number, { readonly name: string; try: number; text: string }>();
  const width = (): number => (world.isTTY ? Math.max(20, Math.min(world.columns - 1, 100)) : Infinity);
  let round = 0;
  let written = 0;
  let began: number | undefined;
  let ended = false;
  let drawn = -Infinity;

  const draw = (): void => {
    drawn = now();
    if (!world.isTTY || began === undefined || ended) return;
    const rows = writerRows([...writers.values()], world.columns).map(
      ({ name, text }) => `${name === '' ? '' : tells.name(name)}${style.dim(text)}`,
    );
    const status = statusLine([...writers.values()], { round, written, seconds: (drawn - began) / 1000 });
    paint.live(['', ...rows, style.dim(row(status, world.columns))]);
  };

  return {
    event(event) {
      if (event.type === 'v1.turn.started') {
        began ??= now();
        ({ round } = event.data);
        writers.set(event.data.turn, { name: nameOf(event.data.agent), try: 1, text: '' });
      } else if (event.type === 'v1.turn.ended') {
        written += event.data.counts.written;
        writers.delete(event.data.turn);
      } else if (event.type === 'v1.turn.abandoned') {
        writers.delete(event.data.turn);
      } else if (event.type === 'v1.run.ended') {
        ended = true;
        paint.live([]);
      }
      const lines = tells.tell(event, width());
      if (lines.length > 0) paint.print(lines);
      draw();
    },
    recall(event) {
      if (event.type === 'v1.run.created') paint.print(tells.tell(event, width()));
    },
    piece(piece) {
      const writer = writers.get(piece.turn);
      if (writer === undefined || piece.try < writer.try) return;
      writer.text = (piece.try === writer.try ? writer.text : '') + piece.text;
      writer.try = piece.try;
      if (now() - drawn >= FRAME_MS) draw();
    },
    note(line) {
      paint.print(wrap(line, width()));
    },
    finish() {
      writers.clear();
      paint.live([]);
    },
  };
}

/** Redrawing more often than this helps no eye. */
const FRAME_MS = 80;
const WRITER_ROWS = 6;

type Writer = { readonly name: string; readonly text: string };

type Progress = { readonly round: number; readonly written: number; readonly seconds: number };

/** "round 2 · Ada, Ben writing · 412 tokens · 38/s"; what is not yet counted is taken at four characters to a token. */
function statusLine(writers: readonly Writer[], { round, written, seconds }: Progress): string {
  const pending = writers.reduce((sum, { text }) => sum + text.length, 0);
  const tokens = written + Math.round(pending / 4);
  const names = writers.map(({ name }) => name).join(', ');
  const rate = Math.round(tokens / Math.max(0.001, seconds));
  return terminalLine(
    `round ${round} · ${names === '' ? 'waiting' : `${names} writing`} · ${tokens} tokens · ${rate}/s`,
  );
}

/** The last rows of what each writer has written, few enough that a busy room stays small; the name stands on the first. */
function writerRows(writers: readonly Writer[], columns: number): readonly Writer[] {
  const shown = writers.filter(({ text }) => text !== '').slice(0, WRITER_ROWS);
  const each = Math.max(1, Math.floor(WRITER_ROWS / Math.max(1, shown.length)));
  return shown.flatMap(({ name, text }) => {
    const indent = widthOf(terminalLine(name));
    const lines = wrap(terminalLine(text), Math.max(10, columns - 2 - indent)).slice(-each);
    return lines.map((line, index) =>
      index === 0 ? { name, text: ` ${line}` } : { name: '', text: `${' '.repeat(indent)} ${line}` },
    );
  });
}
