import { EventEmitter } from 'node:events';
import './no-fork.ts';

/**
 * For `node --import`: makes a forked process look like a utility process of a packaged Electron app, which has a `parentPort` in place
 * of `send`, and in which Node cannot be forked.
 */
const send = process.send?.bind(process) as ((...all: unknown[]) => unknown) | undefined;
const port = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void send?.(message, undefined, {}, () => {}),
});
// What comes before there is a listener waits, as it does in Electron.
port.once('newListener', () => process.on('message', (data) => port.emit('message', { data })));
// As Chromium does with its children.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
Object.defineProperty(process, 'parentPort', { value: port });
Object.defineProperty(process, 'send', { value: undefined });
