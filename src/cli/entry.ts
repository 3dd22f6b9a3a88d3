import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '#host/compose.ts';
import { settingsFrom } from '#host/host-settings.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import { lazyClient } from './lazy-client.ts';
import { runCli } from './main.ts';
import { commandOf, placesOf } from './places-of.ts';
import { flushed, processWorld } from './process-world.ts';
import { tell } from './report.ts';

/** The process of the command line: composes the host when a command first asks it, and closes it before the exit. */
const argv = process.argv.slice(2);
let host: Host | undefined;

const client = lazyClient(async () => {
  const { compose } = await import('#host/compose.ts');
  const places = placesOf({ argv, env: process.env, platform: process.platform, codeDir: import.meta.dirname });
  // Built, the inference host lies beside this file; from source, where its source is.
  const source = import.meta.url.endsWith('.ts');
  const hostEntry = new URL(source ? '../inference/host/main.ts' : './inference-host.js', import.meta.url);
  host = compose({ places, settings: settingsFrom(process.env), hostEntry, app: versionOf(places.tree) });
  return loopback(host.handlers, {
    onProblem: (what, cause) => tell(world, cause instanceof Error ? `${what}: ${cause.stack ?? cause.message}` : what),
  });
});
const world = processWorld(client, commandOf(import.meta.dirname));

process.exit(await main());

async function main(): Promise<number> {
  let code = 1;
  try {
    code = await runCli(argv, world);
  } catch (error) {
    // What arrives here is a bug: its stack is what a report of it needs.
    tell(world, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  client.close();
  await host?.close();
  await flushed();
  return code;
}

function versionOf(tree: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof version === 'string' ? version : 'unknown';
}
