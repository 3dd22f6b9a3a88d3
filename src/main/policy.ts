import type { BrowserWindowConstructorOptions, CustomScheme } from 'electron';
import { WINDOW_HEADERS } from '#host/window-files.ts';

/** Where the window's page lives; the built files stand under it and nothing else does. */
export const SCHEME = 'app';
export const HOST = 'parley';
export const ORIGIN = `${SCHEME}://${HOST}`;

/**
 * All that decides how safe the desktop shell is, in one frozen place: the code takes its settings from here, the packaging its fuses,
 * and the tests hold both against it. Reasons are in the checklist of Electron's docs/tutorial/security.md.
 */
export const POLICY = deepFreeze({
  webPreferences: {
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    // Chromium fetches its dictionaries from the internet.
    spellcheck: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
  },
  /** Named as in `FuseV1Options` of @electron/fuses; the packaging fails where one is missing here. */
  fuses: {
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    WasmTrapHandlers: true,
  },
  /** Of the web's permissions, those the window has; every other and every unknown one is refused. */
  permissions: ['clipboard-sanitized-write'],
  /** Never `bypassCSP`, `allowServiceWorkers` or `corsEnabled`. */
  scheme: { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  headers: WINDOW_HEADERS,
  /** What Chromium would look for by itself: a proxy (WPAD) and names. Values are appended as `--name=value`. */
  switches: {
    'no-proxy-server': '',
    'host-resolver-rules': 'MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    'disable-background-networking': '',
    'disable-component-update': '',
    'disable-domain-reliability': '',
  },
  webRtc: 'disable_non_proxied_udp',
  /** Endings of what the window may save by a download of its own making: exports and scenarios. */
  saved: ['md', 'jsonl', 'json', 'yaml', 'html', 'txt', 'csv'],
  /** A window that keeps crashing is not reloaded for ever: so often at most within so many milliseconds. */
  reloads: { most: 3, within: 60_000 },
} as const);

/** The policy as Electron's own types have it. */
export const APP_SCHEME: CustomScheme = POLICY.scheme;

/** The options of every window: `preload` is an absolute path; developer tools only where the app is not packaged. */
export const windowOptions = (where: {
  readonly preload: string;
  readonly packaged: boolean;
}): BrowserWindowConstructorOptions => ({
  width: 1440,
  height: 900,
  minWidth: 720,
  minHeight: 480,
  show: false,
  title: 'Parley',
  webPreferences: { ...POLICY.webPreferences, preload: where.preload, devTools: !where.packaged },
});

/**
 * The page of ours that an address names, by its parts and not by how it begins: `app://parley.evil` and `app://parley@evil` are others.
 * Only the page itself counts; its scripts are no place to be.
 */
export function isOwnPage(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && isOwn(url) && (url.pathname === '/' || url.pathname === '/index.html');
}

/** Something that our own origin serves: the page, its scripts, styles, fonts and pictures. */
export function isOwnAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && isOwn(url);
}

/** What the page made of its own, in its memory: an export that is being saved. */
export const isOwnBlob = (address: string): boolean =>
  address.startsWith('blob:') && isOwnAddress(address.slice('blob:'.length));

/** A place in the window as links have it (`#/run/ID?seq=…`); undefined for any other text. */
export const placeIn = (text: string): string | undefined =>
  /^#\/[^\s"<>\\^`{|}]{0,1000}$/u.test(text) ? text : undefined;

/** The address of a place in the window. */
export const addressOf = (place = '#/'): string => `${ORIGIN}/index.html${place}`;

const isOwn = ({ protocol, host, username, password }: URL): boolean =>
  protocol === `${SCHEME}:` && host === HOST && username === '' && password === '';

function deepFreeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner as object);
  return Object.freeze(value);
}
