import type { WebContents } from 'electron';
import type { Blocked } from './guard-session.ts';
import { isOwnPage, POLICY } from './policy.ts';

export type ContentsOptions = {
  readonly blocked: Blocked;
  /** What may leave the window: asked with an address that the page wanted to open elsewhere. */
  readonly openOutside: (address: string) => void;
};

/** Keeps a page where it is: no navigation but to our own page, no frame, no window, no webview. For every contents that comes to be. */
export function guardContents(contents: WebContents, { blocked, openOutside }: ContentsOptions): void {
  contents.setWebRTCIPHandlingPolicy(POLICY.webRtc);
  contents.setWindowOpenHandler(({ url }) => {
    blocked(url, 'window');
    openOutside(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => {
    if (isOwnPage(event.url)) return;
    blocked(event.url, 'navigation');
    event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && isOwnPage(event.url)) return;
    blocked(event.url, 'navigation of a frame');
    event.preventDefault();
  });
  // Nothing of ours redirects.
  contents.on('will-redirect', (event) => {
    blocked(event.url, 'redirect');
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    blocked(contents.getURL(), 'webview');
    event.preventDefault();
  });
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault();
    answer('');
  });
}
