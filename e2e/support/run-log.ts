import type { Page } from '@playwright/test';
import { eventsIn, parley, type WireEvent } from './parley.ts';
import type { Shell } from './shell.ts';

export const runIn = (room: Page): string => /#\/run\/([^?]+)/u.exec(room.url())?.[1] ?? '';

/** What the command line reads of the open run while the window has it open: its log, as it is on disk. */
export const logOf = (room: Page, shell: Shell): Promise<readonly WireEvent[]> => storedLog(runIn(room), shell);

/** The log of a run as it is on disk. */
export async function storedLog(run: string, shell: Shell): Promise<readonly WireEvent[]> {
  const args = ['export', run, '--format', 'jsonl', '--home', shell.home];
  const { code, stdout, stderr } = await parley(args);
  if (code !== 0) throw new Error(`the log could not be read: ${stderr}`);
  return eventsIn(stdout);
}

/** The data of the events of one type. */
export const dataOf = (events: readonly WireEvent[], type: string): readonly WireEvent['data'][] =>
  events.filter((event) => event.type === type).map(({ data }) => data);
