import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import { runId } from '#shared/events/ids.ts';
import { createJournal } from '#store/journal.ts';
import { DURABLE } from '#store/settings.ts';
import { valueOf } from '#store/testing/scratch.ts';

/** A run's file in this home; written without waiting for the disk, for it is only looked at. */
export function stored(home: string, events: readonly AnyEvent[]): string {
  const run = runId(`generated-${events.length}`);
  mkdirSync(join(home, 'runs'), { recursive: true });
  const settings = { ...DURABLE, synchronous: 'NORMAL' as const };
  const journal = valueOf(createJournal({ file: join(home, 'runs', `${run}.db`), run }, { settings }));
  for (const event of events) valueOf(journal.append([{ type: event.type, data: event.data } as Draft], event.at));
  journal.close();
  return run;
}

/**
 * Milliseconds from the change of the address until the playhead says where it stands and can be moved, and until it stands at the newest
 * event: a long run can be used while the rest of it is read.
 */
export const opened = (page: Page, place: string): Promise<{ readonly usable: number; readonly whole: number }> =>
  page.evaluate(async (hash) => {
    const began = performance.now();
    performance.mark('open');
    location.hash = hash;
    const shows = async (words: RegExp): Promise<number> => {
      while (!words.test(document.querySelector('section[aria-label="Playhead"]')?.textContent ?? '')) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return performance.now() - began;
    };
    const usable = await shows(/seq [1-9]\d* of/);
    performance.mark('usable');
    const whole = await shows(/seq (\d+) of \1(?!\d)/);
    performance.mark('opened');
    return { usable, whole };
  }, place);

type Presses = { readonly rounds: number; readonly commits: boolean };

/**
 * Presses keys one after the other, each in a task of its own after a frame was painted, with a mark `frame` in the trace in every frame. Where
 * `commits` are asked for also `pressed` before each and `committed` once React has put what it set off into the page (marks cost the thread
 * time too). Answers how many of them moved the playhead, as the page says itself at `committed`.
 */
export const press = (page: Page, keys: readonly string[], { rounds, commits }: Presses): Promise<number> =>
  page.evaluate(
    async ([names, times, told]) => {
      const painted = () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => {
            performance.mark('frame');
            const { port1, port2 } = new MessageChannel();
            port1.addEventListener('message', resolve, { once: true });
            port1.start();
            port2.postMessage(undefined);
          });
        });
      const place = () => document.querySelector('section[aria-label="Playhead"] p')?.textContent;
      let moved = 0;
      for (let round = 0; round < times; round += 1) {
        for (const key of names) {
          await painted();
          const before = told ? place() : undefined;
          if (told) performance.mark('pressed');
          document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
          // React commits what an event changed in the microtask after it.
          await Promise.resolve();
          if (!told) continue;
          performance.mark('committed');
          if (place() !== before) moved += 1;
        }
      }
      await painted();
      return moved;
    },
    [keys, rounds, commits] as const,
  );
