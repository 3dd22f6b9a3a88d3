import type { Abort } from '../base/abort.ts';
import type { Result } from '../base/result.ts';
import type { CallName, Input, Item, Output, RpcFailure, StreamName } from './methods.ts';

/** What the host offers: one function per method, its types inferred from the method table. */
export type Handlers = {
  readonly [M in CallName]: (
    input: Input<M>,
    waiting: { readonly signal: Abort },
  ) => Promise<Result<Output<M>, RpcFailure>>;
} & {
  readonly [M in StreamName]: (
    input: Input<M>,
    waiting: { readonly signal: Abort },
  ) => AsyncIterable<Result<Item<M>, RpcFailure>>;
};
