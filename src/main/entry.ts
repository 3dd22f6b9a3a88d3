import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { join } from 'node:path';
import { guardEgress } from '#host/egress-guard.ts';
import { settingsFrom } from '#host/host-settings.ts';
import { placesOf, versionOf } from '#host/places-of.ts';
import { boot } from './boot.ts';
import { optionIn } from './option-in.ts';
import { placeIn } from './policy.ts';
import { utilityLaunch } from './utility-launch.ts';

/** The process of the desktop app, built to out/main/main.js. The only file that imports Electron for more than its types. */
guardEgress();

const codeDir = import.meta.dirname;
const argv = process.argv.slice(1);
const found = placesOf({ argv, env: process.env, platform: process.platform, codeDir });
// A packaged tree is an archive that nothing can be written into.
const places = app.isPackaged ? { ...found, models: join(found.home, 'models') } : found;
const log = (line: string): void => void process.stderr.write(`parley: ${line}\n`);

const program = {
  home: places.home,
  page: join(codeDir, '..', 'renderer'),
  preload: join(codeDir, '..', 'preload', 'preload.cjs'),
  place: placeIn(optionIn(argv, '--at') ?? ''),
  mac: process.platform === 'darwin',
  log,
  async openHost() {
    const { compose } = await import('#host/compose.ts');
    return compose({
      places,
      settings: settingsFrom(process.env),
      hostEntry: join(codeDir, 'inference-host.js'),
      app: versionOf(places.tree),
      launch: utilityLaunch(utilityProcess),
      log,
    });
  },
};

// Not awaited: Electron is ready only after this file has been read to its end.
boot({ app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, protocol, session, shell }, program).catch(
  (error: unknown) => {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    app.exit(1);
  },
);
