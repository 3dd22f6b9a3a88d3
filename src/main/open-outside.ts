import type { Dialog, Shell } from 'electron';

/** The parts of Electron by which something leaves the window. */
export type Outside = { readonly shell: Pick<Shell, 'openExternal'>; readonly dialog: Pick<Dialog, 'showMessageBox'> };

const LONGEST = 2000;

/**
 * The one way to the user's browser. Nothing is opened but an `https` address that the user has seen whole and agreed to; answers
 * whether it was opened. Every other scheme starts programs (`calculator:`, `ms-msdt:`), reads files or reaches into the network.
 */
export async function openOutside(address: string, { shell, dialog }: Outside): Promise<boolean> {
  const url = httpsAddress(address);
  if (url === undefined) return false;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: 'Open this address in your browser?',
    // The form that is shown is the form that is opened: no other spelling hides behind it.
    detail: url,
    buttons: ['Cancel', 'Open'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  if (response !== 1) return false;
  await shell.openExternal(url);
  return true;
}

/** The address in its normal form (names in ASCII), where it is a plain https address; undefined otherwise. */
export function httpsAddress(address: string): string | undefined {
  // A parser forgives blanks and control characters; an address of ours has none.
  if (address.length > LONGEST || !/^https:\/\/[A-Za-z0-9[][\x21-\x7e]*$/u.test(address) || address.includes('\\'))
    return undefined;
  const url = URL.parse(address);
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  return url.hostname === '' ? undefined : url.href;
}
