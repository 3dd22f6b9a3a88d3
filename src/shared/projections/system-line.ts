import { unreachable } from '../base/assert.ts';
import type { EventOf } from '../events/event.ts';
import { nameOf, type AgentId } from '../events/ids.ts';

/** The events that are told in one line: all but those that carry a turn's work or its words. */
export type SystemEvent = {
  readonly [Type in SystemEventType]: EventOf<Type>;
}[SystemEventType];

export type SystemEventType =
  | 'v1.run.created'
  | 'v1.run.paused'
  | 'v1.run.resumed'
  | 'v1.run.ended'
  | 'v1.budget.reached'
  | 'v1.model.loaded'
  | 'v1.model.failed'
  | 'v1.agent.joined'
  | 'v1.turn.abandoned'
  | 'v1.message.bounced'
  | 'v1.brake.fired';

/** One plain sentence for people. Names and details in it are data: a sink still has to make them harmless. */
export function systemLine(event: SystemEvent): string {
  switch (event.type) {
    case 'v1.run.created':
      return `The run begins: ${event.data.setup.title}.`;
    case 'v1.run.paused':
      return `Paused by ${event.data.by === 'arbiter' ? 'the arbiter' : 'a failure'}${withDetail(event.data.detail)}`;
    case 'v1.run.resumed':
      return event.data.by === 'arbiter' ? 'The arbiter goes on.' : 'Goes on after an interruption.';
    case 'v1.run.ended':
      return `The run has ended, ${event.data.reason}${withDetail(event.data.detail)}`;
    case 'v1.budget.reached':
      return `The budget of ${event.data.kind} is used up: ${event.data.used} of ${event.data.limit}.`;
    case 'v1.model.loaded':
      return `${event.data.model} is loaded (${event.data.quantisation}, ${event.data.device}).`;
    case 'v1.model.failed':
      return `${event.data.model} cannot be used, ${event.data.failure.kind}${withDetail(event.data.failure.detail)}`;
    case 'v1.agent.joined':
      return `${event.data.name} joins with ${event.data.model}.`;
    case 'v1.turn.abandoned':
      return `${possessive(event.data.agent)} turn ${event.data.turn} was lost, ${event.data.failure.kind}${withDetail(event.data.failure.detail)}`;
    case 'v1.message.bounced':
      return `No one can be reached as ${event.data.to} (${event.data.reason}); known: ${event.data.valid.join(', ')}.`;
    case 'v1.brake.fired':
      return `${possessive(event.data.agent)} turn ${event.data.turn} was ${event.data.did === 'retried' ? 'tried again' : 'passed'}: ${event.data.brake}.`;
    default:
      return unreachable(event);
  }
}

const possessive = (agent: AgentId): string => `${nameOf(agent)}'s`;

/** A detail is a sentence of its own or the end of one; either way the line ends in one mark. */
function withDetail(detail: string | undefined): string {
  if (detail === undefined || detail.trim() === '') return '.';
  return /[.!?]$/.test(detail.trim()) ? `: ${detail.trim()}` : `: ${detail.trim()}.`;
}
