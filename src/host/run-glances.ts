import { basename } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { runId, seq } from '#shared/events/ids.ts';
import { EVENTS_AT_ONCE, type RpcFailure } from '#shared/rpc/methods.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';
import type { RunView } from '#shared/projections/run.ts';
import { holderOf } from '#store/lock.ts';
import { stampOf } from './file-stamp.ts';
import { factsOf, type About, type RunFacts } from './run-summary.ts';
import { openRecording, openStoredFile, type StoredRun } from './stored-run.ts';

/** A run goes by its file's name: of a file that was copied by hand there are then two. */
export const RUN_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/**
 * Runs summed up from their files. What was read once is read again only where the file may have changed, and of a run that goes on
 * only what came since: lists are asked for often.
 */
export interface RunGlances {
  own(file: string): Result<RunFacts, RpcFailure>;
  recording(file: string): Promise<Result<RunFacts, RpcFailure>>;
}

type Glance = { readonly key: string; readonly facts: Result<RunFacts, RpcFailure> };

export function runGlances(): RunGlances {
  const glances = new Map<string, Glance>();
  const views = new Map<string, RunView>();
  const remember = (file: string, glance: Glance): Glance['facts'] => {
    glances.set(file, glance);
    return glance.facts;
  };
  return {
    own(file) {
      const about = { held: holderOf(file) !== undefined, source: 'home' } as const;
      const key = `${about.held} ${stampOf(file)}`;
      const known = glances.get(file);
      if (known?.key === key) return known.facts;
      const facts = readOwn(file, about, views);
      // What a list is asked for once more is a run that somebody writes: the others are remembered as they are.
      if (!about.held || !facts.ok) views.delete(file);
      return remember(file, { key, facts });
    },
    async recording(file) {
      const key = stampOf(file);
      const known = glances.get(file);
      if (known?.key === key) return known.facts;
      const opened = await openRecording(file);
      if (!opened.ok) return remember(file, { key, facts: opened });
      const view = viewOf(opened.value, emptyRun());
      const facts = view.ok ? rowOf(view.value, { file, held: false, source: 'recording' }) : view;
      return remember(file, { key, facts });
    },
  };
}

function readOwn(file: string, about: About, views: Map<string, RunView>): Result<RunFacts, RpcFailure> {
  const name = basename(file, '.db');
  if (!RUN_NAME.test(name)) {
    const message = `${file} is not named as a run is (small letters, digits and -): name it anew.`;
    return fail({ code: 'storage', message });
  }
  const opened = openStoredFile(file);
  if (!opened.ok) return opened;
  try {
    const known = views.get(file);
    // A file with fewer events than were read is another one.
    const begun = known === undefined || known.lastSeq > opened.value.head.seq ? emptyRun() : known;
    const view = viewOf(opened.value, begun);
    if (!view.ok) return view;
    views.set(file, view.value);
    const row = rowOf(view.value, { file, ...about, origin: opened.value.origin() });
    return row.ok ? ok({ ...row.value, run: runId(name) }) : row;
  } finally {
    opened.value.close();
  }
}

/** `begun` is gone on with: nobody else may hold it. */
function viewOf(stored: StoredRun, begun: RunView): Result<RunView, RpcFailure> {
  let view = begun;
  // Some at a time: of a long run only the fold is held.
  for (;;) {
    const events = stored.events(seq(view.lastSeq), EVENTS_AT_ONCE);
    if (!events.ok) return events;
    if (events.value.length === 0) return ok(view);
    view = events.value.reduce(foldRun, view);
  }
}

function rowOf(view: RunView, { file, ...about }: About & { readonly file: string }): Result<RunFacts, RpcFailure> {
  const facts = factsOf(view, about);
  if (facts !== undefined) return ok(facts);
  return fail({ code: 'storage', message: `${file} does not begin as a run does: it holds no v1.run.created.` });
}
