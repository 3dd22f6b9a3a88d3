import { expect, test } from 'vitest';
import { called, find, loaded, made, named, sourcesIn, unsafePreference } from '../../scripts/lib/scan.ts';
import { TREE } from '../support/parley.ts';

/** Rows E1 and E8 of the safety rules on what is shipped; on the sources they are in scripts/lib/scan.test.ts. */
const MAIN = sourcesIn(TREE, 'out/main');
const PRELOAD = sourcesIn(TREE, 'out/preload');

test('the built main process makes one window, of the policy’s options, and loosens no preference', () => {
  expect(find(MAIN, made('BrowserWindow', 'BaseWindow', 'BrowserView', 'WebContentsView'))).toEqual([
    {
      file: 'out/main/main.js',
      line: expect.any(Number) as number,
      text: expect.stringMatching(/^new parts\.BrowserWindow\(windowOptions\(/u) as string,
    },
  ]);
  expect(find(MAIN, unsafePreference)).toEqual([]);
});

test('only the main process loads Electron: the command line, the shell and the host run without it', () => {
  expect(find(MAIN, loaded('electron')).map(({ file }) => file)).toEqual(['out/main/main.js']);
});

test('the built preload is one file that needs Electron alone and leaves nothing in the page', () => {
  expect(PRELOAD.map(({ file }) => file)).toEqual(['out/preload/preload.cjs']);
  expect(find(PRELOAD, called('require')).map(({ text }) => text)).toEqual([
    expect.stringMatching(/^require\(.electron.\)$/u),
  ]);
  expect(find(PRELOAD, named('contextBridge', 'exports', 'process', 'Buffer', 'global'))).toEqual([]);
  // The control: what is looked for is of the kind that is there.
  expect(find(PRELOAD, named('ipcRenderer')).length).toBeGreaterThan(0);
});
