import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  called,
  find,
  htmlSink,
  loaded,
  made,
  memberOf,
  named,
  sourcesIn,
  unsafePreference,
  type Rule,
  type Site,
  type Source,
} from './scan.ts';

/** Rows E1, E4, E6 to E8, E10, E11, E15 and R4 of the safety rules, as facts about the tree that the compiler reads; the build's are in e2e/electron. */
const TREE = join(import.meta.dirname, '..', '..');
const SRC = sourcesIn(TREE, 'src');
const inSource = (rule: Rule): readonly Site[] => find(SRC, rule);
const filesOf = (sites: readonly Site[]): readonly string[] => [...new Set(sites.map(({ file }) => file))].toSorted();
const planted = (text: string, file = 'src/main/planted.tsx'): readonly Source[] => [{ file, text }];
const WINDOWS = made('BrowserWindow', 'BaseWindow', 'BrowserView', 'WebContentsView');

test('the sources that are scanned are those of the program', () => {
  expect(SRC.length).toBeGreaterThan(200);
  expect(filesOf(find(SRC, named('POLICY')))).toContain('src/main/policy.ts');
});

describe('E1: windows', () => {
  test('one window is made in the whole tree, of the policy’s options', () => {
    expect(inSource(WINDOWS)).toEqual([
      {
        file: 'src/main/window.ts',
        line: expect.any(Number) as number,
        text: 'new parts.BrowserWindow(windowOptions({ preload, packaged }))',
      },
    ]);
  });
  test('no preference that opens a window is written anywhere', () => {
    expect(inSource(unsafePreference)).toEqual([]);
  });
  test.each([
    'new BrowserWindow({ webPreferences: { sandbox: false } })',
    'preferences.contextIsolation = false',
    'const o = { "nodeIntegration": !0 }',
    'const webSecurity = off; use({ webSecurity })',
    'const view = <webview src="x" />',
    'html("<webview>")',
    'use({ enableBlinkFeatures: "X" })',
    'use({ privileges: { bypassCSP: flag } })',
  ])('planted: %s', (text) => {
    expect(find(planted(text), unsafePreference).length).toBeGreaterThan(0);
  });
  test('planted: a second window is found, however it is spelt', () => {
    const text =
      'new BrowserWindow(); new electron.BrowserWindow({}); new e["BrowserWindow"](o); new (WebContentsView)()';
    expect(find(planted(text), WINDOWS)).toHaveLength(4);
    expect(find(planted('// new BrowserWindow()\n"new BrowserWindow()"'), WINDOWS)).toEqual([]);
  });
});

/** Calls that must have one place, or none: [row, names, the files that may have them with the count]. */
const CALLS: readonly (readonly [string, readonly string[], Readonly<Record<string, number>>])[] = [
  ['E4: addresses are loaded in one place', ['loadURL', 'loadFile'], { 'src/main/window.ts': 1 }],
  ['E6: one way to the user’s browser', ['openExternal'], { 'src/main/open-outside.ts': 1 }],
  ['E6: no file of the system is opened', ['openPath', 'showItemInFolder', 'openItem'], {}],
  ['E12: one scheme is registered', ['registerSchemesAsPrivileged'], { 'src/main/boot.ts': 1 }],
  ['E12: files are served by no other protocol', ['registerFileProtocol', 'interceptFileProtocol'], {}],
  ['E8: nothing is put into the page', ['exposeInMainWorld', 'exposeInIsolatedWorld', 'executeJavaScript'], {}],
  ['E10: one listener to requests', ['onBeforeRequest'], { 'src/main/guard-session.ts': 1 }],
  ['E10: and none that would change them', ['onBeforeSendHeaders', 'onHeadersReceived', 'onBeforeRedirect'], {}],
  ['E13: files are asked for in one place', ['showOpenDialog', 'showSaveDialog'], { 'src/main/file-dialogs.ts': 1 }],
  ['E11: one thing may leave the machine', ['withEgress'], { 'src/inference/library/ports.ts': 1 }],
  ['E11: and downloads are asked for nowhere else', ['nodeFetch'], { 'src/inference/library/ports.ts': 1 }],
];

describe('places of calls', () => {
  test.each(CALLS)('%s', (_row, names, allowed) => {
    const sites = inSource(called(...names));
    const counts: Record<string, number> = {};
    for (const { file } of sites) counts[file] = (counts[file] ?? 0) + 1;
    expect(counts, JSON.stringify(sites)).toEqual(allowed);
  });
  test.each(CALLS)('planted: %s', (_row, [name = ''], _allowed) => {
    const text = `x.${name}(y); ${name}(y); x["${name}"](y); (0, x.${name})(y)`;
    expect(find(planted(text), called(name))).toHaveLength(4);
  });
});

