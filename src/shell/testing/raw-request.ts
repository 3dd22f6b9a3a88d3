import { connect } from 'node:net';

export type RawAnswer = {
  /** 0 where the connection ended without an answer. */
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

/** Sends these very bytes over a socket of its own and reads until the other side ends it, or for `patience` milliseconds. */
export function rawRequest(port: number, lines: readonly string[], patience = 2_000): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let text = '';
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answerIn(text));
    };
    const timer = setTimeout(done, patience);
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      // An upgrade leaves the connection open, and a kept one may be.
      if (isWhole(text)) done();
    });
    socket.on('error', done).on('close', done);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
}

function answerIn(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const cut = line.indexOf(':');
    return [line.slice(0, cut).toLowerCase(), line.slice(cut + 1).trim()] as const;
  });
  return { status: Number(first.split(' ')[1] ?? 0), headers: new Map(headers), body: rest.join('\r\n\r\n') };
}

function isWhole(text: string): boolean {
  if (!text.includes('\r\n\r\n')) return false;
  const { status, headers, body } = answerIn(text);
  return status === 101 || body.length >= Number(headers.get('content-length') ?? Infinity);
}
