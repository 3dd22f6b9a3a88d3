import { setImmediate as breathe } from 'node:timers/promises';
import { ok, type Result } from '#shared/base/result.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { messageIdSchema, runId, seq, turnId, type MessageId, type RunId } from '#shared/events/ids.ts';
import { messageIn, transcript, type Transcript } from '#shared/projections/transcript.ts';
import { EVENTS_AT_ONCE, type Output, type RpcFailure, type SearchHit } from '#shared/rpc/methods.ts';
import type { Cursor, FoundMessage, News, SaidMessage } from '#store/search-index.ts';
import { termsOf } from '#store/search-terms.ts';
import type { LibraryDoor } from './library-door.ts';
import type { RunCatalog, RunFile } from './run-catalog.ts';
import { snippetOf } from './search-snippet.ts';
import type { StoredRun } from './stored-run.ts';

/** Search over what was said in all runs, recordings among them. */
export interface RunSearch {
  /** Takes in first what the runs said since the last search. */
  find(query: string, limit: number): Promise<Result<readonly SearchHit[], RpcFailure>>;
  /** The user's notes, of the runs that were taken in by then. */
  notes(query: string, limit: number): Result<readonly NoteHit[], RpcFailure>;
}

type NoteHit = NonNullable<Output<'runs.search'>['notes']>[number];
type Sources = { readonly catalog: RunCatalog; readonly door: LibraryDoor };

export function runSearch({ catalog, door }: Sources): RunSearch {
  const folds = new Map<RunId, Folded>();
  let refreshing: Promise<Result<undefined, RpcFailure>> | undefined;
  return {
    async find(query, limit) {
      // Searches that come while the index is brought up to date wait for that one.
      refreshing ??= refresh({ catalog, door, folds }).finally(() => (refreshing = undefined));
      const refreshed = await refreshing;
      if (!refreshed.ok) return refreshed;
      const found = door.use((library) => library.index.find(query, limit));
      const terms = termsOf(query);
      return found.ok ? ok(found.value.map((one) => hitOf(one, terms))) : found;
    },
    notes(query, limit) {
      const found = door.use((library) => library.notes.find(query, limit));
      const terms = termsOf(query);
      if (!found.ok) return found;
      return ok(
        found.value.map(({ run, title, seq: at, note }) => ({
          run: runId(run),
          title,
          seq: seq(at),
          snippet: [...snippetOf(note, terms)],
        })),
      );
    },
  };
}

/** The transcript of a run that goes on, up to `at`: what comes is folded onto it. */
type Folded = { readonly state: Transcript; readonly at: number };
type Refreshing = Sources & { readonly folds: Map<RunId, Folded> };

async function refresh(work: Refreshing): Promise<Result<undefined, RpcFailure>> {
  const { catalog, door, folds } = work;
  const files = await catalog.files();
  const read = door.use((library) => library.index.cursors());
  if (!read.ok) return read;
  const cursors = new Map(read.value.map((cursor) => [cursor.run, cursor]));
  const gone = read.value.map(({ run }) => run).filter((run) => !files.some((file) => file.run === run));
  if (gone.length > 0) {
    const dropped = door.use((library) => library.index.drop(gone));
    if (!dropped.ok) return dropped;
  }
  for (const file of files) {
    const cursor = cursors.get(file.run);
    if (cursor?.ended === true && cursor.stamp === file.stamp) continue;
    // The program has more to do than this.
    await breathe();
    const taken = await takeIn(work, file, cursor);
    if (!taken.ok) return taken;
  }
  for (const run of folds.keys()) if (!catalog.held(run)) folds.delete(run);
  return ok(undefined);
}

/** Brings one run up to date; one that cannot be read is left as far as it could be. Fails where the library does. */
async function takeIn(
  { catalog, door, folds }: Refreshing,
  file: RunFile,
  cursor: Cursor | undefined,
): Promise<Result<undefined, RpcFailure>> {
  const opened = await catalog.open(file.run);
  if (!opened.ok) return ok(undefined);
  const stored = opened.value;
  try {
    const { head } = stored;
    if (cursor?.head === head.hash) {
      const same = cursor.ended
        ? door.use((library) => library.index.add({ ...cursor, stamp: file.stamp }, cursor.lastSeq, NO_NEWS))
        : ok(true);
      return same.ok ? ok(undefined) : same;
    }
    // What had ended, or was longer, is another run by now.
    const goesOn = cursor !== undefined && !cursor.ended && cursor.lastSeq < head.seq;
    for await (const step of stepsOf(stored, goesOn ? cursor.lastSeq : 0, folds.get(file.run))) {
      const { folded, news, after, ended } = step;
      const done = folded.at === head.seq;
      const next = {
        run: file.run,
        title: folded.state.title,
        stamp: file.stamp,
        ended: ended && done,
        head: done ? head.hash : '',
        lastSeq: folded.at,
      };
      const added = door.use((library) => library.index.add(next, after, news));
      if (!added.ok) return added;
      folds.set(file.run, folded);
      // Another process takes the same run in: it is left to it.
      if (!added.value) break;
    }
    return ok(undefined);
  } finally {
    stored.close();
  }
}

const NO_NEWS: News = { said: [], gone: [] };

type Step = {
  readonly folded: Folded;
  readonly after: number;
  readonly news: News;
  readonly ended: boolean;
};

/** The events after `from`, some at a time, each time with what they made of the messages. The state before them is folded anew where `known` is none of it. */
async function* stepsOf(stored: StoredRun, from: number, known: Folded | undefined): AsyncGenerator<Step> {
  let folded = known !== undefined && known.at <= from ? known : { state: transcript.initial(), at: 0 };
  while (folded.at < stored.head.seq) {
    const room = folded.at < from ? Math.min(EVENTS_AT_ONCE, from - folded.at) : EVENTS_AT_ONCE;
    const events = stored.events(seq(folded.at), room);
    // Damage ends the run here; it is told where the run is read.
    if (!events.ok || events.value.length === 0) return;
    const after = folded.at;
    const state = events.value.reduce((before, event) => transcript.fold(before, event), folded.state);
    folded = { state, at: after + events.value.length };
    if (folded.at > from) {
      yield { folded, after, news: newsOf(state, events.value), ended: events.value.at(-1)?.type === 'v1.run.ended' };
    }
    await breathe();
  }
}

/** What these events made of the messages that they are about. */
function newsOf(state: Transcript, events: readonly AnyEvent[]): News {
  const said: SaidMessage[] = [];
  const gone: MessageId[] = [];
  for (const message of new Set(events.flatMap(messagesIn))) {
    const found = messageIn(state, message);
    if (found?.standing === 'public') {
      const { seq: at, turn, name, body } = found;
      said.push({ message, seq: at, name, body, ...(turn === undefined ? {} : { turn }) });
    } else gone.push(message);
  }
  return { said, gone };
}

function messagesIn(event: AnyEvent): readonly MessageId[] {
  switch (event.type) {
    case 'v1.message.sent':
    case 'v1.message.approved':
    case 'v1.message.edited':
    case 'v1.message.retracted':
      return [event.data.message];
    default:
      return [];
  }
}

function hitOf({ run, title, seq: at, turn, message, name, body }: FoundMessage, terms: readonly string[]): SearchHit {
  return {
    run: runId(run),
    title,
    seq: seq(at),
    ...(turn === undefined ? {} : { turn: turnId(turn) }),
    message: messageIdSchema.parse(message),
    from: name,
    snippet: [...snippetOf(body, terms)],
  };
}
