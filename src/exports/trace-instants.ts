import { typeName, type AnyEvent } from '#shared/events/event.ts';
import type { TraceEvent } from './chrome-trace.ts';

/** What happens at a moment and belongs on a lane; events that say nothing to one who looks at times are left out. */
const SHOWN: ReadonlySet<string> = new Set([
  'v1.run.paused',
  'v1.run.resumed',
  'v1.run.stepped',
  'v1.run.wrapping',
  'v1.run.braked',
  'v1.run.ended',
  'v1.budget.reached',
  'v1.model.failed',
  'v1.agent.joined',
  'v1.agent.left',
  'v1.agent.muted',
  'v1.agent.unmuted',
  'v1.agent.nudged',
  'v1.brake.fired',
  'v1.message.approved',
  'v1.message.dropped',
  'v1.message.edited',
  'v1.message.retracted',
  'v1.message.expired',
  'v1.message.bounced',
  'v1.ground.compacted',
  'v1.hold.changed',
  'v1.proposal.ruled',
  'unknown',
]);

/** An event as a mark on its lane, under its own name and without its text. */
export function* traceInstant(
  event: AnyEvent,
  lane: { readonly pid: number; readonly tid: number },
): Generator<TraceEvent> {
  if (!SHOWN.has(event.type)) return;
  yield {
    ph: 'i',
    s: 't',
    name: typeName(event).replace(/^v\d+\./u, ''),
    ...lane,
    ts: event.at,
    args: { seq: event.seq },
  };
}
