import type { BrowserWindow, Dialog } from 'electron';
import { addressOf, POLICY, windowOptions } from './policy.ts';

export type WindowParts = {
  readonly BrowserWindow: typeof BrowserWindow;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
};

export type WindowSetting = {
  /** Absolute path of the built preload. */
  readonly preload: string;
  readonly packaged: boolean;
  readonly place?: string | undefined;
  readonly log: (line: string) => void;
};

/** Opens a window at a place. One whose page dies or hangs comes back from the log; the run does not live in it. */
export function openWindow(parts: WindowParts, { preload, packaged, place, log }: WindowSetting): BrowserWindow {
  const window = new parts.BrowserWindow(windowOptions({ preload, packaged }));
  window.once('ready-to-show', () => window.show());
  revive(window, { dialog: parts.dialog, log });
  showPlace(window, place);
  return window;
}

/** Goes to a place. In a page that is loaded already only the part after `#` changes, and nothing is loaded anew. */
export function showPlace(window: BrowserWindow, place: string | undefined): void {
  // What fails to load says so in the window, and a newer place ends an older load.
  window.webContents.loadURL(addressOf(place)).catch(() => {});
}

type Reviving = Pick<WindowParts, 'dialog'> & Pick<WindowSetting, 'log'>;

function revive(window: BrowserWindow, { dialog, log }: Reviving): void {
  const contents = window.webContents;
  let reloads: readonly number[] = [];
  const again = (): void => {
    if (!window.isDestroyed()) contents.reload();
  };
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    log(`the window's page ended (${reason})`);
    const now = performance.now();
    reloads = [...reloads.filter((at) => now - at < POLICY.reloads.within), now];
    if (reloads.length <= POLICY.reloads.most) return again();
    void ask(dialog, { message: 'The window keeps ending.', yes: 'Load it again' }).then((yes) => {
      reloads = [];
      if (yes) again();
      else window.destroy();
    });
  });
  contents.on('unresponsive', () => {
    void ask(dialog, { message: 'The window does not answer.', yes: 'Load it again' }).then((yes) => {
      // Its end brings it back, as above.
      if (yes && !window.isDestroyed()) contents.forcefullyCrashRenderer();
    });
  });
}

type Question = { readonly message: string; readonly yes: string };

async function ask(dialog: Reviving['dialog'], { message, yes }: Question): Promise<boolean> {
  const detail = 'What has happened is in the log of the run, which goes on meanwhile.';
  const buttons = ['Not now', yes];
  const { response } = await dialog.showMessageBox({ type: 'warning', message, detail, buttons, cancelId: 0 });
  return response === 1;
}
