import type { AnyEvent } from '#shared/events/event.ts';
import type { MessageId } from '#shared/events/ids.ts';
import type { Sender } from '#shared/events/vocabulary.ts';
import { systemLine, type SystemEvent } from '#shared/projections/system-line.ts';
import type { GlyphName } from './glyphs.ts';
import type { Mark } from './lane-model.ts';

/** In whose lane a mark stands: of an agent, the arbiter's, or the system's. */
export type Whose = Sender | 'system';

export type MarkOf = Pick<Mark, 'glyph' | 'tone' | 'text' | 'message'> & { readonly whose: Whose };

/** What an event shows as a mark; turns and the messages of agents are bars and have none. */
export function markOf(event: AnyEvent): MarkOf | undefined {
  switch (event.type) {
    case 'v1.message.sent': {
      const { from, act, gist, message, to } = event.data;
      // What has a turn is its bar; a log of another program has none.
      if (from !== 'arbiter') return event.data.turn === undefined ? about(message, of(from, 'note', gist)) : undefined;
      const said = act === 'inform' ? 'said' : act === 'ask' ? 'asked' : 'proposed';
      const whom = to === 'all' ? ' to all' : '';
      return {
        whose: 'arbiter',
        glyph: act === 'inform' ? 'arbiter' : act,
        tone: 'dim',
        text: `${said}${whom}: ${gist}`,
        message,
      };
    }
    case 'v1.turn.started':
      return event.data.attempt === 1
        ? undefined
        : of(event.data.agent, 'retry', `Turn ${event.data.turn} is tried again.`);
    case 'v1.turn.abandoned':
      return event.data.failure.kind === 'interrupted'
        ? of(event.data.agent, 'stop', systemLine(event))
        : { ...of(event.data.agent, 'crash', systemLine(event)), tone: 'bad' };
    case 'v1.brake.fired':
      return { ...of(event.data.agent, 'brake', systemLine(event)), tone: 'warn' };
    case 'v1.message.bounced':
      return { ...about(event.data.message, of(event.data.from, 'bounce', systemLine(event))), tone: 'warn' };
    case 'v1.message.expired':
      return about(event.data.message, of(event.data.agent, 'expired', systemLine(event)));
    case 'v1.agent.nudged':
      return of(event.data.agent, 'nudge', systemLine(event));
    case 'v1.agent.muted':
    case 'v1.agent.left':
      return of(event.data.agent, 'stop', systemLine(event));
    case 'v1.agent.unmuted':
      return of(event.data.agent, 'go', systemLine(event));
    default:
      return ofRun(event);
  }
}

/** Marks of what the arbiter does, and of what happens to the run as a whole. */
function ofRun(event: AnyEvent): MarkOf | undefined {
  switch (event.type) {
    case 'v1.message.approved':
      return about(event.data.message, of('arbiter', 'agree', systemLine(event)));
    case 'v1.message.dropped':
      return about(event.data.message, of('arbiter', 'stop', systemLine(event)));
    case 'v1.message.edited':
      return about(event.data.message, of('arbiter', 'revise', systemLine(event)));
    case 'v1.message.retracted':
      return { ...about(event.data.message, of('arbiter', 'retracted', systemLine(event))), tone: 'bad' };
    case 'v1.proposal.ruled':
      return { ...about(event.data.proposal, of('arbiter', 'propose', systemLine(event))), tone: 'good' };
    case 'v1.hold.changed':
    case 'v1.run.stepped':
      return of('arbiter', 'arbiter', systemLine(event));
    case 'v1.run.paused':
      return of(event.data.by === 'arbiter' ? 'arbiter' : 'system', 'pause', systemLine(event));
    case 'v1.run.resumed':
      return of(event.data.by === 'arbiter' ? 'arbiter' : 'system', 'go', systemLine(event));
    case 'v1.run.braked':
      return { ...of('system', 'brake', systemLine(event)), tone: 'warn' };
    case 'v1.budget.reached':
      return { ...of(event.data.agent ?? 'system', 'brake', systemLine(event)), tone: 'warn' };
    case 'v1.model.failed':
      return { ...of('system', 'crash', systemLine(event)), tone: 'bad' };
    case 'v1.vote.opened':
    case 'v1.vote.closed':
      return of('system', 'vote', systemLine(event));
    case 'v1.run.ended':
      return { ...of('system', 'end', systemLine(event)), tone: event.data.reason === 'failed' ? 'bad' : 'good' };
    case 'v1.run.forked':
      return of('system', 'fork', systemLine(event));
    case 'v1.run.created':
    case 'v1.model.loaded':
    case 'v1.ground.compacted':
    case 'v1.run.wrapping':
      return system(event);
    default:
      return undefined;
  }
}

const system = (event: SystemEvent): MarkOf => of('system', 'note', systemLine(event));

const of = (whose: Whose, glyph: GlyphName, text: string): MarkOf => ({
  whose,
  glyph,
  tone: 'dim',
  text,
  message: undefined,
});

const about = (message: MessageId, mark: MarkOf): MarkOf => ({ ...mark, message });
