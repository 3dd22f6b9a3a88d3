import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { guardEgress } from '#host/egress-guard.ts';
import { settingsFrom } from '#host/host-settings.ts';
import { placesOf, versionOf } from '#host/places-of.ts';
import { shellArguments, USAGE } from './arguments.ts';
import { openInBrowser } from './open-browser.ts';
import { startShell } from './server.ts';
import { shellMemory } from './shell-memory.ts';

/**
 * The process of the browser shell: composes the host, prints the one-time link as its one line on stdout, and serves the window until
 * it is told to end. What is for people beside that goes to stderr.
 */
guardEgress();

const argv = process.argv.slice(2);
/** Milliseconds: a Ctrl-C reaches the process that started this one too, which may pass it on. */
const SAME_SIGNAL = 250;

await main();

async function main(): Promise<void> {
  const asked = shellArguments(argv);
  if (!asked.ok) return stop(2, `parley: ${asked.failure}`);
  if (asked.value.help) return void process.stdout.write(`${USAGE}\n`);
  const places = placesOf({ argv, env: process.env, platform: process.platform, codeDir: import.meta.dirname });
  const windowRoot = join(places.tree, 'out', 'renderer');
  if (!existsSync(join(windowRoot, 'index.html'))) return stop(1, 'parley: the window is not built yet; run npm start');
  const source = import.meta.url.endsWith('.ts');
  // Built, the inference host lies beside this file; from source, where its source is.
  const hostEntry = new URL(source ? '../inference/host/main.ts' : './inference-host.js', import.meta.url);
  const app = versionOf(places.tree);
  const { compose } = await import('#host/compose.ts');
  const host = compose({ places, settings: settingsFrom(process.env), hostEntry, app, log });
  const opened: { dispose(): void }[] = [];
  const forget = (): void => opened.forEach((page) => page.dispose());
  const { at } = asked.value;
  const memory = shellMemory(places.home);
  const options = { handlers: host.handlers, windowRoot, log, memory, onEntered: forget };
  const shell = await startShell(at === undefined ? options : { ...options, at });
  whenTold(async () => {
    await shell.close();
    await host.close();
    forget();
  });
  process.stdout.write(`Parley is open at ${shell.link}\n`);
  if (process.stdin.isTTY) askForLinks(() => shell.newLink());
  if (asked.value.open) opened.push(await openInBrowser(shell.link, process));
}

function log(line: string): void {
  process.stderr.write(`parley: ${line}\n`);
}

function stop(code: number, line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = code;
}

/** A link opens one browser; who wants to open another has the terminal, which proves that it is theirs. */
function askForLinks(newLink: () => string): void {
  process.stderr.write('The link works once. Press Enter for another, Ctrl-C to end.\n');
  createInterface({ input: process.stdin }).on('line', () => {
    process.stdout.write(`Parley is open at ${newLink()}\n`);
  });
}

/** Ends the process cleanly at the first signal, at once at the second. */
function whenTold(close: () => Promise<void>): void {
  let told: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (told !== undefined && now - told > SAME_SIGNAL) process.exit(130);
      if (told !== undefined) return;
      told = now;
      void close().then(() => process.exit(0));
    });
  }
}
