import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Abort } from '#shared/base/abort.ts';
import type { RunId, Seq } from '#shared/events/ids.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { Item, RpcFailure } from '#shared/rpc/methods.ts';
import { JournalStopped } from '#engine/deps.ts';
import type { Branches } from '../branches.ts';
import { feed } from '../feed.ts';
import type { LiveRun } from '../live-run.ts';
import type { LiveRuns } from '../live-runs.ts';
import type { RunCatalog } from '../run-catalog.ts';
import { liveEvents, storedEvents } from '../run-events.ts';
import { reachIn } from '../run-reach.ts';
import type { StoredRun } from '../stored-run.ts';
import type { ModelShelf } from '../model-shelf.ts';

type RunHandlers = Pick<
  Handlers,
  | 'run.start'
  | 'run.resume'
  | 'run.fork'
  | 'run.rerun'
  | 'run.pause'
  | 'run.continue'
  | 'run.cancel'
  | 'run.command'
  | 'run.reach'
  | 'run.list'
  | 'run.find'
  | 'events.subscribe'
  | 'turn.pieces'
  | 'turn.reasoning'
  | 'pieces.watch'
>;

export type RunHandlersInput = {
  readonly live: LiveRuns;
  readonly catalog: RunCatalog;
  readonly shelf: ModelShelf;
  readonly branches: Branches;
};

/** Commands to runs and what is heard of them. */
export function runHandlers({ live, catalog, shelf, branches }: RunHandlersInput): RunHandlers {
  const command = async (run: RunId, act: (found: LiveRun) => Seq | Promise<Seq>) => {
    const found = live.get(run);
    if (found === undefined || found.over) return fail(notLive(run));
    return storing(async () => ok({ seq: await act(found) }));
  };
  return {
    async 'run.start'({ setup }) {
      const missing = await shelf.missingIn(setup);
      if (missing !== undefined) return fail(missing);
      const started = live.start(setup);
      return started.ok ? ok({ run: started.value.run }) : started;
    },
    async 'run.resume'({ run }) {
      const replay = catalog.held(run) ? ok(undefined) : await branches.replayFor(run);
      if (!replay.ok) return replay;
      const resumed = live.resume(run, replay.value);
      return resumed.ok ? ok({ seq: resumed.value.view.lastSeq }) : resumed;
    },
    'run.fork': (asked) => branches.fork(asked),
    'run.rerun': (asked) => branches.rerun(asked),
    'run.pause': ({ run }) => command(run, (found) => found.pause()),
    'run.continue': ({ run }) => command(run, (found) => found.resume()),
    'run.cancel': ({ run }) => command(run, (found) => found.cancel()),
    async 'run.command'({ run, command: given }) {
      const found = live.get(run);
      if (found === undefined || found.over) return fail(notLive(run));
      return storing(async () => {
        const obeyed = await found.command(given);
        return obeyed.ok ? ok({ seq: obeyed.value }) : fail({ code: 'refused', message: obeyed.failure });
      });
    },
    'run.reach': ({ run, message }) => reachIn({ live, catalog }, run, message),
    async 'run.list'() {
      const { runs, damaged } = await catalog.list();
      return ok({ runs: [...runs], damaged: [...damaged] });
    },
    'run.find': ({ name }) => catalog.find(name),
    'events.subscribe'({ run, after }, { signal }) {
      const found = live.get(run);
      return found === undefined
        ? storedEvents(catalog, { run, after, signal })
        : liveEvents(catalog, found, { after, signal });
    },
    ...turnHandlers(catalog),
    async *'pieces.watch'({ run }, { signal }) {
      const found = live.get(run);
      if (found === undefined) return;
      for await (const piece of piecesOf(found, signal)) yield ok(piece);
    },
  };
}

const turnHandlers = (catalog: RunCatalog): Pick<Handlers, 'turn.pieces' | 'turn.reasoning'> => ({
  'turn.pieces': ({ run, seq: at }) => fromTurn(catalog, run, (own) => ({ pieces: own.detail(at)?.pieces ?? [] })),
  'turn.reasoning': ({ run, seq: at }) =>
    fromTurn(catalog, run, (own) => {
      const text = own.reasoning(at);
      return text === undefined ? {} : { text };
    }),
});

/** What lies beside an event and is in none. */
async function fromTurn<Value>(
  catalog: RunCatalog,
  run: RunId,
  read: (stored: StoredRun) => Value,
): Promise<Result<Value, RpcFailure>> {
  const opened = await catalog.open(run);
  if (!opened.ok) return opened;
  try {
    return ok(read(opened.value));
  } finally {
    opened.value.close();
  }
}

/** What the disk refuses is an answer to the command. */
async function storing<Value>(act: () => Promise<Result<Value, RpcFailure>>): Promise<Result<Value, RpcFailure>> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof JournalStopped)) throw error;
    return fail({ code: 'storage', message: error.failure.detail });
  }
}

const notLive = (run: RunId): RpcFailure => ({
  code: 'not_found',
  message: `The run ${run} is not running in this program; see parley list.`,
});

/**
 * Pieces as they come; those that nobody fetched in time are joined per turn, so that a slow reader costs no memory. Of a turn that is
 * tried again only the newest try waits.
 */
async function* piecesOf(run: LiveRun, signal: Abort): AsyncGenerator<Item<'pieces.watch'>> {
  const pieces = feed<Item<'pieces.watch'>>();
  const heard = run.pieces.on((piece) => {
    const at = pieces.waiting.findIndex((waiting) => waiting.turn === piece.turn);
    const waiting = pieces.waiting[at];
    if (waiting === undefined) pieces.push({ ...piece });
    else pieces.waiting[at] = { ...piece, text: (waiting.try === piece.try ? waiting.text : '') + piece.text };
  });
  const stop = (): void => pieces.end();
  run.done.then(stop, stop);
  signal.addEventListener('abort', stop, { once: true });
  try {
    yield* pieces.items();
  } finally {
    heard.dispose();
    signal.removeEventListener('abort', stop);
  }
}
