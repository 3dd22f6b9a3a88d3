import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startShell, type Shell, type ShellOptions } from '../server.ts';

export type OpenedShell = Shell & { readonly lines: readonly string[]; readonly windowRoot: string };

/** A shell over a window of two files; what it logs is kept. Closing it removes them. */
export async function openedShell(
  options: Partial<ShellOptions> & Pick<ShellOptions, 'handlers'>,
): Promise<OpenedShell> {
  const windowRoot = mkdtempSync(join(tmpdir(), 'parley-shell-'));
  mkdirSync(join(windowRoot, 'assets'));
  writeFileSync(join(windowRoot, 'index.html'), '<!doctype html><title>Parley</title>');
  writeFileSync(join(windowRoot, 'assets', 'main.js'), 'export {};');
  writeFileSync(join(windowRoot, 'assets', 'main.js.map'), '{}');
  const lines: string[] = [];
  const shell = await startShell({ windowRoot, log: (line) => lines.push(line), ...options });
  return {
    ...shell,
    lines,
    windowRoot,
    async close() {
      await shell.close();
      rmSync(windowRoot, { recursive: true });
    },
  };
}
