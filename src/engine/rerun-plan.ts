import type { Command } from '#shared/events/commands.ts';
import type { AnyEvent, Draft, EventOf } from '#shared/events/event.ts';
import type { Seq, TurnId } from '#shared/events/ids.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';
import type { RunView } from '#shared/projections/run.ts';
import { nextStep } from './next-step.ts';
import type { Ending } from './step.ts';

/**
 * How far a log is: facts of the engine, and of these the turns that were started and that came to an end. What hangs on the machine (a
 * model that is loaded, a turn that was lost and tried again) and what came from outside counts for nothing, so that two logs of one
 * deliberation count alike.
 */
export type Reached = { readonly facts: number; readonly started: number; readonly ended: number };

/** What came into a run from outside, and how far its log was then. */
export type Intervention = { readonly after: Reached; readonly event: AnyEvent; readonly what: What };

/** `command` is decided anew, `facts` are written as they were: time that ran out, a message dropped by a fork. */
export type What =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'facts'; readonly drafts: readonly Draft[] }
  | { readonly kind: 'end'; readonly ending: Ending };

/** Counts a log from the event after `from` on. */
export function reckoner(view: RunView): { take(event: AnyEvent): void; reached(): Reached } {
  const begun = new Set<TurnId>(view.turns.map(({ turn }) => turn));
  let [facts, started, ended] = [0, 0, 0];
  return {
    take(event) {
      if (isOutside(event) || MACHINE.has(event.type)) return;
      if (event.type === 'v1.turn.started') {
        if (begun.has(event.data.turn)) return;
        begun.add(event.data.turn);
        started += 1;
      }
      if (event.type === 'v1.turn.ended') ended += 1;
      facts += 1;
    },
    reached: () => ({ facts, started, ended }),
  };
}

/** What came from outside after `from`, in order: the arbiter's words and commands, time that ran out, and an end by command. */
export function interventionsIn(events: readonly AnyEvent[], from: Seq): readonly Intervention[] {
  let view = emptyRun();
  for (const event of events.slice(0, from)) view = foldRun(view, event);
  const count = reckoner(view);
  const found: Intervention[] = [];
  for (const event of events.slice(from)) {
    const what = whatOf(view, event);
    if (what !== undefined) found.push({ after: count.reached(), event, what });
    count.take(event);
    view = foldRun(view, event);
  }
  return found;
}

/** Whether as much has come about as when the intervention was made: to the event in exact mode, else by the turns alone. */
export const isDue = ({ after }: Intervention, now: Reached, by: 'event' | 'turn'): boolean =>
  by === 'event' ? now.facts >= after.facts : now.started >= after.started && now.ended >= after.ended;

/** Written by whatever the machine does, and not at all or elsewhere when the same is said again. */
const MACHINE: ReadonlySet<string> = new Set([
  'v1.run.created',
  'v1.run.forked',
  'v1.run.paused',
  'v1.run.resumed',
  'v1.run.stepped',
  'v1.run.ended',
  'v1.model.loaded',
  'v1.model.failed',
  'v1.turn.abandoned',
  'unknown',
]);

/** Whether an event is not of the engine's own making. */
export function isOutside(event: AnyEvent): boolean {
  switch (event.type) {
    case 'v1.message.sent':
      return event.data.from === 'arbiter';
    case 'v1.message.approved':
    case 'v1.message.dropped':
    case 'v1.message.edited':
    case 'v1.message.retracted':
    case 'v1.hold.changed':
    case 'v1.agent.muted':
    case 'v1.agent.unmuted':
    case 'v1.agent.joined':
    case 'v1.proposal.ruled':
      return true;
    case 'v1.agent.left':
      return event.data.by === 'arbiter';
    case 'v1.vote.opened':
    case 'v1.run.wrapping':
      return event.data.by === 'arbiter';
    case 'v1.budget.reached':
      return event.data.kind === 'time';
    default:
      return false;
  }
}

function whatOf(view: RunView, event: AnyEvent): What | undefined {
  if (event.type === 'v1.run.ended') return endBy(view, event);
  if (!isOutside(event)) return undefined;
  switch (event.type) {
    case 'v1.budget.reached':
      return { kind: 'facts', drafts: [{ type: event.type, data: event.data }] };
    case 'v1.message.dropped':
      return view.held.some(({ message }) => message === event.data.message)
        ? { kind: 'command', command: { kind: 'drop', message: event.data.message, reason: event.data.reason } }
        : { kind: 'facts', drafts: [{ type: event.type, data: event.data }] };
    default: {
      const command = commandOf(event);
      return command === undefined ? undefined : { kind: 'command', command };
    }
  }
}

/** The command that writes this fact; none where another command writes it too. */
function commandOf(event: AnyEvent): Command | undefined {
  switch (event.type) {
    case 'v1.message.sent': {
      const { to, act, body: text, inReplyTo } = event.data;
      const answered = inReplyTo === undefined ? {} : { inReplyTo };
      const said = act === 'ask' || act === 'propose' ? act : 'inform';
      return { kind: 'say', text, to: to === 'all' ? 'all' : [...to], act: said, ...answered };
    }
    case 'v1.message.approved':
      return { kind: 'approve', message: event.data.message };
    case 'v1.message.edited':
      return { kind: 'edit', message: event.data.message, text: event.data.body };
    case 'v1.message.retracted':
      return { kind: 'retract', message: event.data.message, reason: event.data.reason };
    case 'v1.hold.changed':
      // Right behind a seat that was recalled it belongs to that; decided anew it is refused, for nothing would change.
      return { kind: 'hold', seats: [...event.data.agents] };
    case 'v1.agent.muted':
      return { kind: 'mute', agent: event.data.agent };
    case 'v1.agent.unmuted':
      return { kind: 'unmute', agent: event.data.agent };
    case 'v1.agent.left':
      return { kind: 'dismiss', seat: event.data.agent, reason: event.data.detail };
    case 'v1.agent.joined':
      return event.data.incarnation === 1 ? undefined : { kind: 'recall', seat: event.data.name };
    case 'v1.proposal.ruled':
      return { kind: 'rule', ...event.data };
    case 'v1.vote.opened':
      return { kind: 'callVote', options: [...event.data.options], quorum: event.data.quorum };
    case 'v1.run.wrapping':
      return { kind: 'wrapUp' };
    default:
      return undefined;
  }
}

/** An end that the engine itself would not have come to just then was asked for: by the arbiter, or by whoever cancelled. */
function endBy(view: RunView, { at, data }: EventOf<'v1.run.ended'>): What | undefined {
  if (data.reason === 'failed') return undefined;
  const step = nextStep(view, at);
  return step.kind === 'end' && step.reason === data.reason ? undefined : { kind: 'end', ending: data };
}
