import type { Host } from '#host/compose.ts';
import { guardEgress } from '#host/egress-guard.ts';
import { settingsFrom } from '#host/host-settings.ts';
import { commandOf, placesOf, versionOf } from '#host/places-of.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import { lazyClient } from './lazy-client.ts';
import { runCli } from './main.ts';
import { flushed, processWorld } from './process-world.ts';
import { tell } from './report.ts';
import { runProgram, windowProgram } from './window-process.ts';

/** The process of the command line: composes the host when a command first asks it, and closes it before the exit. */
guardEgress();

const argv = process.argv.slice(2);
let host: Host | undefined;

const places = placesOf({ argv, env: process.env, platform: process.platform, codeDir: import.meta.dirname });
const client = lazyClient(async () => {
  const { compose } = await import('#host/compose.ts');
  // Built, the inference host lies beside this file; from source, where its source is.
  const source = import.meta.url.endsWith('.ts');
  const hostEntry = new URL(source ? '../inference/host/main.ts' : './inference-host.js', import.meta.url);
  host = compose({ places, settings: settingsFrom(process.env), hostEntry, app: versionOf(places.tree) });
  return loopback(host.handlers, {
    onProblem: (what, cause) => tell(world, cause instanceof Error ? `${what}: ${cause.stack ?? cause.message}` : what),
  });
});
const world = processWorld({
  client,
  command: commandOf(import.meta.dirname),
  async openWindow(wish, running) {
    const machine = { places, env: process.env, platform: process.platform, node: process.execPath };
    const program = windowProgram(wish, machine);
    return program.ok ? runProgram(program.value, running) : program;
  },
});

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
