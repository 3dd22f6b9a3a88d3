import { isRecorded, NOT_RECORDED } from '#shared/events/imported.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import type { ImportedFrom, RunRow } from '#shared/rpc/methods.ts';
import type { Origin } from '#store/origin.ts';

/** What a list shows of a run out of its own events; the user's labels and its sweep are not among them. */
export type RunFacts = Omit<RunRow, 'tags' | 'pinned' | 'sweep'>;

export type About = {
  readonly held: boolean;
  readonly source: RunRow['source'];
  readonly origin?: Origin | undefined;
};

/** A run as a list shows it. `held`: a process is writing it; a run that nobody writes and that has no end is interrupted. */
export const summaryOf = (events: Iterable<AnyEvent>, about: About): RunFacts | undefined =>
  factsOf(runOf(events), about);

/** The same of events that are folded already. */
export function factsOf(view: RunView, { held, source, origin }: About): RunFacts | undefined {
  const { created } = view;
  if (created === undefined) return undefined;
  const { run, startedAt } = created.data;
  const setup = view.setup ?? created.data.setup;
  return {
    run,
    title: setup.title,
    question: setup.question,
    startedAt,
    // Nothing interrupted a record that just stops.
    state: origin === undefined ? stateOf(view, held) : 'ended',
    ...(view.end === undefined ? {} : { reason: view.end.reason }),
    seats: setup.seats.map((seat) => seat.name),
    turns: view.turns.filter((turn) => turn.state !== 'open' && turn.state !== 'abandoned').length,
    events: view.lastSeq,
    source,
    ...(origin === undefined ? {} : { imported: importedOf(origin) }),
    way: !isRecorded(created.data, 'rules')
      ? NOT_RECORDED
      : setup.mode === 'peers'
        ? `peers, ${setup.cadence}`
        : setup.mode,
    models: [...new Set(setup.seats.map((seat) => seat.model))],
    ...branchIn(view),
  };
}

function branchIn({ created, forked }: RunView): Pick<RunFacts, 'parent' | 'branch'> {
  const parent = created?.data.parent;
  // Of a branch of a branch the copied past holds forks too: its own is the one that names its parent.
  if (parent === undefined) return {};
  const own = forked?.data.parent.run === parent.run && forked.data.parent.seq === parent.seq ? forked : undefined;
  return { parent, ...(own === undefined ? {} : { branch: own.data.kind }) };
}
/** As it travels. */
export const importedOf = ({ missing, redacted, ...origin }: Origin): ImportedFrom => ({
  ...origin,
  missing: [...missing],
  redacted: [...redacted],
});

function stateOf(view: RunView, held: boolean): RunRow['state'] {
  if (view.status === 'ended') return 'ended';
  if (!held) return 'interrupted';
  return view.status === 'paused' ? 'paused' : 'running';
}
