/**
 * What the engine needs of the world. Adapters (store, inference, testing) implement these; `host/compose` joins them.
 * Every wait takes an Abort; every expected failure is a Result.
 */
import type { Abort } from '#shared/base/abort.ts';
import type { Result } from '#shared/base/result.ts';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import type { Micros, ModelRef, RunId, Seq } from '#shared/events/ids.ts';
import type { Sampler } from '#shared/events/setup.ts';
import type { EventData, ModelFailure, Speech } from '#shared/events/vocabulary.ts';

/** Microseconds since the run began; never runs backwards. */
export type Clock = { readonly now: () => Micros };

/** Why an append or a read could not be done; `detail` is one sentence for people. */
export type JournalFailure = {
  readonly kind: 'full' | 'read-only' | 'corrupt' | 'closed' | 'io' | 'too-large';
  readonly detail: string;
};

/** The log of one run, held by its one writer. */
export interface Journal {
  readonly run: RunId;
  /**
   * Appends all drafts in one transaction and returns them as events once they are durable; after a failure only a reader can tell
   * whether anything was written, so the writer stops.
   * Synchronous: deciding and appending happen in one tick.
   */
  append(drafts: readonly Draft[], at: Micros): Result<readonly AnyEvent[], JournalFailure>;
  /** Events after `after` in order, at most `limit`. */
  read(after: Seq, limit?: number): readonly AnyEvent[];
}

/** One block of a prompt. `frame` names a slot of the model's own template (trusted markup); `text` is data and can never become a control token. */
export type Segment =
  { readonly kind: 'frame'; readonly frame: Frame } | { readonly kind: 'text'; readonly text: string };

/** Markup before the system text, between it and the user text, and from the user text to the opening of the answer. */
export type Frame = 'system' | 'user' | 'answer';

export type ModelSpec = {
  readonly model: ModelRef;
  /** Use this chat wrapper in place of the file's own template. */
  readonly wrapper?: string;
  /** Turns that may run at once, and shared grounds. */
  readonly slots: number;
  readonly trunks: number;
  /** Tokens per sequence. */
  readonly context: number;
};

export type LoadOptions = {
  /** One turn at a time, evaluated in chunks on a fixed grid of positions, reuse cut to the grid. */
  readonly exact: boolean;
  readonly signal: Abort;
};

export type LoadedModel = EventData<'v1.model.loaded'>;

/** Tokens evaluated, shared ground among them, and taken over, by one stage. */
export type StageUsage = { readonly evaluated: number; readonly ground: number; readonly reused: number };
/** Microseconds: waiting for a slot, a copy or the turn's place; evaluating the prompt; and the stage proper. */
export type StageTiming = { readonly queued: Micros; readonly prefill: Micros; readonly stage: Micros };

export type DecideRequest = {
  /** Follows the turn's prompt: the menu and the `answer` frame; erased again afterwards. */
  readonly menu: readonly Segment[];
  /** Single-token answers, one per choice: 'A', 'B', … */
  readonly labels: readonly string[];
};

export type DecideReport = {
  /** Natural log-probability of each label as the next token, before any sampler, in the order of `labels`. */
  readonly logprobs: readonly number[];
  readonly tokens: readonly number[];
  readonly promptHash: string;
  readonly usage: StageUsage;
  readonly timing: StageTiming;
};

export type SpeakRequest = {
  /** Follows the turn's prompt: the instruction for the act and the `answer` frame. */
  readonly instruction: readonly Segment[];
  readonly sampler: Sampler;
  readonly seed: number;
  readonly maxTokens: number;
  /** Generation ends after this many sentences, or where the text begins the part of one of the `speakers`. */
  readonly sentences: number;
  readonly speakers: readonly string[];
};

export type SpeakReport = {
  /** What was written, reasoning split off, not yet cut back to whole sentences. */
  readonly text: string;
  readonly reasoning?: string;
  /** Ids of the tokens of `text`. */
  readonly ids: readonly number[];
  /** Microseconds since the stage began, and the length of `text` in UTF-16 units after that piece. */
  readonly pieces: readonly (readonly [number, number])[];
  readonly finish: Speech['finish'];
  /** Tokens per segment of `instruction`. */
  readonly tokens: readonly number[];
  readonly promptHash: string;
  readonly usage: StageUsage & { readonly written: number };
  readonly timing: StageTiming;
  readonly firstToken: Micros;
};

export type SpeakWaiting = {
  readonly signal: Abort;
  /** Lossy: text as it is written, reasoning left out; superseded by the report. */
  readonly onPiece?: (text: string) => void;
};

/** One turn's prompt and, from its first stage on, its place in a context. Stages run one after the other. */
export interface OpenTurn {
  /** Tokens per segment, and the SHA-256 of ground and tail together. */
  readonly groundTokens: readonly number[];
  readonly tailTokens: readonly number[];
  readonly promptHash: string;
  decide(request: DecideRequest, waiting: { readonly signal: Abort }): Promise<Result<DecideReport, ModelFailure>>;
  speak(request: SpeakRequest, waiting: SpeakWaiting): Promise<Result<SpeakReport, ModelFailure>>;
  /** Frees the turn's place; may be called more than once. */
  close(): Promise<void>;
}

export type TurnPrompt = {
  readonly model: ModelRef;
  /** What other seats see alike, evaluated once for all of them; then what is this turn's alone. */
  readonly ground: readonly Segment[];
  readonly tail: readonly Segment[];
};

export interface Inference {
  /** Loads the models of a run, or says of the first that cannot be loaded why. Loading what is loaded does no work twice. */
  load(
    specs: readonly ModelSpec[],
    options: LoadOptions,
  ): Promise<Result<readonly LoadedModel[], ModelFailure & { readonly model: ModelRef }>>;
  /** Tokenises a prompt; evaluates nothing yet. */
  open(prompt: TurnPrompt, waiting: { readonly signal: Abort }): Promise<Result<OpenTurn, ModelFailure>>;
  close(): Promise<void>;
}
