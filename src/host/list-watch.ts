import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Abort } from '#shared/base/abort.ts';
import { emitter } from '#shared/base/emitter.ts';
import { feed } from './feed.ts';
import { stampOf } from './file-stamp.ts';
import type { LibraryDoor } from './library-door.ts';
import { runsFolder, type Places } from './places.ts';
import { RUN_NAME } from './run-glances.ts';

/** Tells when the list of runs may have changed, whoever changed it. */
export interface ListWatch {
  /** To be called for each change by this process. */
  changed(): void;
  /** Until the signal is aborted: one item at once, then one for all changes since the last one was asked for, not more often than `CALM_MS`. */
  watch(signal: Abort): AsyncGenerator<undefined>;
}

export type ListWatchInput = {
  readonly places: Places;
  readonly door: LibraryDoor;
  /** Whether this process writes the run: it says itself when it changes. */
  readonly isOwn: (run: string) => boolean;
  readonly every?: number;
};

/** Changes that come this close together are one, in milliseconds. */
const CALM_MS = 40;
/** How often what other processes do is looked at. */
const POLL_MS = 1_000;

export function listWatch({ places, door, isOwn, every = POLL_MS }: ListWatchInput): ListWatch {
  const changes = emitter<undefined>();
  let watchers = 0;
  let timer: NodeJS.Timeout | undefined;
  let seen = '';
  const look = (): string => fingerprint(places, { door, isOwn });
  const poll = (): void => {
    const now = look();
    if (now === seen) return;
    seen = now;
    changes.emit(undefined);
  };
  const begin = (): void => {
    watchers += 1;
    if (timer !== undefined) return;
    seen = look();
    timer = setInterval(poll, every);
    // Whoever only watches keeps no program from ending.
    timer.unref();
  };
  const end = (): void => {
    watchers -= 1;
    if (watchers > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return {
    changed: () => changes.emit(undefined),
    async *watch(signal) {
      // At once: what was read before may be older than this watch.
      const told = feed<undefined>([undefined]);
      const heard = changes.on(() => {
        if (told.waiting.length === 0) told.push(undefined);
      });
      const stop = (): void => told.end();
      signal.addEventListener('abort', stop, { once: true });
      begin();
      try {
        for await (const change of told.items()) {
          await delay(CALM_MS);
          told.waiting.length = 0;
          if (isAborted(signal)) return;
          yield change;
        }
      } finally {
        end();
        heard.dispose();
        signal.removeEventListener('abort', stop);
      }
    },
  };
}

const isAborted = (signal: Abort): boolean => signal.aborted;

/** What other processes may change: which runs there are, which of them are held and how far those are, and the labels. */
function fingerprint(places: Places, { door, isOwn }: Pick<ListWatchInput, 'door' | 'isOwn'>): string {
  const folder = runsFolder(places);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(?:db|lock)$/u.test(name)) : [];
  const held = names.flatMap((name) => /^(.+)\.lock$/u.exec(name)?.[1] ?? []).filter((name) => RUN_NAME.test(name));
  const others = held.filter((run) => !isOwn(run)).map((run) => stampOf(join(folder, `${run}.db`)));
  const version = door.peek((library) => ({ ok: true, value: library.version() })) ?? 0;
  return [...names.toSorted(), ...others, version].join('\n');
}
