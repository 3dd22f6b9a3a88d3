import { unreachable } from '#shared/base/assert.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Command, CommandOf } from '#shared/events/commands.ts';
import type { Draft } from '#shared/events/event.ts';
import type { RunView } from '#shared/projections/run.ts';
import { dismiss, hold, mute, recall, unmute } from './commands/about-agents.ts';
import { approve, drop, edit, retract, say } from './commands/about-messages.ts';
import { callVote, rule } from './commands/about-proposals.ts';
import { noteWithin } from './commands/known.ts';
import { byArbiter } from './next-step.ts';
import type { Ending } from './step.ts';

/**
 * What a command of the arbiter writes, or one sentence on why it is refused: what, where, what to do. Pure: to be appended in the same
 * tick, so that nothing comes between the decision and the facts. `end` writes nothing here: open turns are abandoned first, and the
 * loop then ends the run as `endingBy` says.
 */
export function decideCommand(view: RunView, command: Command): Result<readonly Draft[], string> {
  const decided = decide(view, command);
  return decided.ok ? decided : fail(sentence(decided.failure));
}

/** How the command `end` ends a run whose open turns have been abandoned: with the decision that was made, if any. */
export function endingBy(view: RunView, { reason }: CommandOf<'end'>): Ending {
  const words = reason?.trim() ?? '';
  return byArbiter(view, words === '' ? 'the arbiter ended the run' : words);
}

/** Ids of messages begin a sentence as they are. */
export const sentence = (words: string): string =>
  `${/^[ma]\d/u.test(words) ? words : words.charAt(0).toUpperCase() + words.slice(1)}${/[.?!]$/u.test(words) ? '' : '.'}`;

function decide(view: RunView, command: Command): Result<readonly Draft[], string> {
  if (view.status === 'new') return fail('the run has not begun; wait for its first event');
  if (view.status === 'ended') {
    return fail(`the run has ended (${view.end?.reason ?? 'for an unknown reason'}); play it, or start it anew`);
  }
  switch (command.kind) {
    case 'pause':
      if (view.status === 'paused') return fail('the run is paused already; step one turn, or resume it');
      return ok([{ type: 'v1.run.paused', data: { by: 'arbiter' } }]);
    case 'resume':
      if (view.status === 'running') return fail('the run is not paused');
      return ok([{ type: 'v1.run.resumed', data: { by: 'arbiter' } }]);
    case 'step':
      return step(view);
    case 'wrapUp':
      return wrapUp(view);
    case 'end': {
      const reason = noteWithin(command.reason, 'the reason');
      return reason.ok ? ok([]) : reason;
    }
    case 'say':
      return say(view, command);
    case 'hold':
      return hold(view, command);
    case 'approve':
      return approve(view, command);
    case 'edit':
      return edit(view, command);
    case 'drop':
      return drop(view, command);
    case 'mute':
      return mute(view, command);
    case 'unmute':
      return unmute(view, command);
    case 'dismiss':
      return dismiss(view, command);
    case 'recall':
      return recall(view, command);
    case 'retract':
      return retract(view, command);
    case 'rule':
      return rule(view, command);
    case 'callVote':
      return callVote(view, command);
    default:
      return unreachable(command);
  }
}

function step(view: RunView): Result<readonly Draft[], string> {
  if (view.status !== 'paused') return fail('the run is not paused; pause it, then step one turn at a time');
  if (view.steppedAt !== undefined) return fail('one turn was asked for already; wait for it');
  return ok([{ type: 'v1.run.stepped', data: { by: 'arbiter' } }]);
}

/** A paused run goes on for it: nobody has a last word while it stands still. */
function wrapUp(view: RunView): Result<readonly Draft[], string> {
  if (view.wrapping !== undefined) return fail('the closing round is on already; end the run to stop it at once');
  const wrapping: Draft = { type: 'v1.run.wrapping', data: { by: 'arbiter', detail: 'the arbiter wraps up' } };
  const resumed: Draft = { type: 'v1.run.resumed', data: { by: 'arbiter' } };
  return ok(view.status === 'paused' ? [wrapping, resumed] : [wrapping]);
}
