import type { AnyEvent } from '#shared/events/event.ts';
import { messageOfTurn, type AgentId, type MessageId, type Seq, type TurnId } from '#shared/events/ids.ts';
import type { Transcript } from '#shared/projections/transcript.ts';
import { messageIn } from '#shared/projections/transcript.ts';
import type { LogIndex } from '../state/log-index.ts';
import type { Selection } from '../state/route.ts';

/** What a selection is about: the thing itself, and what belongs to it. A tab for each that is there. */
export type Subjects = {
  readonly turn?: TurnId;
  readonly message?: MessageId;
  readonly agent?: AgentId;
  readonly event?: Seq;
};

/** `said`: the transcript of all that is known, also of what lies right of the playhead. */
export type Known = { readonly log: LogIndex; readonly said: Transcript };

export function subjectsOf(selection: Selection | undefined, known: Known): Subjects {
  switch (selection?.kind) {
    case undefined:
      return {};
    case 'turn':
      return ofTurn(selection.turn, known);
    case 'message':
      return ofMessage(selection.message, known);
    case 'agent':
      return { agent: selection.agent };
    case 'event': {
      const event = known.log.at(selection.seq);
      return { ...(event === undefined ? {} : aboutEvent(event, known)), event: selection.seq };
    }
    default:
      return selection satisfies never;
  }
}

function ofTurn(turn: TurnId, { log }: Known): Subjects {
  const known = log.turn(turn);
  const agent = known?.started.at(-1)?.data.agent ?? known?.abandoned.at(-1)?.data.agent;
  const message = messageOfTurn(turn);
  return {
    turn,
    ...(log.message(message) === undefined ? {} : { message }),
    ...(agent === undefined ? {} : { agent }),
  };
}

function ofMessage(message: MessageId, { said }: Known): Subjects {
  const found = messageIn(said, message);
  const agent = found === undefined || found.from === 'arbiter' ? undefined : found.from;
  return {
    message,
    ...(found?.turn === undefined ? {} : { turn: found.turn }),
    ...(agent === undefined ? {} : { agent }),
  };
}

/** An event names a turn, a message or an agent by the same fields throughout the vocabulary. */
function aboutEvent(event: AnyEvent, known: Known): Subjects {
  if (event.type === 'unknown') return {};
  const { data } = event;
  if ('turn' in data && data.turn !== undefined) return ofTurn(data.turn, known);
  if ('message' in data && data.message !== undefined) return ofMessage(data.message, known);
  if ('proposal' in data) return ofMessage(data.proposal, known);
  return 'agent' in data && data.agent !== undefined ? { agent: data.agent } : {};
}
