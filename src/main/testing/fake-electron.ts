import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Parts } from '../boot.ts';
import type { Utility } from '../utility-launch.ts';

/** A call that the program made of Electron, in order of time. */
export type Call = readonly [name: string, ...values: unknown[]];
export type FakeOptions = { readonly packaged?: boolean; readonly lock?: boolean };

type Answer = (value: unknown) => void;

/** The parts of Electron as recorders: what they are given is kept, what they would tell is told by the test. */
export function createFakeElectron({ packaged = false, lock = true }: FakeOptions = {}) {
  const calls: Call[] = [];
  const note =
    (name: string) =>
    (...values: unknown[]): void =>
      void calls.push([name, ...values]);
  const ready = Promise.withResolvers<void>();
  const app = Object.assign(new EventEmitter(), {
    isPackaged: packaged,
    enableSandbox: note('app.enableSandbox'),
    commandLine: { appendSwitch: note('app.commandLine.appendSwitch') },
    setPath: note('app.setPath'),
    requestSingleInstanceLock(data: unknown) {
      note('app.requestSingleInstanceLock')(data);
      return lock;
    },
    whenReady: () => ready.promise,
    quit: note('app.quit'),
    exit: note('app.exit'),
  });
  const defaultSession = new FakeSession();
  const windows: FakeWindow[] = [];
  class Window extends FakeWindow {
    constructor(options: unknown) {
      super(options);
      calls.push(['new BrowserWindow', options]);
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
    static getAllWindows = (): readonly FakeWindow[] => windows.filter((window) => !window.destroyed);
    static getFocusedWindow = (): undefined => undefined;
  }
  /** What the user answers: the button, and the files that are chosen. */
  const user = { response: 0, filePaths: [] as readonly string[] };
  const dialog = {
    showMessageBox: async (options: unknown) => {
      note('dialog.showMessageBox')(options);
      return { response: user.response };
    },
    showOpenDialog: async (...values: unknown[]) => {
      note('dialog.showOpenDialog')(...values);
      return { canceled: user.filePaths.length === 0, filePaths: user.filePaths };
    },
    showErrorBox: note('dialog.showErrorBox'),
  };
  const handlers = new Map<string, (request: Request) => Promise<Response>>();
  const protocol = {
    registerSchemesAsPrivileged: note('protocol.registerSchemesAsPrivileged'),
    handle: (scheme: string, handler: (request: Request) => Promise<Response>) => void handlers.set(scheme, handler),
  };
  const children: FakeChild[] = [];
  const module = {
    app,
    BrowserWindow: Window,
    dialog,
    ipcMain: new EventEmitter(),
    Menu: { buildFromTemplate: (template: unknown) => template, setApplicationMenu: note('Menu.setApplicationMenu') },
    MessageChannelMain: FakeChannel,
    protocol,
    session: { defaultSession },
    shell: { openExternal: async (address: string) => note('shell.openExternal')(address) },
    utilityProcess: {
      fork(...values: unknown[]) {
        note('utilityProcess.fork')(...values);
        const child = new FakeChild();
        children.push(child);
        return child;
      },
    },
  };
  return {
    module,
    parts: module as unknown as Parts & { readonly utilityProcess: Utility },
    calls,
    callsOf: (name: string) => calls.filter(([other]) => other === name),
    windows,
    children,
    user,
    defaultSession,
    handlers,
    ready: () => ready.resolve(),
  };
}

export class FakeSession extends EventEmitter {
  readonly listeners_: ((details: object, answer: (cancel: { cancel: boolean }) => void) => void)[] = [];
  readonly set = new Map<string, (...values: unknown[]) => unknown>();
  readonly webRequest = {
    onBeforeRequest: (listener: (typeof this.listeners_)[number]) => void this.listeners_.push(listener),
  };
  setPermissionRequestHandler = this.#setter('permissionRequest');
  setPermissionCheckHandler = this.#setter('permissionCheck');
  setDevicePermissionHandler = this.#setter('device');
  setDisplayMediaRequestHandler = this.#setter('displayMedia');
  setSpellCheckerEnabled = (enabled: boolean): void => void this.set.set('spellChecker', () => enabled);

  /** Whether a request would be sent. */
  sends(url: string, resourceType = 'xhr'): boolean {
    let cancelled: boolean | undefined;
    // Electron keeps the last listener only.
    this.listeners_.at(-1)?.({ url, resourceType }, ({ cancel }) => (cancelled = cancel));
    return cancelled === false;
  }

  /** What a handler answers: by its callback where it has one, else by its return. */
  asks(name: string, ...values: unknown[]): unknown {
    let answered: unknown;
    const answer: Answer = (value) => (answered = value);
    const returned = this.set.get(name)?.(...values.map((value) => (value === ANSWER ? answer : value)));
    return returned ?? answered;
  }

  #setter(name: string): (handler: (...values: unknown[]) => unknown) => void {
    return (handler) => void this.set.set(name, handler);
  }
}
/** Stands for the callback in `asks`. */
export const ANSWER = Symbol('answer');

export class FakeContents extends EventEmitter {
  readonly calls: Call[] = [];
  url = 'app://parley/index.html';
  openHandler: ((details: { url: string }) => unknown) | undefined;
  getURL = (): string => this.url;
  setWebRTCIPHandlingPolicy = (policy: string): void => void this.calls.push(['setWebRTCIPHandlingPolicy', policy]);
  setWindowOpenHandler = (handler: (details: { url: string }) => unknown): void => void (this.openHandler = handler);
  reload = (): void => void this.calls.push(['reload']);
  forcefullyCrashRenderer = (): void => {
    this.calls.push(['forcefullyCrashRenderer']);
    this.emit('render-process-gone', {}, { reason: 'killed' });
  };
  loadURL = async (url: string): Promise<void> => void this.calls.push(['loadURL', url]);

  /** Whether an event with these details may go on. */
  allows(name: string, details: object): boolean {
    let prevented = false;
    this.emit(name, { ...details, preventDefault: () => (prevented = true) });
    return !prevented;
  }
}

export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly options: unknown;
  readonly calls: string[] = [];
  destroyed = false;
  constructor(options: unknown) {
    super();
    this.options = options;
  }
  show = (): void => void this.calls.push('show');
  focus = (): void => void this.calls.push('focus');
  restore = (): void => void this.calls.push('restore');
  isMinimized = (): boolean => true;
  isDestroyed = (): boolean => this.destroyed;
  destroy = (): void => void (this.destroyed = true);
}

/** A port that delivers once it is started, in order, in a later microtask. */
export class FakePort extends EventEmitter {
  other: FakePort | undefined;
  #started = false;
  #open = true;
  #waiting: unknown[] = [];

  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.emit('message', { data });
  }
  postMessage(message: unknown): void {
    const copy = structuredClone(message);
    queueMicrotask(() => this.other?.deliver(copy));
  }
  deliver(data: unknown): void {
    if (!this.#open) return;
    if (this.#started) this.emit('message', { data });
    else this.#waiting.push(data);
  }
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    queueMicrotask(() => this.other?.gone());
  }
  gone(): void {
    this.#open = false;
    this.emit('close');
  }
}

export class FakeChannel {
  readonly port1 = new FakePort();
  readonly port2 = new FakePort();
  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}

export class FakeChild extends EventEmitter {
  pid: number | undefined;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly heard: unknown[] = [];
  killed = false;
  postMessage = (message: unknown): void => void this.heard.push(message);
  kill = (): boolean => (this.killed = true);
}
