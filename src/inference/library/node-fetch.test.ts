import { spawnSync } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { nodeFetch } from './node-fetch.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
}

const sizeOf = async (body: AsyncIterable<Uint8Array> | null): Promise<number> => {
  let size = 0;
  for await (const chunk of body ?? []) size += chunk.length;
  return size;
};

test('status, headers and body are those of the reply, and a redirect is not followed', async () => {
  const asked: (string | undefined)[] = [];
  const url = await serving((request, reply) => {
    asked.push(`${request.method} ${request.headers.range} ${request.headers.connection}`);
    if (request.url === '/moved') reply.writeHead(302, { location: '/file' }).end();
    else reply.writeHead(206, { 'content-range': 'bytes 3-5/6' }).end('def');
  });
  const answer = await nodeFetch(url, { headers: { range: 'bytes=3-' } });
  expect([answer.status, answer.headers.get('Content-Range'), await answer.text()]).toEqual([
    206,
    'bytes 3-5/6',
    'def',
  ]);
  const moved = await nodeFetch(url.replace('file', 'moved'), { method: 'HEAD' });
  expect([moved.status, moved.headers.get('location'), moved.body]).toEqual([302, '/file', null]);
  expect(asked).toEqual(['GET bytes=3- close', 'HEAD undefined close']);
});

test('a body that breaks off rejects, and one that is aborted does too', async () => {
  const url = await serving((_request, reply) => {
    reply.writeHead(200, { 'content-length': 10 });
    reply.write('12345', () => reply.destroy());
  });
  const cut = await nodeFetch(url, {});
  await expect(sizeOf(cut.body)).rejects.toMatchObject({ code: 'ECONNRESET' });
  const hanging = await serving((_request, reply) => void reply.writeHead(200).write('1'));
  const stop = new AbortController();
  const answer = await nodeFetch(hanging, { signal: stop.signal });
  const read = sizeOf(answer.body);
  stop.abort();
  await expect(read).rejects.toThrow('aborted');
  await expect(nodeFetch('http://127.0.0.1:9/none', {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

/** Fetches a body from a server that closes behind it, and reads it late, as where the disk is busy; the process may die of it. */
const SIZE = 64 * 1024;
const SLOW_READER = `
import { createServer } from 'node:net';
const { nodeFetch } = await import(process.argv[1]);
const ask = process.argv[2] === 'node' ? nodeFetch : fetch;
const server = createServer((socket) =>
  socket.once('data', () => {
    socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: ${SIZE}\\r\\nConnection: close\\r\\n\\r\\n');
    socket.write(Buffer.alloc(${SIZE}));
    socket.end();
  }),
);
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const answer = await ask('http://127.0.0.1:' + server.address().port, {});
await new Promise((resolve) => setTimeout(resolve, 500));
let size = 0;
for await (const chunk of answer.body) size += chunk.length;
console.log(size);
server.close();
`;

const slowReader = (which: 'node' | 'undici') =>
  spawnSync(
    process.execPath,
    ['--input-type=module', '-e', SLOW_READER, new URL('node-fetch.ts', import.meta.url).href, which],
    { encoding: 'utf8' },
  );

test('a server that closes at the end of a body that is read slowly costs nothing', () => {
  const { status, stdout, stderr } = slowReader('node');
  expect([status, stdout.trim(), stderr]).toEqual([0, String(SIZE), '']);
});

test("the control: Node's own fetch dies of it; where this turns red, the reason for nodeFetch is gone", () => {
  const { status, stderr } = slowReader('undici');
  expect([status, stderr.includes('assert(!this.paused)')]).toEqual([1, true]);
});
