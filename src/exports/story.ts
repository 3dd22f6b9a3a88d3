import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { isRecorded } from '#shared/events/imported.ts';
import { nameOf, type MessageId, type TurnId } from '#shared/events/ids.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { systemLine, type SystemEvent } from '#shared/projections/system-line.ts';

export type Message = EventData<'v1.message.sent'>;
export type Head = {
  readonly created: EventOf<'v1.run.created'> | undefined;
  readonly models: readonly EventOf<'v1.model.loaded'>[];
};

/** What a transcript tells, in order, whatever it is written in; `line` is one of the program's own, `stop` a record without an end. */
export type StoryPart =
  | { readonly kind: 'head'; readonly head: Head }
  | { readonly kind: 'round'; readonly round: number }
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'line'; readonly line: string; readonly body?: string }
  | { readonly kind: 'stop'; readonly line: string };

/** A run's transcript from its events; a message that was held is told once it is public. Reasoning is in no event. */
export function* storyOf(events: Iterable<AnyEvent>): Generator<StoryPart> {
  const rounds = new Map<TurnId, number>();
  const held = new Map<MessageId, Message>();
  const head: { created: Head['created']; models: EventOf<'v1.model.loaded'>[] } = { created: undefined, models: [] };
  let opened = false;
  let round = 0;
  let ended = false;
  for (const event of events) {
    if (event.type === 'v1.run.created') head.created ??= event;
    else if (event.type === 'v1.model.loaded' && !opened) head.models.push(event);
    else if (event.type === 'v1.turn.started') rounds.set(event.data.turn, event.data.round);
    keep(held, event);
    const part = partOf(event, held);
    if (part === undefined) continue;
    if (!opened) yield { kind: 'head', head };
    opened = true;
    const of = roundOf(event, { rounds, held });
    if (event.type === 'v1.message.approved') held.delete(event.data.message);
    if (of !== undefined && of > round) {
      round = of;
      yield { kind: 'round', round };
    }
    ended ||= event.type === 'v1.run.ended';
    yield part;
  }
  if (!opened) yield { kind: 'head', head };
  const told = head.created === undefined || isRecorded(head.created.data, 'outcome');
  if (!ended)
    yield {
      kind: 'stop',
      line: told ? 'The recording stops here: the run has no end yet.' : 'How it ended is not recorded.',
    };
}

type Known = { readonly rounds: ReadonlyMap<TurnId, number>; readonly held: ReadonlyMap<MessageId, Message> };

/** What is held is kept as it is worded until it becomes public or is dropped. */
function keep(held: Map<MessageId, Message>, { type, data }: AnyEvent): void {
  if (type === 'v1.message.held') held.set(data.message, data);
  const known = type === 'v1.message.edited' ? held.get(data.message) : undefined;
  if (type === 'v1.message.edited' && known !== undefined) held.set(data.message, { ...known, body: data.body });
}

/** A message that was held belongs to the round in which it was written. */
function roundOf(event: AnyEvent, { rounds, held }: Known): number | undefined {
  if (event.type === 'v1.message.approved') return roundIn(rounds, held.get(event.data.message));
  if (event.type !== 'v1.message.sent' && event.type !== 'v1.turn.ended') return undefined;
  return roundIn(rounds, event.data);
}

const roundIn = (
  rounds: Known['rounds'],
  of: { readonly turn?: TurnId | undefined } | undefined,
): number | undefined => (of?.turn === undefined ? undefined : rounds.get(of.turn));

/** What is told of an event; undefined for those that a transcript leaves out. */
function partOf(event: AnyEvent, held: ReadonlyMap<MessageId, Message>): StoryPart | undefined {
  switch (event.type) {
    case 'v1.message.sent':
      return { kind: 'message', message: event.data };
    case 'v1.message.approved': {
      const message = held.get(event.data.message);
      return message === undefined ? undefined : { kind: 'message', message };
    }
    case 'v1.message.edited':
      return held.has(event.data.message)
        ? undefined
        : { kind: 'line', line: systemLine(event), body: event.data.body };
    case 'v1.turn.ended': {
      const { agent, outcome, reason } = event.data;
      return outcome === 'passed' ? line(`${nameOf(agent)} passes: ${PASSES[reason ?? 'chosen']}.`) : undefined;
    }
    case 'v1.agent.joined':
      return event.data.incarnation > 1 ? line(systemLine(event)) : undefined;
    case 'v1.budget.reached':
      // That of the run is what its end says.
      return event.data.agent === undefined ? undefined : line(systemLine(event));
    default:
      return isTold(event) ? line(systemLine(event)) : undefined;
  }
}

const TOLD: ReadonlySet<string> = new Set<SystemEvent['type']>([
  'v1.turn.abandoned',
  'v1.message.bounced',
  'v1.message.dropped',
  'v1.message.retracted',
  'v1.message.expired',
  'v1.run.paused',
  'v1.run.resumed',
  'v1.run.braked',
  'v1.run.wrapping',
  'v1.agent.nudged',
  'v1.agent.muted',
  'v1.agent.unmuted',
  'v1.agent.left',
  'v1.ground.compacted',
  'v1.vote.opened',
  'v1.vote.closed',
  'v1.proposal.ruled',
  'v1.model.failed',
  'v1.run.ended',
]);

const isTold = (event: AnyEvent): event is SystemEvent => TOLD.has(event.type);

const PASSES = {
  chosen: 'nothing to add',
  repetition: 'it would have repeated what was said',
  empty: 'it found no words',
} as const;

const line = (text: string): StoryPart => ({ kind: 'line', line: text });
