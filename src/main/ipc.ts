import type { IpcMain, WebFrameMain } from 'electron';
import { isOwnPage } from './policy.ts';

/** What the page may say to this process beside its port: that it is there. Channels carry no values. */
export const CONNECT = 'parley:connect';
/** Brings the page its port. */
export const PORT = 'parley:port';

export type Sender = Pick<WebFrameMain, 'url' | 'parent' | 'postMessage'>;
type Message = { readonly senderFrame: Sender | null };

/**
 * The one listener to what pages send. `listener` hears only of a window's own top frame that shows our own page, and only of a message
 * without values; everything else is told to `refused` and goes no further.
 */
export function listen(
  ipc: Pick<IpcMain, 'on'>,
  { listener, refused }: { readonly listener: (sender: Sender) => void; readonly refused: (why: string) => void },
): void {
  ipc.on(CONNECT, (event: Message, ...values: unknown[]) => {
    const problem = problemOf(event, values);
    // Read once: the frame may be gone the next time.
    const sender = event.senderFrame;
    if (problem !== undefined || sender === null) refused(problem ?? 'a message of a frame that is gone');
    else listener(sender);
  });
}

function problemOf({ senderFrame }: Message, values: readonly unknown[]): string | undefined {
  if (values.length > 0) return 'a message with values';
  if (senderFrame === null) return 'a message of a frame that is gone';
  if (senderFrame.parent !== null) return 'a message of an inner frame';
  return isOwnPage(senderFrame.url) ? undefined : 'a message of another page';
}
