import { AsyncLocalStorage } from 'node:async_hooks';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { disposable, type Disposable } from '#shared/base/disposable.ts';

/** Something in this process tried to reach another machine without having been asked to: a bug or an intrusion, never an expected failure. */
export class EgressBlocked extends Error {
  override readonly name = 'EgressBlocked';
  readonly code = 'EGRESS_BLOCKED';
}

export type EgressOptions = {
  /** Which addresses are this machine; loopback unless a test says otherwise. */
  readonly isLocal?: (host: string) => boolean;
};

type Endpoint = { readonly host: string; readonly port: number };
const opened = new AsyncLocalStorage<Endpoint>();

/**
 * From now on this process connects to its own machine only: sockets, name look-ups and datagrams to anything else throw
 * `EgressBlocked`. Sessions of a browser guard their own requests and see none of these, so every process of Node needs this one.
 * Not covered: processes that it starts (pip, which a download asks for), and native code, which the tests watch from outside.
 */
export function blockEgress({ isLocal = isLoopback }: EgressOptions = {}): Disposable {
  const mayReach = ({ host, port }: Endpoint): boolean => {
    const door = opened.getStore();
    return isLocal(host) || (door?.host === host && door.port === port);
  };
  const mayAsk = (name: string): boolean =>
    net.isIP(name) !== 0 || isLocal(name) || opened.getStore()?.host === plain(name);
  const patches = [
    guard(net.Socket.prototype, 'connect', (args) => {
      const target = targetOf(args);
      if (target !== undefined && !mayReach(target)) throw blocked(`a connection to ${target.host}:${target.port}`);
    }),
    ...DATAGRAMS.map((name) =>
      guard(dgram.Socket.prototype, name, () => {
        throw blocked(`a datagram socket (${name})`);
      }),
    ),
    ...ASKING.flatMap((asking) =>
      Object.keys(Object.getOwnPropertyDescriptors(asking))
        .filter((name) => QUESTION.test(name))
        .map((name) =>
          guard(asking, name, ([about]) => {
            if (!mayAsk(String(about))) throw blocked(`a look-up of ${String(about)}`);
          }),
        ),
    ),
  ];
  // What imports these by name gets the guarded ones too.
  syncBuiltinESMExports();
  return disposable(() => {
    for (const patch of patches) patch.dispose();
    syncBuiltinESMExports();
  });
}

/** Runs `ask`, which may reach the host and port of this address and nothing else: for a download that the user has asked for. */
export function withEgress<Value>(url: string, ask: () => Value): Value {
  const { hostname, port, protocol } = new URL(url);
  const standard = protocol === 'http:' ? 80 : 443;
  return opened.run({ host: plain(hostname), port: port === '' ? standard : Number(port) }, ask);
}

const DATAGRAMS = ['send', 'connect', 'bind'];
const QUESTION = /^(lookup|resolve|reverse)/u;
const ASKING: readonly object[] = [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype];

const blocked = (what: string): EgressBlocked =>
  new EgressBlocked(`${what} was blocked: nothing leaves this machine but a download that was asked for`);

/** Puts `check` before a method; a method that is not there, or is a constant, needs none. */
function guard(owner: object, name: string, check: (args: readonly unknown[]) => void): Disposable {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return disposable(() => {});
  Reflect.set(owner, name, function guarded(this: unknown, ...args: unknown[]): unknown {
    check(args);
    return Reflect.apply(original, this, args);
  });
  return disposable(() => void Reflect.set(owner, name, original));
}

/** Where a socket is to connect, in every form of `Socket.connect`; undefined for a pipe of this machine. */
function targetOf(args: readonly unknown[]): Endpoint | undefined {
  // `net.connect` hands on its arguments already read: a list whose first is the options.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as readonly unknown[]) : args;
  if (typeof first === 'object' && first !== null) {
    const { path, host, port } = first as { readonly path?: unknown; readonly host?: unknown; readonly port?: unknown };
    if (typeof path === 'string') return undefined;
    return { host: plain(typeof host === 'string' ? host : 'localhost'), port: Number(port) };
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return undefined;
  return { host: plain(typeof second === 'string' ? second : 'localhost'), port: Number(first) };
}

const plain = (host: string): string => host.toLowerCase().replaceAll(/^\[|\]$/gu, '');

/** Short and odd spellings of a loopback address are not needed, and so they are not it. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (net.isIPv4(host) && host.startsWith('127.'));
