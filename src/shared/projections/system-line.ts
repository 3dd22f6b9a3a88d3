import { unreachable } from '../base/assert.ts';
import { counted } from '../base/text.ts';
import type { EventIn, EventOf } from '../events/event.ts';
import { NOT_RECORDED } from '../events/imported.ts';
import { nameOf, type AgentId } from '../events/ids.ts';
import type { Sender } from '../events/vocabulary.ts';

/** The events that are told in one line: all but those that carry a turn's work or its words. */
export type SystemEvent = {
  readonly [Type in SystemEventType]: EventOf<Type>;
}[SystemEventType];

export type SystemEventType =
  | 'v1.run.created'
  | 'v1.run.forked'
  | 'v1.run.paused'
  | 'v1.run.resumed'
  | 'v1.run.ended'
  | 'v1.budget.reached'
  | 'v1.model.loaded'
  | 'v1.model.failed'
  | 'v1.agent.joined'
  | 'v1.turn.abandoned'
  | 'v1.message.bounced'
  | 'v1.brake.fired'
  | 'v1.message.held'
  | 'v1.message.approved'
  | 'v1.message.dropped'
  | 'v1.message.edited'
  | 'v1.message.retracted'
  | 'v1.message.expired'
  | 'v1.run.braked'
  | 'v1.agent.nudged'
  | 'v1.agent.muted'
  | 'v1.agent.unmuted'
  | 'v1.agent.left'
  | 'v1.hold.changed'
  | 'v1.ground.compacted'
  | 'v1.run.stepped'
  | 'v1.run.wrapping'
  | 'v1.vote.opened'
  | 'v1.vote.closed'
  | 'v1.proposal.ruled';

/** One plain sentence for people. Names and details in it are data: a sink still has to make them harmless. */
export function systemLine(event: SystemEvent): string {
  switch (event.type) {
    case 'v1.run.created':
      return `The run begins: ${event.data.setup.title}.`;
    case 'v1.run.forked':
      return forkLine(event);
    case 'v1.run.paused':
      return `Paused by ${event.data.by === 'arbiter' ? 'the arbiter' : 'a failure'}${withDetail(event.data.detail)}`;
    case 'v1.run.resumed':
      return event.data.by === 'arbiter' ? 'The arbiter goes on.' : 'Goes on after an interruption.';
    case 'v1.run.ended':
      return `The run has ended, ${event.data.reason}${withDetail(event.data.detail)}`;
    case 'v1.budget.reached':
      return `${event.data.agent === undefined ? 'The' : possessive(event.data.agent)} budget of ${event.data.kind} is used up: ${event.data.used} of ${event.data.limit}.`;
    case 'v1.model.loaded':
      return `${event.data.model} is loaded (${event.data.quantisation}, ${event.data.device}).`;
    case 'v1.model.failed':
      return `${event.data.model} cannot be used, ${event.data.failure.kind}${withDetail(event.data.failure.detail)}`;
    case 'v1.agent.joined':
      return joinLine(event);
    case 'v1.turn.abandoned':
      return `${possessive(event.data.agent)} turn ${event.data.turn} was lost, ${event.data.failure.kind}${withDetail(event.data.failure.detail)}`;
    case 'v1.message.bounced':
    case 'v1.message.held':
    case 'v1.message.approved':
    case 'v1.message.dropped':
    case 'v1.message.edited':
    case 'v1.message.retracted':
    case 'v1.message.expired':
      return messageLine(event);
    case 'v1.brake.fired':
      return `${possessive(event.data.agent)} turn ${event.data.turn} was ${event.data.did === 'retried' ? 'tried again' : 'passed'}: ${event.data.brake}.`;
    case 'v1.run.braked':
      return `${BRAKES[event.data.brake]}${withDetail(event.data.evidence)}`;
    case 'v1.agent.nudged':
      return nudgeLine(event);
    case 'v1.agent.muted':
      return `${nameOf(event.data.agent)} is muted.`;
    case 'v1.agent.unmuted':
      return `${nameOf(event.data.agent)} may speak again.`;
    case 'v1.agent.left':
      return `${nameOf(event.data.agent)} leaves${withDetail(event.data.detail)}`;
    case 'v1.hold.changed':
      return event.data.agents.length === 0
        ? 'Messages no longer wait for approval.'
        : `Messages of ${event.data.agents.map(nameOf).join(', ')} wait for approval.`;
    case 'v1.ground.compacted':
      return `Messages up to event ${event.data.upTo} stand as gists from now on: ${event.data.tokens} tokens, ${event.data.limit} fit.`;
    case 'v1.run.stepped':
      return 'The arbiter asks for one turn.';
    case 'v1.run.wrapping':
      return `A closing round begins${withDetail(event.data.detail)}`;
    case 'v1.vote.opened':
    case 'v1.vote.closed':
    case 'v1.proposal.ruled':
      return boardLine(event);
    default:
      return unreachable(event);
  }
}

