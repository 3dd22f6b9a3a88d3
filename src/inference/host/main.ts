/**
 * The inference host: native code in a process of its own, so that a crash or a hang costs a turn and not the program. It ends when
 * its owner does (the channel closes), and installs no handler for SIGTERM, behind which a hung thread would survive.
 */
import { availableParallelism, cpus } from 'node:os';
import { getLlama } from 'node-llama-cpp';
import type { FromHost, ToHost } from '../messages.ts';
import { serve } from './serve.ts';

const BEAT = 500;

const send = (message: FromHost): void => {
  // Without a callback a channel that just closed would throw.
  process.send?.(message, undefined, {}, () => {});
};

if (process.send === undefined) {
  process.stderr.write('The inference host is started by Parley, not by hand.\n');
  process.exitCode = 2;
} else {
  const machine = { cores: availableParallelism(), processor: cpus()[0]?.model ?? 'unknown' };
  const take = serve({ send, getLlama, machine });
  process.on('message', (message) => take(message as ToHost));
  // Nothing here is worth saving, and native threads may still run: no orderly exit.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  setInterval(() => send({ type: 'beat' }), BEAT);
  // Ctrl-C at a terminal reaches the whole group; the owner decides what it means, and a turn is not lost to it.
  process.on('SIGINT', () => {});
  send({ type: 'ready' });
}
