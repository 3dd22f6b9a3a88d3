import { join } from 'node:path';
import type * as Electron from 'electron';
import type { Host } from '#host/compose.ts';
import { serve } from '#shared/rpc/serve.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import { answerWindow } from './app-protocol.ts';
import { openScenario } from './file-dialogs.ts';
import { guardContents } from './guard-contents.ts';
import { guardSession, type Blocked } from './guard-session.ts';
import { listen, PORT } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { openOutside } from './open-outside.ts';
import { APP_SCHEME, placeIn, POLICY, SCHEME } from './policy.ts';
import { portTransport } from './port-transport.ts';
import { openWindow, showPlace } from './window.ts';

/** What this program uses of Electron. */
export type Parts = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'MessageChannelMain' | 'protocol' | 'session' | 'shell'
>;

export type Program = {
  /** The folder of the user's data; each has an instance of the app of its own. */
  readonly home: string;
  /** Absolute: the built page's folder and the built preload. */
  readonly page: string;
  readonly preload: string;
  /** Where the first window opens, such as `#/run/ID?seq=3`. */
  readonly place: string | undefined;
  readonly mac: boolean;
  readonly openHost: () => Promise<Host>;
  readonly log: (line: string) => void;
};

/** Starts the desktop app. What has to come before Electron is ready happens at once, in this call. */
export function boot(parts: Parts, program: Program): Promise<void> {
  const { app, protocol } = parts;
  app.enableSandbox();
  for (const [name, value] of Object.entries(POLICY.switches)) app.commandLine.appendSwitch(name, value);
  protocol.registerSchemesAsPrivileged([APP_SCHEME]);
  app.setPath('userData', join(program.home, 'window'));
  if (!app.requestSingleInstanceLock({ place: program.place })) {
    // The instance that is there opens the place.
    app.quit();
    return Promise.resolve();
  }
  guard(parts, program);
  return run(parts, program);
}

/** Every session and every contents that ever comes to be, whoever makes it. */
function guard({ app, session, dialog, shell }: Parts, { log }: Program): void {
  let count = 0;
  const blocked: Blocked = (address, what) => {
    count += 1;
    log(`blocked ${what} no. ${count}: ${address.slice(0, 200)}`);
  };
  const guarded = new WeakSet<Electron.Session>();
  const guardOnce = (one: Electron.Session): void => {
    if (guarded.has(one)) return;
    guarded.add(one);
    guardSession(one, { blocked, packaged: app.isPackaged });
  };
  app.on('session-created', guardOnce);
  void app.whenReady().then(() => guardOnce(session.defaultSession));
  const outside = (address: string): void => {
    openOutside(address, { shell, dialog }).catch((error: unknown) => log(`not opened: ${String(error)}`));
  };
  app.on('web-contents-created', (_event, contents) => guardContents(contents, { blocked, openOutside: outside }));
}

async function run(parts: Parts, program: Program): Promise<void> {
  const { app, protocol, BrowserWindow } = parts;
  await app.whenReady();
  protocol.handle(SCHEME, (request) => answerWindow(program.page, request));
  const host = await program.openHost();
  closeBeforeEnd(app, host);
  connectPages(parts, host, program);
  const open = (place?: string): Electron.BrowserWindow =>
    openWindow(parts, { preload: program.preload, packaged: app.isPackaged, place, log: program.log });
  const front = (): Electron.BrowserWindow =>
    BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0] ?? open();
  setMenu(parts, { host, open, front, mac: program.mac });
  app.on('second-instance', (...told) => {
    const window = front();
    const place = placeOf(told[3]);
    if (window.isMinimized()) window.restore();
    window.focus();
    if (place !== undefined) showPlace(window, place);
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  app.on('window-all-closed', () => {
    if (!program.mac) app.quit();
  });
  open(program.place);
}

/** Lines to pages that may be open at once. */
const PORTS = 16;

/** Gives each of our pages, and nothing else, a port that speaks the method table. */
function connectPages({ ipcMain, MessageChannelMain }: Parts, host: Host, { log }: Program): void {
  const ports = new Set<Transport>();
  listen(ipcMain, {
    listener(sender) {
      const { port1, port2 } = new MessageChannelMain();
      const transport = portTransport(port1);
      ports.add(transport);
      transport.onClose(() => ports.delete(transport));
      // A page that goes closes its port; one that asks for many loses its oldest.
      const [oldest] = ports;
      if (ports.size > PORTS) oldest?.close();
      serve(transport, host.handlers, {
        onProblem: (what, cause) => log(cause instanceof Error ? `${what}: ${cause.stack ?? cause.message}` : what),
      });
      sender.postMessage(PORT, undefined, [port2]);
    },
    refused: (why) => log(`refused ${why}`),
  });
}

type MenuSetting = {
  readonly host: Host;
  readonly open: () => Electron.BrowserWindow;
  readonly front: () => Electron.BrowserWindow;
  readonly mac: boolean;
};

function setMenu({ app, Menu, dialog }: Parts, { host, open, front, mac }: MenuSetting): void {
  const scenario = async (): Promise<void> => {
    const window = front();
    const opened = await openScenario({ dialog, window, save: host.handlers['scenario.save'] });
    if (!opened.ok) dialog.showErrorBox('The scenario was not opened', opened.failure);
    else if (opened.value !== undefined) showPlace(window, opened.value);
  };
  const actions = {
    go: (place: string) => showPlace(front(), place),
    openScenario: () => void scenario(),
    newWindow: () => void open(),
  };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, { mac, packaged: app.isPackaged })));
}

/** The app ends when its runs are left in order and the models are given back. */
function closeBeforeEnd(app: Parts['app'], host: Host): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void host.close().finally(() => {
      state = 'closed';
      app.quit();
    });
  });
}

/** What another instance hands over comes from another process: read as text that may be anything. */
function placeOf(data: unknown): string | undefined {
  const place = typeof data === 'object' && data !== null && 'place' in data ? data.place : undefined;
  return typeof place === 'string' ? placeIn(place) : undefined;
}
