import type { Sequence } from '../host/sequence.ts';

/** A sequence of plain numbers that counts what is evaluated; `copies: 'fail'` makes every copy fail and leave it empty. */
export type FakeSequence = Sequence & { readonly evaluated: number };

export function createFakeSequence(id: number, role: Sequence['role'], copies: 'work' | 'fail' = 'work'): FakeSequence {
  let log: readonly number[] = [];
  let evaluated = 0;
  return {
    id,
    role,
    busy: false,
    get tokens() {
      return log;
    },
    get evaluated() {
      return evaluated;
    },
    async cut(to) {
      await Promise.resolve();
      log = log.slice(0, to);
    },
    async copyFrom(source, to) {
      await Promise.resolve();
      log = copies === 'work' ? source.tokens.slice(0, to) : [];
      return copies === 'work';
    },
    async evaluate(tokens, { signal }) {
      await Promise.resolve();
      signal.throwIfAborted();
      log = [...log, ...tokens];
      evaluated += tokens.length;
    },
    logprobs: (_, wanted) => Promise.resolve(wanted.map(() => 0)),
    stream: () => ({ next: () => Promise.resolve(0), stop: () => Promise.resolve() }),
    check: () => Promise.resolve(),
  };
}
