import { CONNECT } from '../ipc.ts';
import { createFakeElectron, type FakePort } from './fake-electron.ts';

/**
 * The fake as the module `electron`. It plays a whole life: ready, a page that connects and asks what its arguments name after `--ask`
 * (METHOD, comma separated), a host process that dies at once, the end. What happened goes to stdout as one JSON document.
 */
const fake = createFakeElectron({ packaged: process.env['FAKE_PACKAGED'] === '1' });
export const { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain } = fake.module;
export const { protocol, session, shell, utilityProcess } = fake.module;

const replies: unknown[] = [];
const asked = (process.env['FAKE_ASK'] ?? '').split(',');
const dying = setInterval(() => fake.children.forEach((child) => child.emit('exit', 1)), 20);

setImmediate(() => {
  fake.ready();
  const waiting = setInterval(() => {
    if (fake.windows.length === 0) return;
    clearInterval(waiting);
    connect();
  }, 5);
});

function connect(): void {
  const postMessage = (_channel: string, _value: unknown, [port]: FakePort[]): void => {
    port?.on('message', ({ data }: { readonly data: string }) => {
      replies.push(JSON.parse(data));
      if (replies.length === asked.length) end();
    });
    port?.start();
    for (const [index, method] of asked.entries())
      port?.postMessage(JSON.stringify({ id: index + 1, method, input: {} }));
  };
  fake.module.ipcMain.emit(CONNECT, {
    senderFrame: { url: 'app://parley/index.html', parent: null, postMessage },
  });
}

function end(): void {
  fake.module.app.emit('will-quit', { preventDefault: () => {} });
  const closing = setInterval(() => {
    if (fake.callsOf('app.quit').length === 0) return;
    clearInterval(closing);
    clearInterval(dying);
    const contents = fake.windows.map((window) => window.webContents.calls);
    process.stdout.write(`${JSON.stringify({ calls: fake.calls, replies, contents })}\n`);
  }, 5);
}
