import type { Client } from '#shared/rpc/client.ts';

/** A client that is made when it is first asked: help and wrong usage then load no host. Closing it makes none. */
export function lazyClient(make: () => Promise<Client>): Client {
  let made: Promise<Client> | undefined;
  const client = (): Promise<Client> => (made ??= make());
  return {
    call: async (method, input, waiting) => (await client()).call(method, input, waiting),
    async *stream(method, input, waiting) {
      yield* (await client()).stream(method, input, waiting);
    },
    close() {
      void made?.then((opened) => opened.close());
    },
  };
}
