import { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import { microsSchema, seqSchema, type Micros, type Seq } from './ids.ts';
import { VOCABULARY, type EventData, type EventType } from './vocabulary.ts';

/** An event of the vocabulary: a fact at a position. `data` keeps fields that this version does not know. */
export type Event = {
  readonly [Type in EventType]: EventOf<Type>;
}[EventType];

export type EventOf<Type extends EventType> = {
  readonly seq: Seq;
  readonly at: Micros;
  readonly type: Type;
  readonly data: EventData<Type>;
};

/** One of several types, as a union that a switch can close. */
export type EventIn<Types extends EventType> = { readonly [Type in Types]: EventOf<Type> }[Types];

/** An event of a later version: kept, shown as unknown, skipped by every fold. */
export type UnknownEvent = {
  readonly seq: Seq;
  readonly at: Micros;
  readonly type: 'unknown';
  readonly name: string;
  readonly data: unknown;
};

export type AnyEvent = Event | UnknownEvent;

/** What is about to be appended; the journal gives it its position. */
export type Draft = {
  readonly [Type in EventType]: {
    readonly type: Type;
    readonly data: EventData<Type>;
    /** Token ids and piece timings: a column of its own that folds do not read and subscriptions do not send. */
    readonly detail?: TurnDetail;
    /** Reasoning text: a column of its own that no prompt, gist, title, search or export reads. */
    readonly reasoning?: string;
  };
}[EventType];

export const turnDetailSchema = z.object({
  /** Ids of the tokens of the answer, reasoning left out. */
  tokens: z.array(z.int()),
  /** Pieces in order: microseconds since the speak stage began, and how many UTF-16 units of the text were then written. */
  pieces: z.array(z.tuple([z.int(), z.int()])),
});
export type TurnDetail = z.infer<typeof turnDetailSchema>;

const envelopeSchema = z.object({ seq: seqSchema, at: microsSchema, type: z.string(), data: z.unknown() });

/**
 * The door for events from a database row or a file. An unknown type is no failure; known data that breaks its schema is.
 * The given object itself is returned as data, so that fields of a later version survive.
 */
export function decodeEvent(input: unknown): Result<AnyEvent, string> {
  const envelope = envelopeSchema.safeParse(input);
  if (!envelope.success) return fail(`not an event: ${firstIssue(envelope.error)}`);
  return decodeBody(envelope.data);
}

/** The same for one whose envelope was parsed at its door already: by far the most of what a window reads. */
export function decodeBody({ seq, at, type, data }: z.infer<typeof envelopeSchema>): Result<AnyEvent, string> {
  if (!isEventType(type)) return ok({ seq, at, type: 'unknown', name: type, data });
  const body = VOCABULARY[type].safeParse(data);
  if (!body.success) return fail(`event ${seq} (${type}): ${firstIssue(body.error)}`);
  return ok({ seq, at, type, data } as Event);
}

/** The type as it is written in the log, also of an unknown event. */
export const typeName = (event: AnyEvent): string => (event.type === 'unknown' ? event.name : event.type);

function isEventType(type: string): type is EventType {
  return Object.hasOwn(VOCABULARY, type);
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'invalid' : `${issue.path.join('.') || 'value'}: ${issue.message}`;
}
