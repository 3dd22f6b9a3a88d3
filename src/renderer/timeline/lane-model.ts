import type { AgentId, MessageId, ModelRef, Seq, TurnId } from '#shared/events/ids.ts';
import type { Act } from '#shared/events/setup.ts';
import type { Sender, Stages } from '#shared/events/vocabulary.ts';
import type { AxisKind, Point } from './axis.ts';
import type { GlyphName } from './glyphs.ts';

/** One attempt of one turn, as the timeline draws it. What is still open has no `to`. */
export type Bar = {
  readonly lane: number;
  readonly agent: AgentId;
  readonly turn: TurnId;
  readonly attempt: number;
  /** Where its start stands in the log. */
  readonly startSeq: Seq;
  readonly from: Point;
  readonly to: Point | undefined;
  readonly endSeq: Seq | undefined;
  readonly outcome: 'open' | 'spoke' | 'passed' | 'read' | 'abandoned';
  readonly act: Act | undefined;
  readonly stages: Stages | undefined;
  /** What it said, held or public. */
  readonly message: MessageId | undefined;
  /** Messages in front of it, as places among the nodes, each once. Of an open turn: those it began with. */
  readonly front: readonly number[];
  /** Those of them that no ended turn of this agent had in front before. */
  readonly news: readonly number[];
};

/** A point of a lane: something that happened. */
export type Mark = {
  readonly lane: number;
  readonly seq: Seq;
  readonly at: Point;
  readonly glyph: GlyphName;
  readonly tone: 'dim' | 'bad' | 'warn' | 'good';
  readonly text: string;
  readonly message: MessageId | undefined;
};

export type Wait = { readonly from: Point; readonly to: Point | undefined };

/** When an agent owed an answer to one who asked it by name, and when it awaited one. */
export type Waiting = { readonly owes: readonly Wait[]; readonly awaits: readonly Wait[] };

/** Where the bars of a lane begin and end, raw, as plain numbers: what is walked by the thousand in every frame. An open bar ends at Infinity. */
export type Edges = {
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** The length of all bars before each. */
  readonly before: readonly number[];
};

export type Lane = {
  readonly kind: 'arbiter' | 'agent' | 'system';
  readonly agent: AgentId | undefined;
  readonly name: string;
  readonly seat: number | undefined;
  readonly model: ModelRef | undefined;
  /** In order; an agent has one turn at a time, so none overlap. */
  readonly bars: readonly Bar[];
  readonly edges: Readonly<Record<AxisKind, Edges>>;
  readonly marks: readonly Mark[];
  readonly waits: Waiting;
};

/** A message that became public, in that order. */
export type Node = {
  readonly message: MessageId;
  readonly seq: Seq;
  readonly at: Point;
  readonly from: Sender;
  readonly act: Act;
  /** The turn that said it; absent where the arbiter did. */
  readonly bar: Bar | undefined;
  /** The place of what it answers; -1 where it answers nothing public. */
  readonly answers: number;
  readonly retracted: Seq | undefined;
  /** The first retraction that reached it, and how. */
  readonly taint: { readonly at: Seq; readonly grade: 'answered' | 'inFront' } | undefined;
};
