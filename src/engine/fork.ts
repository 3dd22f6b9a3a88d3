import { fail, ok, type Result } from '#shared/base/result.ts';
import type { AnyEvent, Draft, Event, EventOf } from '#shared/events/event.ts';
import type { Branch, Change } from '#shared/events/fork.ts';
import { agentId, seq, type MessageId, type RunId, type Seq } from '#shared/events/ids.ts';
import { foldRun, runOf } from '#shared/projections/fold-run.ts';
import type { RunView } from '#shared/projections/run.ts';
import { decideCommand, sentence } from './commands.ts';
import { noteWithin, publicMessage } from './commands/known.ts';
import { changedSetup } from './fork-setup.ts';
import { playedSeat, seatsPlayed } from './mode/played-seat.ts';
import { abandonedBy } from './recover.ts';

export type Forking = {
  readonly kind: Branch;
  /** The run that is left, and the last event that is taken over. */
  readonly parent: { readonly run: RunId; readonly seq: Seq };
  readonly changes: readonly Change[];
  /** ISO 8601. */
  readonly forkedAt: string;
};

/**
 * What follows the copied past in a branch: the fork itself, then the turns that were open are abandoned, then seats that the setup asks
 * for or has no more come and go, then what is done to messages, in the order given. Or one sentence on the first change that does not
 * fit; nothing is done by halves. Pure; `events` are all that the parent has.
 */
export function forkOf(events: readonly AnyEvent[], forking: Forking): Result<readonly Draft[], string> {
  const { parent, changes } = forking;
  const last = events.at(-1)?.seq ?? 0;
  if (parent.seq < 1 || parent.seq > last) {
    return fail(`${parent.run} has ${last} events: a fork leaves it after one from 1 to ${last}.`);
  }
  const branch = drafting(runOf(events.slice(0, parent.seq)));
  const setup = changedSetup(branch.view, changes);
  if (!setup.ok) return fail(sentence(setup.failure));
  branch.write({ type: 'v1.run.forked', data: { ...forking, changes: [...changes], setup: setup.value } });
  branch.write(...abandonedBy(branch.view, 'the run was forked in the middle of this turn'));
  branch.write(...seatedAnew(branch.view));
  for (const change of changes) {
    const drafts = messageChange(branch.view, change);
    if (!drafts.ok) return fail(later(events, change, parent.seq) ?? drafts.failure);
    branch.write(...drafts.value);
  }
  return ok(branch.drafts);
}

/** The first event of a branch: the parent's, which names the branch and where it comes from. Its start stays the parent's. */
export const createdAs = (
  { data }: Pick<EventOf<'v1.run.created'>, 'data'>,
  run: RunId,
  parent: Forking['parent'],
): EventOf<'v1.run.created'>['data'] => ({ ...data, run, parent: { run: parent.run, seq: parent.seq } });

/** Drafts that are folded as they are written, so that each is decided on what the ones before it have made of the run. */
function drafting(view: RunView): {
  readonly view: RunView;
  readonly drafts: readonly Draft[];
  write(...more: readonly Draft[]): void;
} {
  const drafts: Draft[] = [];
  return {
    view,
    drafts,
    write(...more) {
      for (const { type, data } of more)
        foldRun(view, { seq: seq(view.lastSeq + 1), at: view.at, type, data } as Event);
      drafts.push(...more);
    },
  };
}

/** Who the setup asks for and never sat there joins; who has no seat under its mode leaves. */
function seatedAnew(view: RunView): readonly Draft[] {
  const { setup } = view;
  if (setup === undefined) return [];
  const played = seatsPlayed(setup);
  const gone = view.agents
    .filter((agent) => agent.state !== 'left' && !played.some(({ seat }) => seat === agent.seat))
    .map(({ agent }): Draft => {
      const detail = `the mode ${setup.mode} has no place for it`;
      return { type: 'v1.agent.left', data: { agent, by: 'arbiter', detail } };
    });
  const come = played
    .filter(({ seat }) => !view.agents.some((agent) => agent.seat === seat))
    .map(({ seat, model }): Draft => {
      const { name } = playedSeat(setup, seat);
      return { type: 'v1.agent.joined', data: { agent: agentId(name, 1), seat, name, incarnation: 1, model } };
    });
  return [...gone, ...come];
}

/** What a change to messages writes; a change of the setup stands in the fork itself. */
function messageChange(view: RunView, change: Change): Result<readonly Draft[], string> {
  switch (change.kind) {
    case 'edit':
    case 'retract':
      return decideCommand(view, change);
    case 'drop':
      return dropped(view, change.message, change.reason);
    case 'insert': {
      const { text, to = 'all', act = 'inform', inReplyTo } = change;
      return decideCommand(view, { kind: 'say', text, to, act, ...(inReplyTo === undefined ? {} : { inReplyTo }) });
    }
    case 'seat':
    case 'mode':
    case 'cadence':
    case 'visibility':
    case 'seed':
    case 'exact':
    case 'budget':
      return ok([]);
    default:
      return change satisfies never;
  }
}

/** A fork drops public messages too: it is another past, in which nobody was told of them. */
function dropped(view: RunView, message: MessageId, reason: string | undefined): Result<readonly Draft[], string> {
  if (view.held.some((other) => other.message === message)) {
    return decideCommand(view, { kind: 'drop', message, ...(reason === undefined ? {} : { reason }) });
  }
  const found = publicMessage(view, message);
  if (!found.ok) return fail(sentence(found.failure));
  const why = noteWithin(reason, 'the reason');
  return why.ok
    ? ok([{ type: 'v1.message.dropped', data: { message, reason: why.value } }])
    : fail(sentence(why.failure));
}

/** Of a message that is not there yet: where it is. */
function later(events: readonly AnyEvent[], change: Change, at: Seq): string | undefined {
  const named = 'message' in change ? change.message : change.kind === 'insert' ? change.inReplyTo : undefined;
  const said = events.find(
    (event) =>
      (event.type === 'v1.message.sent' || event.type === 'v1.message.held') &&
      event.data.message === named &&
      event.seq > at,
  );
  if (said === undefined || named === undefined) return undefined;
  return `${named} was written after event ${at}, as event ${said.seq}: fork there or later to change it.`;
}
