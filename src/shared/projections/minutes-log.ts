import type { AnyEvent, EventOf } from '../events/event.ts';
import type { MessageId, Seq, TurnId, VoteId } from '../events/ids.ts';
import { systemLine, type SystemEvent } from './system-line.ts';

/** Where a line of the minutes comes from: an event, and its message and turn where there are such. */
export type Link = { readonly seq: Seq; readonly message?: MessageId; readonly turn?: TurnId };

/** Something that happened, in the words of `systemLine`. */
export type Happened = Link & { readonly text: string };

/** What the log says and no other projection keeps; belongs to the one who folds it. */
export type Noted = {
  readonly retracted: EventOf<'v1.message.retracted'>[];
  readonly dropped: EventOf<'v1.message.dropped'>[];
  readonly rulings: EventOf<'v1.proposal.ruled'>[];
  readonly opened: Map<VoteId, EventOf<'v1.vote.opened'>>;
  readonly closed: Map<VoteId, EventOf<'v1.vote.closed'>>;
  readonly brakes: (Happened & { readonly brake: string })[];
  /** What the arbiter did to messages and seats, rulings and retractions aside. */
  readonly interventions: Happened[];
  readonly joined: Map<string, Seq>;
  lost: number;
  end: EventOf<'v1.run.ended'> | undefined;
};

export const nothingNoted = (): Noted => ({
  retracted: [],
  dropped: [],
  rulings: [],
  opened: new Map(),
  closed: new Map(),
  brakes: [],
  interventions: [],
  joined: new Map(),
  lost: 0,
  end: undefined,
});

/** Adds what `event` says to `noted`, in place. */
export function note(noted: Noted, event: AnyEvent): void {
  switch (event.type) {
    case 'v1.message.retracted':
      noted.retracted.push(event);
      break;
    case 'v1.message.dropped':
      noted.dropped.push(event);
      break;
    case 'v1.proposal.ruled':
      noted.rulings.push(event);
      break;
    case 'v1.vote.opened':
      noted.opened.set(event.data.vote, event);
      break;
    case 'v1.vote.closed':
      noted.closed.set(event.data.vote, event);
      break;
    case 'v1.agent.joined':
      noted.joined.set(event.data.agent, event.seq);
      if (event.data.incarnation > 1) noted.interventions.push(told(event));
      break;
    case 'v1.brake.fired':
      noted.brakes.push({ ...told(event), turn: event.data.turn, brake: event.data.brake });
      break;
    case 'v1.run.braked':
      noted.brakes.push({ ...told(event), brake: event.data.brake });
      break;
    case 'v1.agent.nudged':
      noted.brakes.push({ ...told(event), ...linkOf(event.data.message), brake: 'nudge' });
      break;
    case 'v1.budget.reached':
      // That of the run is its end, which says it by itself.
      if (event.data.agent !== undefined) noted.brakes.push({ ...told(event), brake: 'budget' });
      break;
    case 'v1.message.edited':
      noted.interventions.push({ ...told(event), ...linkOf(event.data.message) });
      break;
    case 'v1.agent.muted':
    case 'v1.agent.unmuted':
    case 'v1.agent.left':
    case 'v1.run.wrapping':
      noted.interventions.push(told(event));
      break;
    case 'v1.turn.abandoned':
      if (event.data.failure.kind !== 'interrupted') noted.lost += 1;
      break;
    case 'v1.run.forked':
      noted.end = undefined;
      break;
    case 'v1.run.ended':
      noted.end = event;
      break;
    default:
  }
}

const told = (event: SystemEvent): Happened => ({ seq: event.seq, text: systemLine(event) });

const linkOf = (message: MessageId | undefined): { readonly message?: MessageId } =>
  message === undefined ? {} : { message };
