import type { Result } from '#shared/base/result.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { DecideReport, DecideRequest, Segment, SpeakReport, SpeakRequest } from '#engine/ports.ts';

/** How a host was started: the same for all its models. */
export type HostSettings = {
  readonly gpu: 'auto' | 'off';
  /** Threads on the CPU; never more than the machine has. 0 takes them all. */
  readonly threads: number;
  readonly batching: 'composer' | 'default';
  /**
   * `trunk`: a shared ground is evaluated once and copied. `own`: each sequence reuses only what it holds itself (a private log for
   * each agent). `none`: every prompt is evaluated whole.
   */
  readonly sharing: 'trunk' | 'own' | 'none';
  /** Off only to show what it is for. */
  readonly gate: 'on' | 'off';
  /** Mapping the file saves a copy, but a file that shrinks in use then kills the process. */
  readonly mmap: boolean;
  /** Milliseconds in which pieces of text are gathered before they are sent; 0 sends each at once. */
  readonly pieceEvery: number;
  /** Pairs of tags around reasoning text, beside the common ones. */
  readonly reasoningTags: readonly (readonly [string, string])[];
};

export const DEFAULT_SETTINGS: HostSettings = {
  gpu: 'auto',
  threads: 0,
  batching: 'composer',
  sharing: 'trunk',
  gate: 'on',
  mmap: false,
  pieceEvery: 80,
  reasoningTags: [],
};

/** What the host needs to load a model; `file` is absolute. */
export type LoadRequest = {
  readonly model: string;
  readonly file: string;
  readonly wrapper?: string;
  readonly slots: number;
  readonly trunks: number;
  readonly context: number;
  readonly exact: boolean;
};

/** What only the host knows of a loaded model; times in microseconds, memory in bytes. */
export type LoadReply = {
  readonly loadTime: number;
  readonly memory: number;
  readonly context: number;
  readonly device: string;
  readonly threads: number;
  readonly library: string;
  readonly wrapper: { readonly name: string; readonly from: 'template' | 'chosen' | 'markers' };
};

export type OpenRequest = {
  /** Counted by the supervisor; unique within a host. */
  readonly turn: number;
  readonly model: string;
  readonly ground: readonly Segment[];
  readonly tail: readonly Segment[];
};

export type OpenReply = {
  readonly groundTokens: readonly number[];
  readonly tailTokens: readonly number[];
  readonly promptHash: string;
};

export type DeviceInfo = { readonly device: string; readonly threads: number; readonly library: string };

/** Each operation of the host: what is asked and what is answered. */
export type Operations = {
  readonly load: { readonly ask: LoadRequest; readonly reply: LoadReply };
  readonly open: { readonly ask: OpenRequest; readonly reply: OpenReply };
  readonly decide: {
    readonly ask: { readonly turn: number; readonly request: DecideRequest };
    readonly reply: DecideReport;
  };
  readonly speak: {
    readonly ask: { readonly turn: number; readonly request: SpeakRequest };
    readonly reply: SpeakReport;
  };
  readonly close: { readonly ask: { readonly turn: number }; readonly reply: undefined };
  readonly device: { readonly ask: undefined; readonly reply: DeviceInfo };
};
export type OperationName = keyof Operations;

/** From the supervisor to the host. */
export type ToHost =
  | { readonly type: 'settings'; readonly settings: HostSettings }
  | { readonly [Name in OperationName]: AskMessage<Name> }[OperationName]
  | { readonly type: 'cancel'; readonly id: number };

type AskMessage<Name extends OperationName> = {
  readonly type: 'ask';
  readonly id: number;
  readonly name: Name;
  readonly ask: Operations[Name]['ask'];
};

/** From the host to the supervisor. `phase` says what is about to be done, since a native reader or a template may never return. */
export type FromHost =
  | { readonly type: 'ready' }
  | { readonly type: 'beat' }
  | { readonly type: 'phase'; readonly phase: string }
  | { readonly type: 'progress' }
  /** Text as it is written, by the request that asked for it. */
  | { readonly type: 'pieces'; readonly pieces: readonly (readonly [id: number, text: string])[] }
  | { readonly type: 'log'; readonly level: string; readonly line: string }
  | {
      readonly type: 'reply';
      readonly id: number;
      readonly result: Result<Operations[OperationName]['reply'], ModelFailure>;
    };
