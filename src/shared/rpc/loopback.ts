import { client, type Client } from './client.ts';
import type { Handlers } from './handlers.ts';
import { memoryTransport } from './memory-transport.ts';
import { serve, type ServeOptions } from './serve.ts';

/** A client of handlers in the same process, over the memory transport: what the command line and tests use. Closing it ends both. */
export function loopback(handlers: Handlers, options: ServeOptions = {}): Client {
  const [near, far] = memoryTransport();
  serve(far, handlers, options);
  return client(near);
}
