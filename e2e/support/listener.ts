import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';

/** A machine of somebody else's, as far as a page can tell: it notes whatever reaches it, over TCP and UDP, and answers everybody. */
export type Listener = {
  readonly origin: string;
  readonly port: number;
  /** Paths that were asked for, and `connection` for each connection, `datagram` for each datagram. */
  readonly seen: () => readonly string[];
  close(): void;
};

/** Listens on a free port of the loopback. `page`: what it answers with, where it is to be a page. */
export async function startListener(page = ''): Promise<Listener> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const { url = '' } = request;
    seen.push(url);
    const type = url.endsWith('.css') ? 'text/css' : url.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(200, { 'Content-Type': type, 'Access-Control-Allow-Origin': '*' });
    response.end(type === 'text/html' ? page : '');
  });
  server.on('connection', () => seen.push('connection'));
  server.on('upgrade', (request, socket) => {
    seen.push(request.url ?? '');
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const datagrams = createSocket('udp4', () => seen.push('datagram'));
  await new Promise<void>((resolve) => datagrams.bind(port, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    seen: () => seen,
    close() {
      server.closeAllConnections();
      server.close();
      datagrams.close();
    },
  };
}