function joinLine({ data: { name, incarnation, model } }: EventOf<'v1.agent.joined'>): string {
  if (model === NOT_RECORDED) return `${name} joins; with which model is ${NOT_RECORDED}.`;
  return `${name} joins ${incarnation === 1 ? '' : 'again '}with ${model}.`;
}

const nudgeLine = ({ data: { agent, message } }: EventOf<'v1.agent.nudged'>): string =>
  message === undefined
    ? `${nameOf(agent)} is asked what is still open.`
    : `${nameOf(agent)} is asked once more about ${message}.`;

function forkLine({ data: { kind, parent, changes } }: EventOf<'v1.run.forked'>): string {
  const changed = changes.length === 0 ? '' : ` with ${counted(changes.length, 'change')}`;
  return `${kind === 'rerun' ? 'Run again' : 'Forked'} here from ${parent.run} at event ${parent.seq}${changed}.`;
}

function messageLine(
  event: EventIn<
    | 'v1.message.bounced'
    | 'v1.message.held'
    | 'v1.message.approved'
    | 'v1.message.dropped'
    | 'v1.message.edited'
    | 'v1.message.retracted'
    | 'v1.message.expired'
  >,
): string {
  switch (event.type) {
    case 'v1.message.bounced':
      return bounceLine(event);
    case 'v1.message.held':
      return `${event.data.message} by ${nameOfSender(event.data.from)} waits for the arbiter's approval.`;
    case 'v1.message.approved':
      return `The arbiter approves ${event.data.message}.`;
    case 'v1.message.dropped':
      return `The arbiter drops ${event.data.message}${withDetail(event.data.reason)}`;
    case 'v1.message.edited':
      return `The arbiter edits ${event.data.message}.`;
    case 'v1.message.retracted':
      return `${event.data.message} is retracted${withDetail(event.data.reason)}`;
    case 'v1.message.expired':
      return `${nameOf(event.data.agent)} did not answer ${event.data.message} in time.`;
    default:
      return unreachable(event);
  }
}

function boardLine(event: EventIn<'v1.vote.opened' | 'v1.vote.closed' | 'v1.proposal.ruled'>): string {
  switch (event.type) {
    case 'v1.vote.opened':
      return `A vote is called over ${event.data.options.join(', ')}.`;
    case 'v1.vote.closed':
      return event.data.winner === undefined
        ? 'The vote is over, and nothing reached the quorum.'
        : `The vote is over: ${event.data.winner} is taken.`;
    case 'v1.proposal.ruled':
      return `The arbiter ${event.data.ruling === 'decided' ? 'decides for' : 'rejects'} ${event.data.proposal}${withDetail(event.data.note)}`;
    default:
      return unreachable(event);
  }
}

function bounceLine({ data: { message, from, to, reason, valid } }: EventOf<'v1.message.bounced'>): string {
  const known = valid.length === 0 ? '.' : `; known: ${valid.join(', ')}.`;
  switch (reason) {
    case 'unknown':
      return `No one can be reached as ${to}${known}`;
    case 'self':
      return `${capital(nameOfSender(from))} cannot write to itself${known}`;
    case 'ended':
      return `${to} has left and cannot be reached${known}`;
    case 'full':
      return `${to} has too much unread mail: ${message} by ${nameOfSender(from)} did not reach it.`;
    default:
      return unreachable(reason);
  }
}

const BRAKES: Readonly<Record<EventOf<'v1.run.braked'>['data']['brake'], string>> = {
  'no-new-content': 'Nothing new is said',
  'near-duplicate': 'The same is said again',
  politeness: 'Only courtesies are exchanged',
  'wait-cycle': 'Everyone waits',
  stalled: 'Nobody has anything to say',
  nudges: 'Nudges are spent',
  'mail-cap': 'A mailbox is full',
};

const nameOfSender = (from: Sender): string => (from === 'arbiter' ? 'the arbiter' : nameOf(from));

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

const possessive = (agent: AgentId): string => `${nameOf(agent)}'s`;

/** A detail is a sentence of its own or the end of one; either way the line ends in one mark. */
function withDetail(detail: string | undefined): string {
  if (detail === undefined || detail.trim() === '') return '.';
  return /[.!?]$/.test(detail.trim()) ? `: ${detail.trim()}` : `: ${detail.trim()}.`;
}
