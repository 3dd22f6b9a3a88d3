import { clearScreenDown, createInterface, cursorTo, moveCursor, type Interface } from 'node:readline';
import { widthOf } from './layout.ts';

/** The lines that come into the process, and what keeps printing apart from a line that is being typed. */
export interface ProcessLines {
  /** Lines without their ends, until there are no more or `signal` is aborted. On a terminal they can be edited, behind a prompt. */
  lines(signal: AbortSignal): AsyncGenerator<string>;
  /** Writes to a terminal above the line that is being typed there; `write` ends with a line's end. */
  above<Value>(stream: NodeJS.WriteStream, write: () => Value): Value;
}

const PROMPT = '> ';

type Streams = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'env'>;

export function processLines({ stdin, stdout, stderr, env }: Streams): ProcessLines {
  let typing: { readonly reader: Interface; readonly screen: NodeJS.WriteStream } | undefined;
  /** Where the line being typed began; what stood there is gone. Returns how many rows it took above its last. */
  const hide = ({ reader, screen }: NonNullable<typeof typing>): number => {
    const rows = rowsWithin(reader.getCursorPos().rows);
    wipe(screen, rows);
    return rows;
  };
  return {
    async *lines(signal) {
      const screen = stdin.isTTY && env['TERM'] !== 'dumb' ? [stdout, stderr].find((one) => one.isTTY) : undefined;
      const reader = createInterface(
        screen === undefined
          ? { input: stdin, crlfDelay: Infinity }
          : { input: stdin, output: screen, prompt: PROMPT, terminal: true, crlfDelay: Infinity },
      );
      const stop = (): void => {
        if (typing !== undefined) hide(typing);
        typing = undefined;
        reader.close();
      };
      reader.once('close', () => {
        typing = undefined;
      });
      signal.addEventListener('abort', stop, { once: true });
      if (screen !== undefined) {
        typing = { reader, screen };
        // The reader takes the terminal's keys one by one, Ctrl-C among them.
        reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
        reader.on('line', (line) => {
          wipe(screen, 1 + rowsWithin(Math.floor(widthOf(PROMPT + line) / screen.columns)));
          reader.prompt();
        });
        reader.prompt();
      }
      try {
        if (signal.aborted) return;
        for await (const line of reader) {
          if (isAborted(signal)) return;
          yield line;
        }
      } finally {
        signal.removeEventListener('abort', stop);
        stop();
      }
    },
    above(stream, write) {
      const now = typing;
      if (now === undefined || !stream.isTTY) return write();
      const rows = hide(now);
      const written = write();
      // The reader goes up by the rows that its line took before it draws it again.
      now.screen.write('\n'.repeat(rows));
      now.reader.prompt(true);
      return written;
    },
  };
}

/** A terminal may say that it has no columns at all, as one without a window does; a line then takes one row. */
const rowsWithin = (rows: number): number => (Number.isFinite(rows) ? rows : 0);

const isAborted = (signal: AbortSignal): boolean => signal.aborted;

/** Clears from `rows` above the cursor down, and goes there. */
function wipe(screen: NodeJS.WriteStream, rows: number): void {
  if (rows > 0) moveCursor(screen, 0, -rows);
  cursorTo(screen, 0);
  clearScreenDown(screen);
}
