import type { Session } from 'electron';
import { maySave, saveOptions } from './file-dialogs.ts';
import { isOwnAddress, isOwnBlob, POLICY } from './policy.ts';

/** Requests that were stopped, for whoever wants to know: how many so far, and each as it happens. */
export type Blocked = (address: string, what: string) => void;

export type SessionOptions = {
  readonly blocked: Blocked;
  /** Developer tools load their own page; they exist only where the app is not packaged. */
  readonly packaged: boolean;
};

/** Everything that a page may ask of the browser or the network, answered by the policy: refused, save what it lists. */
export function guardSession(session: Session, { blocked, packaged }: SessionOptions): void {
  const granted = (permission: string): boolean => (POLICY.permissions as readonly string[]).includes(permission);
  session.setPermissionRequestHandler((contents, permission, answer) => {
    const may = granted(permission) && isOwnAddress(contents.getURL());
    if (!may) blocked(contents.getURL(), `permission ${permission}`);
    answer(may);
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => granted(permission) && isOwnAddress(origin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.setSpellCheckerEnabled(false);
  // A second registration would replace this one: there is one in the source, which a test counts.
  session.webRequest.onBeforeRequest(({ url, resourceType }, answer) => {
    const may = isOwnAddress(url) || isOwnBlob(url) || (!packaged && url.startsWith('devtools://devtools/'));
    if (!may) blocked(url, `request (${resourceType})`);
    answer({ cancel: !may });
  });
  session.on('will-download', (event, item) => {
    if (isOwnBlob(item.getURL()) && maySave(item.getFilename())) {
      // Where it goes is the user's word alone.
      item.setSaveDialogOptions(saveOptions(item.getFilename()));
      return;
    }
    blocked(item.getURL(), 'download');
    event.preventDefault();
  });
}
