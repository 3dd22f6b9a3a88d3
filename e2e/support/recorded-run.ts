import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { creationOf } from '#engine/create.ts';
import { runUntilDone } from '#engine/loop.ts';
import type { Inference } from '#engine/ports.ts';
import { runLog } from '#engine/run-log.ts';
import { setupWith } from '#engine/testing/deliberation.ts';
import { invented, scriptedInference, type Cue } from '#engine/testing/scripted-model.ts';
import { steppingClock } from '#engine/testing/stepping-clock.ts';
import { NEVER } from '#shared/base/abort.ts';
import type { Draft } from '#shared/events/event.ts';
import { runId } from '#shared/events/ids.ts';
import { createJournal } from '#store/journal.ts';
import { DURABLE } from '#store/settings.ts';
import { valueOf } from '#store/testing/scratch.ts';

export type Recording = {
  readonly id: string;
  readonly title: string;
  readonly inference?: Inference;
  readonly turns?: number;
  /** Changes what is about to be written. */
  readonly written?: (draft: Draft) => Draft;
};

/** Deliberates by the engine into a run's file of a home, as the program itself would, token ids among it; in exact mode. */
export async function recordRun(home: string, recording: Recording): Promise<void> {
  const { id, title, inference = scriptedInference(), turns = 6, written = (draft) => draft } = recording;
  const run = runId(id);
  mkdirSync(join(home, 'runs'), { recursive: true });
  // It is only looked at: nobody waits for the disk.
  const settings = { ...DURABLE, synchronous: 'NORMAL' as const };
  const journal = valueOf(createJournal({ file: fileOf(home, id), run }, { settings }));
  const clock = steppingClock();
  const log = runLog(
    {
      run,
      append: (drafts, at) => journal.append(drafts.map(written), at),
      read: (after, limit) => journal.read(after, limit),
    },
    clock,
  );
  const setup = setupWith({ title, exact: true, budget: { turns } });
  log.append(...creationOf({ run, setup, startedAt: '2026-03-05T09:30:00.000Z', app: 'test' }));
  const deps = { log, inference, clock, onPiece: () => {} };
  await runUntilDone(deps, { signal: NEVER, changed: () => new Promise(() => {}) });
  journal.close();
}

/** The scripted model as a library of another version served it: it says what today's says, but for one word of one answer. */
export function olderLibrary({ answer, word }: { readonly answer: number; readonly word: number }): Inference {
  let spoken = 0;
  const speak = ({ seed }: Cue) => {
    spoken += 1;
    const text = invented(seed);
    if (spoken !== answer) return { text };
    const words = text.split(' ');
    return { text: words.map((own, at) => (at === word - 1 ? 'yonder' : own)).join(' ') };
  };
  const model = scriptedInference({ speak });
  return {
    ...model,
    async load(specs, options) {
      const loaded = await model.load(specs, options);
      return loaded.ok
        ? { ...loaded, value: loaded.value.map((own) => ({ ...own, library: 'scripted 0.9' })) }
        : loaded;
    },
  };
}

/** Changes the words of an event behind the program's back, and leaves the file's guards as they were. */
export function tamper(home: string, id: string, change: { readonly seq: number; readonly data: object }): void {
  const db = new Database(fileOf(home, id));
  const triggers = db
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER "${name}"`);
  db.prepare('UPDATE events SET data = ? WHERE seq = ?').run(JSON.stringify(change.data), change.seq);
  for (const { sql } of triggers) db.exec(sql);
  db.close();
}

const fileOf = (home: string, id: string): string => join(home, 'runs', `${id}.db`);
