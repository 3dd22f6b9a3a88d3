import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { BrowserWindow, Dialog, SaveDialogOptions } from 'electron';
import { NEVER } from '#shared/base/abort.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import { POLICY } from './policy.ts';

/** Bytes of a scenario file; far above any that a person writes. */
const LARGEST = 512 * 1024;
const SCENARIOS = [{ name: 'Scenarios', extensions: ['yaml', 'yml'] }];

export type OpenScenario = {
  readonly dialog: Pick<Dialog, 'showOpenDialog'>;
  readonly save: Handlers['scenario.save'];
  readonly window: BrowserWindow;
};

/**
 * Lets the user choose a scenario file, takes it in among their own, and answers the place where it stands in the window; undefined
 * where they chose none. The page never learns a path.
 */
export async function openScenario({
  dialog,
  save,
  window,
}: OpenScenario): Promise<Result<string | undefined, string>> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open a scenario',
    filters: SCENARIOS,
    properties: ['openFile'],
  });
  const [path] = filePaths;
  if (path === undefined) return ok(undefined);
  const text = await readText(path);
  if (!text.ok) return text;
  const name = basename(path, extname(path));
  const saved = await save({ name, text: text.value }, { signal: NEVER });
  return saved.ok ? ok(`#/new?from=${encodeURIComponent(name)}`) : fail(saved.failure.message);
}

/** How the user is asked where a file of this name goes. */
export function saveOptions(name: string): SaveDialogOptions {
  const ending = extname(name).slice(1);
  return {
    title: 'Save',
    defaultPath: basename(name),
    filters: [{ name: ending.toUpperCase(), extensions: [ending] }],
  };
}

/** Whether the window may have a file of this name saved: exports and scenarios, nothing that a system would run. */
export const maySave = (name: string): boolean =>
  (POLICY.saved as readonly string[]).includes(extname(name).slice(1)) && !/[\\/]/u.test(name);

async function readText(path: string): Promise<Result<string, string>> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size > LARGEST) return fail(`${basename(path)} has ${size} bytes; a scenario has at most ${LARGEST}.`);
    return ok(await file.readFile('utf8'));
  } catch (error) {
    return fail(`${basename(path)} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
