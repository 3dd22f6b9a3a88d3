import { expect, test } from 'vitest';
import { CONNECT, PORT } from '#main/ipc.ts';
import { handOver, type Channel, type Page } from './hand-over.ts';

function world() {
  const sent: unknown[][] = [];
  const posted: unknown[][] = [];
  let hear: Parameters<Page['addEventListener']>[1] | undefined;
  const channels = new Map<string, Parameters<Channel['on']>[1]>();
  const page: Page = {
    location: { origin: 'app://parley' },
    addEventListener: (_type, listener) => void (hear = listener),
    postMessage: (...all) => void posted.push(all),
  };
  const before = Object.keys(page);
  handOver({ send: (...all) => void sent.push(all), on: (name, listener) => channels.set(name, listener) }, page);
  const says = (data: unknown, own: object = {}): void =>
    hear?.({ data, source: page, origin: 'app://parley', ...own });
  return { page, before, sent, posted, channels, says };
}

test('the page’s word that it is ready, and nothing else, asks for a port', () => {
  const { sent, says } = world();
  for (const data of [undefined, null, 'ready', { parley: 'port' }, { parley: ['ready'] }, { type: 'ready' }, 7])
    says(data);
  says({ parley: 'ready' }, { origin: 'https://evil.example' });
  says({ parley: 'ready' }, { source: {} });
  expect(sent).toEqual([]);
  says({ parley: 'ready', channel: 'other', values: [1] });
  expect(sent).toEqual([[CONNECT]]);
});

test('the port is all that crosses over: no event, no function, no value of the main process', () => {
  const { channels, posted } = world();
  const port = { port: 1 };
  channels.get(PORT)?.({ ports: [port], sender: 'leak', senderId: 7 } as never);
  expect(posted).toEqual([[{ parley: 'port' }, 'app://parley', [port]]]);
  channels.get(PORT)?.({ ports: [] });
  expect(posted).toHaveLength(1);
});

test('nothing is put into the page, and one channel is listened to', () => {
  const { page, before, channels } = world();
  expect(Object.keys(page)).toEqual(before);
  expect([...channels.keys()]).toEqual([PORT]);
});
