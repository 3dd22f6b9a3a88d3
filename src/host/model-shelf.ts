import type { RunSetup } from '#shared/events/setup.ts';
import type { Result } from '#shared/base/result.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { ModelRef } from '#shared/events/ids.ts';

/** A model file that was found and looked over, as the inference host is told of it. */
export type FoundModel = {
  readonly file: string;
  readonly sha256: string;
  readonly size: number;
  readonly name: string;
  readonly kind: 'chat' | 'base';
  readonly quantisation: string;
};

/** The models of this machine as runs need them. */
export interface ModelShelf {
  /** Why a run of this setup cannot begin, naming the model and what to do; undefined where every model is there. */
  missingIn(setup: RunSetup): Promise<RpcFailure | undefined>;
  /** The file behind a name: a catalogue id, a file's name among the weights, or a path that the user gave. */
  resolve(ref: ModelRef): Promise<Result<FoundModel, ModelFailure>>;
}
