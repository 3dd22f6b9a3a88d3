/**
 * The inference host: native code in a process of its own, so that a crash or a hang costs a turn and not the program. It ends when
 * its owner does (the channel closes), and installs no handler for SIGTERM, behind which a hung thread would survive.
 */
import { availableParallelism, cpus } from 'node:os';
import { getLlama } from 'node-llama-cpp';
import { blockEgress } from '../egress.ts';
import { ownerOf } from './owner.ts';
import { answerSelfTest } from './self-test.ts';
import { serve } from './serve.ts';

const BEAT = 500;

blockEgress();
const owner = ownerOf(process);
if (owner === undefined) {
  process.stderr.write('The inference host is started by Parley, not by hand.\n');
  process.exitCode = 2;
} else {
  if (owner.kind === 'electron') answerSelfTest();
  const machine = { cores: availableParallelism(), processor: cpus()[0]?.model ?? 'unknown' };
  owner.onMessage(serve({ send: owner.send, getLlama, machine }));
  // Nothing here is worth saving, and native threads may still run: no orderly exit.
  owner.onGone(() => process.kill(process.pid, 'SIGKILL'));
  setInterval(() => owner.send({ type: 'beat' }), BEAT);
  // Ctrl-C at a terminal reaches the whole group; the owner decides what it means, and a turn is not lost to it.
  process.on('SIGINT', () => {});
  owner.send({ type: 'ready' });
}