describe('E7 and E8: who reaches Electron', () => {
  test('the entry and the preload load Electron, everything else has its types at most', () => {
    expect(filesOf(inSource(loaded('electron')))).toEqual(['src/main/entry.ts', 'src/preload/preload.ts']);
  });
  test('the receiver of what pages send is passed on to the wrapper and used nowhere else', () => {
    expect(filesOf(inSource(named('ipcMain')))).toEqual(['src/main/boot.ts', 'src/main/entry.ts']);
    expect(inSource(memberOf('ipcMain'))).toEqual([]);
  });
  test('the preload takes one thing of Electron and exports nothing', () => {
    const preload = SRC.filter(({ file }) => file === 'src/preload/preload.ts');
    expect(preload).toHaveLength(1);
    expect(find(preload, loaded('electron')).map(({ text }) => text)).toEqual([
      "import { ipcRenderer } from 'electron';",
    ]);
    expect(preload[0]?.text).not.toMatch(/\bexport\b/u);
    expect(filesOf(inSource(named('ipcRenderer')))).toEqual(['src/preload/preload.ts']);
    expect(inSource(named('contextBridge', 'webFrame'))).toEqual([]);
  });
  test('planted: other ways in are found, types are not', () => {
    const ways = ['import { app } from "electron"', 'import e from "electron/main"', 'export * from "electron"'];
    const text = [...ways, 'await import("electron")', 'require("electron")'].join('\n');
    expect(find(planted(text), loaded('electron'))).toHaveLength(5);
    expect(find(planted('import type { App } from "electron"'), loaded('electron'))).toEqual([]);
    expect(find(planted('electron.ipcMain.handle("x", y); ipcMain.on("y", z)'), memberOf('ipcMain'))).toHaveLength(2);
  });
});

describe('E11: who reaches the network', () => {
  const NETWORK = loaded('net', 'tls', 'http', 'https', 'http2', 'dgram', 'dns', 'undici', 'ws', 'electron-updater');
  test('sockets are used by the browser shell, the guard and the one that downloads, and by nothing else', () => {
    const files = filesOf(inSource(NETWORK)).filter((file) => !file.startsWith('src/shell/'));
    expect(files).toEqual(['src/inference/egress.ts', 'src/inference/library/node-fetch.ts']);
  });
  test('outside of the window, one place fetches', () => {
    const files = filesOf(inSource(called('fetch'))).filter((file) => !file.startsWith('src/renderer/'));
    // `hub` calls what `ports` gives it.
    expect(files).toEqual(['src/inference/library/hub.ts']);
  });
  test.each(['src/main/entry.ts', 'src/shell/entry.ts', 'src/cli/entry.ts'])('%s sets the guard', (entry) => {
    expect(
      find(
        SRC.filter(({ file }) => file === entry),
        called('guardEgress'),
      ),
    ).toHaveLength(1);
  });
  test('the inference host sets it too', () => {
    const entry = SRC.filter(({ file }) => file === 'src/inference/host/main.ts');
    expect(find(entry, called('blockEgress'))).toHaveLength(1);
  });
  test('planted: sockets in every spelling are found', () => {
    const text = 'import net from "node:net"; import "ws"; const t = await import("tls"); import h from "node:https"';
    expect(find(planted(text), NETWORK)).toHaveLength(4);
  });
});

describe('E15: secrets', () => {
  test('no secret is stored: there are no remote endpoints yet, and whoever adds one has to meet this row', () => {
    expect(inSource(named('safeStorage', 'keytar', 'encryptString'))).toEqual([]);
    expect(find(planted('electron.safeStorage.encryptString(key)'), named('safeStorage'))).toHaveLength(1);
  });
});

describe('R4: markup and code out of text', () => {
  test('no HTML sink and no eval is in the tree', () => {
    expect(inSource(htmlSink)).toEqual([]);
  });
  test.each([
    'const a = <p dangerouslySetInnerHTML={{ __html: x }} />',
    'createElement("p", { dangerouslySetInnerHTML: { __html: x } })',
    'element.innerHTML = text',
    'element["outerHTML"] = text',
    'element.insertAdjacentHTML("beforeend", text)',
    'document.write(text)',
    'window.document.writeln(text)',
    'range.createContextualFragment(text)',
    'new DOMParser().parseFromString(text, "text/html")',
    'eval(text)',
    'window.eval(text)',
    '(0, eval)(text)',
    'new Function(text)',
    'Function("return this")()',
    'setTimeout("run()", 1)',
    'import raw from "rehype-raw"',
    'const f = <iframe srcDoc={text} />',
    'const l = <a href="javascript:run()" />',
  ])('planted: %s', (text) => {
    expect(find(planted(text), htmlSink).length).toBeGreaterThan(0);
  });
  test('what only looks alike is left alone', () => {
    const text = 'stream.write(x); setTimeout(() => run(), 1); const note = "never innerHTML"; evaluate(x)';
    expect(find(planted(text), htmlSink)).toEqual([]);
  });
});
