import type { MenuItemConstructorOptions } from 'electron';

export type MenuActions = {
  /** Shows a place in the window in front. */
  readonly go: (place: string) => void;
  readonly openScenario: () => void;
  readonly newWindow: () => void;
};

/** The application's menu; developer tools only where the app is not packaged. */
export function menuTemplate(
  { go, openScenario, newWindow }: MenuActions,
  { mac, packaged }: { readonly mac: boolean; readonly packaged: boolean },
): MenuItemConstructorOptions[] {
  const at = (label: string, place: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => go(place),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        at('New deliberation', '#/new', 'CmdOrCtrl+N'),
        { label: 'Open scenario…', accelerator: 'CmdOrCtrl+O', click: openScenario },
        { label: 'New window', accelerator: 'CmdOrCtrl+Shift+N', click: newWindow },
        line,
        { role: mac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        at('Start page', '#/'),
        at('Runs', '#/runs'),
        at('Models', '#/models'),
        line,
        { role: 'reload' },
        ...(packaged ? [] : [{ role: 'toggleDevTools' } as const]),
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
}
