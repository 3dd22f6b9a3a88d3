import { runOf } from '#shared/projections/fold-run.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import type { Output } from '#shared/rpc/methods.ts';

export type RunRow = Output<'run.find'>;

/** A run as a list shows it. `held`: a process is writing it; a run that nobody writes and that has no end is interrupted. */
export function summaryOf(
  events: Iterable<AnyEvent>,
  { held, source }: { readonly held: boolean; readonly source: RunRow['source'] },
): RunRow | undefined {
  const view = runOf(events);
  const { created } = view;
  if (created === undefined) return undefined;
  const { run, setup, startedAt } = created.data;
  return {
    run,
    title: setup.title,
    question: setup.question,
    startedAt,
    state: stateOf(view, held),
    ...(view.end === undefined ? {} : { reason: view.end.reason }),
    seats: setup.seats.map((seat) => seat.name),
    turns: view.turns.filter((turn) => turn.state !== 'open' && turn.state !== 'abandoned').length,
    events: view.lastSeq,
    source,
  };
}

function stateOf(view: RunView, held: boolean): RunRow['state'] {
  if (view.status === 'ended') return 'ended';
  if (!held) return 'interrupted';
  return view.status === 'paused' ? 'paused' : 'running';
}
