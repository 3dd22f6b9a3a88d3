import { fail, ok, type Result } from '#shared/base/result.ts';
import { seq as seqOf } from '#shared/events/ids.ts';
import type { Client } from '#shared/rpc/client.ts';
import type { Input, Item, Output, RpcFailure, RunRow, StreamName } from '#shared/rpc/methods.ts';
import type { About, EmbeddedEvent } from './embedded.ts';

/** The method table over what a file holds: its one run can be read, and nothing else can be done. */
export function fileClient(about: About, blocks: AsyncIterable<readonly EmbeddedEvent[]>): Client {
  const log = readOnce(blocks);
  const row = rowOf(about);
  const calls: { readonly [M in Answered]: Call<M> } = {
    'run.find': async () => ok(row),
    'notes.list': async () => ok({ notes: about.notes.map((note) => ({ ...note, seq: seqOf(note.seq) })) }),
    'turn.pieces': async ({ seq }) => ok({ pieces: [...((await log.at(seq))?.pieces ?? [])] }),
    'turn.reasoning': async ({ seq }) => {
      const text = (await log.at(seq))?.reasoning;
      return ok(text === undefined ? {} : { text });
    },
  };
  return {
    async call(method, input) {
      const answer = (calls as Partial<Record<string, (given: unknown) => Promise<Result<unknown, RpcFailure>>>>)[
        method
      ];
      const given = answer === undefined ? fail(REFUSED) : await answer(input);
      return given as Result<Output<typeof method>, RpcFailure>;
    },
    async *stream(method, input, { signal } = {}) {
      for await (const item of streamed(method, input, { log, expected: about.events })) {
        if (signal?.aborted === true) return;
        yield item as Result<Item<typeof method>, RpcFailure>;
      }
    },
    close: () => {},
  };
}

type Answered = 'run.find' | 'notes.list' | 'turn.pieces' | 'turn.reasoning';
type Call<M extends Answered> = (input: Input<M>) => Promise<Result<Output<M>, RpcFailure>>;

const REFUSED: RpcFailure = {
  code: 'refused',
  message: 'This file is a recording, and can only be looked at: open the run in Parley for more.',
};

type Source = { readonly log: Log; readonly expected: number };

/** A file that was changed or cut off says so behind what could be read of it; it never just stops. */
async function* streamed(
  method: StreamName,
  input: unknown,
  { log, expected }: Source,
): AsyncGenerator<Result<unknown, RpcFailure>> {
  if (method !== 'events.subscribe') {
    yield fail(REFUSED);
    return;
  }
  const { after } = input as Input<'events.subscribe'>;
  let last = 0;
  try {
    for await (const block of log.blocks()) {
      if (block.some(({ seq }, index) => seq !== last + index + 1)) break;
      last += block.length;
      const events = block.filter(({ seq }) => seq > after).map(({ seq, at, type, data }) => ({ seq, at, type, data }));
      if (events.length > 0) yield ok({ events });
    }
  } catch {
    // What is no base64, no deflated text, no JSON or no event: told below.
  }
  if (last !== expected) yield fail(damaged(last, expected));
}

const damaged = (last: number, expected: number): RpcFailure => ({
  code: 'storage',
  message: `This file was changed or cut off: of its ${expected} events those after ${last} cannot be read.`,
});

type Log = {
  /** All blocks from the first on, those not yet read as they are. */
  blocks(): AsyncGenerator<readonly EmbeddedEvent[]>;
  at(seq: number): Promise<EmbeddedEvent | undefined>;
};

/** Each block is read from the page once, whoever asks and how often. */
function readOnce(source: AsyncIterable<readonly EmbeddedEvent[]>): Log {
  const iterator = source[Symbol.asyncIterator]();
  const read: Promise<IteratorResult<readonly EmbeddedEvent[]>>[] = [];
  async function* blocks(): AsyncGenerator<readonly EmbeddedEvent[]> {
    for (let at = 0; ; at += 1) {
      const block = await (read[at] ??= iterator.next());
      if (block.done === true) return;
      yield block.value;
    }
  }
  return {
    blocks,
    async at(seq) {
      try {
        for await (const block of blocks()) {
          const first = block[0]?.seq ?? 0;
          if (seq < first + block.length) return block[seq - first];
        }
      } catch {
        // The stream of events tells of it.
      }
      return undefined;
    },
  };
}

const rowOf = ({ imported, app: _, head: __, redacted, notes: ___, ...row }: About): RunRow => ({
  ...row,
  state: 'ended',
  source: 'recording',
  tags: [],
  pinned: false,
  ...(imported === undefined ? {} : { imported: { ...imported, redacted } }),
});
