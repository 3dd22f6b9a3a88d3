/** What the preflight says of a file, in place of any library. Text out of the file is data: clean it before it is shown. */
export type GgufHeader = {
  readonly version: number;
  readonly architecture: string;
  /** `general.name`, at most 200 characters; the architecture where the file has no name. */
  readonly name: string;
  /** The file type by name (`Q4_K_M`), or the type most of the weights have where the file names none. */
  readonly quantisation: string;
  /** Tokens the model was trained for. */
  readonly contextLength: number;
  readonly layers: number;
  readonly heads: number;
  /** The most of any layer, as are `heads`. */
  readonly kvHeads: number;
  /** Values per head of a key, and of a value. */
  readonly headDim: number;
  readonly valueDim: number;
  readonly embedding: number;
  /** Values in all tensors. */
  readonly parameters: number;
  readonly vocabSize: number;
  /** Tokens of a sliding attention window; absent where every layer sees everything. */
  readonly swaWindow?: number;
  readonly chatTemplate?: string;
  /** SHA-256 of the template's bytes, for people to compare. */
  readonly chatTemplateHash?: string;
  readonly bos?: number;
  readonly eos?: number;
  readonly addBos?: boolean;
  readonly tokenizer: string;
  readonly tokenTypes: TokenTypeSummary;
  /** Bytes of the file, and of its header up to the first tensor. */
  readonly size: number;
  readonly headerSize: number;
  /** `chat` where the file carries a chat template. */
  readonly kind: 'chat' | 'base';
};

export type TokenTypeSummary = {
  /** Ids of CONTROL tokens, ascending. */
  readonly control: readonly number[];
  /**
   * USER_DEFINED tokens that look like markup (`<|im_start|>`, `<start_of_turn>`, `[INST]`): plain text that spells one becomes
   * that token even where special tokens are off, so text of others must not be allowed to hold them.
   */
  readonly forgeable: readonly { readonly id: number; readonly text: string }[];
  /** NORMAL tokens that look like `<|…|>`: a wrapper that writes one writes plain text. */
  readonly plainMarkup: readonly { readonly id: number; readonly text: string }[];
};

/** `corrupt`: contradicts itself or its length; `unsupported`: may be sound, but not for us; `missing`: no readable file. */
export type GgufFailure = {
  readonly kind: 'corrupt' | 'unsupported' | 'missing';
  /** One sentence for people, without the path. */
  readonly detail: string;
};

/** Inside the parser a finding unwinds the whole walk; `preflight` turns it into a Result, so it never leaves this folder. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly failure: GgufFailure;

  constructor(kind: GgufFailure['kind'], detail: string) {
    super(detail);
    this.failure = { kind, detail };
  }
}

export function refuse(kind: GgufFailure['kind'], detail: string): never {
  throw new Refusal(kind, detail);
}

/** Refuses a file as corrupt unless `condition` holds; `detail` is only built when it does not. */
export function demand(condition: boolean, detail: () => string): asserts condition {
  if (!condition) refuse('corrupt', detail());
}
