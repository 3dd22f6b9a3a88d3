import type { Missing } from '#shared/events/imported.ts';

/** One message of another program's log. */
export type ForeignMessage = {
  /** The name of a seat, or `undefined` for the person. */
  readonly from: string | undefined;
  readonly body: string;
  readonly reasoning?: string;
  /** Microseconds since the first message, where every message says when it was. */
  readonly at?: number;
};

/** A conversation of another program as its reader found it. */
export type ForeignLog = {
  readonly format: 'autogen' | 'openai' | 'sillytavern';
  readonly messages: readonly ForeignMessage[];
  /** By name: what a seat was told to be. */
  readonly roles: ReadonlyMap<string, string>;
  readonly question?: string;
  /** ISO 8601 with a zone. */
  readonly startedAt?: string;
  /** What this format never says. */
  readonly missing: readonly Missing[];
  /** What was left aside, each one sentence. */
  readonly warnings: readonly string[];
};
