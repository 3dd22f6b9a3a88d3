import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Handlers } from '#shared/rpc/handlers.ts';
import { serve } from '#shared/rpc/serve.ts';
import { refuseSocket } from './answers.ts';
import type { ShellLimits } from './limits.ts';
import { paced } from './paced.ts';
import { wsTransport } from './ws-transport.ts';

type Options = {
  readonly handlers: Handlers;
  readonly limits: ShellLimits;
  readonly log: (line: string) => void;
  /** The status with which an upgrade is refused, or `undefined` where it may go on. */
  readonly refused: (request: IncomingMessage) => number | undefined;
};

/** The windows that are connected; every refusal comes before the 101. */
export function windows(server: Server, { handlers, limits, log, refused }: Options): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frame,
    // A few bytes could stand for any number.
    perMessageDeflate: false,
    handleProtocols: () => PROTOCOL,
  });
  // Without a listener `ws` answers by itself, with a body.
  sockets.on('wsClientError', (_error, socket) => refuseSocket(socket, 400));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Who goes away in the middle of a handshake is nobody's failure.
    socket.on('error', () => {});
    const status = refused(request) ?? (sockets.clients.size < limits.clients ? undefined : 503);
    if (status === undefined) sockets.handleUpgrade(request, socket, head, join);
    else refuseSocket(socket, status);
  });
  const join = (socket: WebSocket): void => {
    const transport = wsTransport(socket, { limits, onBreach: (why) => log(`a window was disconnected: ${why}`) });
    let bad = 0;
    serve(transport, paced(handlers, transport.room), {
      onProblem(what, cause) {
        // A handler that threw is a bug of ours, anything else a frame of theirs.
        if (cause !== undefined) log(cause instanceof Error ? `${what}: ${cause.stack ?? cause.message}` : what);
        else if ((bad += 1) > limits.badFrames) transport.close();
      },
    });
  };
  const pings = heartbeat(sockets, limits.pingEvery);
  return {
    close() {
      clearInterval(pings);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

/** The subprotocol of a window's socket; the other one that it names is its ticket. */
export const PROTOCOL = 'parley';

/** Ends the sockets that have not answered one ping when the next is due. */
function heartbeat(sockets: WebSocketServer, every: number): NodeJS.Timeout {
  const silent = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) {
        socket.terminate();
        continue;
      }
      silent.add(socket);
      socket.once('pong', () => silent.delete(socket));
      socket.ping();
    }
  }, every);
  timer.unref();
  return timer;
}
