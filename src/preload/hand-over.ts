/** Types of its own: this folder is compiled without the DOM and must not import more than Electron. */
type Message = { readonly data: unknown; readonly source: unknown; readonly origin: string };

export type Page = {
  readonly location: { readonly origin: string };
  addEventListener(type: 'message', listener: (event: Message) => void): void;
  postMessage(message: unknown, origin: string, ports: readonly unknown[]): void;
};

export type Channel = {
  send(channel: string): void;
  on(channel: string, listener: (event: { readonly ports: readonly unknown[] }) => void): unknown;
};

const CONNECT = 'parley:connect';
const PORT = 'parley:port';

/**
 * When the page says that it is ready, asks the main process for a port; passes the port on to the page. Only the port crosses over:
 * no event, no function, and no value of either side.
 */
export function handOver(channel: Channel, page: Page): void {
  page.addEventListener('message', ({ data, source, origin }) => {
    if (source === page && origin === page.location.origin && isReady(data)) channel.send(CONNECT);
  });
  channel.on(PORT, ({ ports }) => {
    const [port] = ports;
    if (port !== undefined) page.postMessage({ parley: 'port' }, page.location.origin, [port]);
  });
}

const isReady = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'parley' in data && data.parley === 'ready';
