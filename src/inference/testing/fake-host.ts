import { ok } from '#shared/base/result.ts';
import type { HostExit, HostProcess } from '../launch.ts';
import type { FromHost, OperationName, ToHost } from '../messages.ts';

/** A host process made of calls: it answers every request that `silent` does not name, and dies or falls silent when told to. */
export type FakeHost = HostProcess & {
  readonly heard: readonly ToHost[];
  readonly killed: boolean;
  say(message: FromHost): void;
  write(text: string): void;
  die(exit: Partial<HostExit>): void;
};

const REPLIES = {
  load: {
    ...{ loadTime: 1, memory: 1, context: 256, device: 'CPU: none', threads: 1, library: 'none' },
    wrapper: { name: 'chatml', from: 'template' as const },
  },
  open: { groundTokens: [1], tailTokens: [1], promptHash: '0'.repeat(64) },
  close: undefined,
};

export function createFakeHost(silent: readonly OperationName[] = []): FakeHost {
  const heard: ToHost[] = [];
  const listeners: {
    message?: (message: FromHost) => void;
    output?: (text: string) => void;
    exit?: (exit: HostExit) => void;
  } = {};
  let killed = false;
  let dead = false;
  const say = (message: FromHost): void => {
    if (!dead) listeners.message?.(message);
  };
  const die = ({ code, signal }: Partial<HostExit>): void => {
    if (dead) return;
    dead = true;
    listeners.exit?.({ code, signal });
  };
  return {
    heard,
    get killed() {
      return killed;
    },
    pid: 1,
    send(message) {
      heard.push(message);
      if (message.type !== 'ask' || silent.includes(message.name)) return;
      const reply = message.name in REPLIES ? REPLIES[message.name as keyof typeof REPLIES] : undefined;
      queueMicrotask(() => say({ type: 'reply', id: message.id, result: ok(reply) }));
    },
    onMessage: (listener) => void (listeners.message = listener),
    onOutput: (listener) => void (listeners.output = listener),
    onExit: (listener) => void (listeners.exit = listener),
    kill() {
      killed = true;
      queueMicrotask(() => die({ signal: 'SIGKILL' }));
    },
    say,
    write: (text) => listeners.output?.(text),
    die,
  };
}
