import { eventOf } from '#shared/rpc/event-of-wire.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { seq, type RunId } from '#shared/events/ids.ts';
import { figureReader, type RunFigures } from '#shared/projections/run-figures.ts';
import type { Client } from '#shared/rpc/client.ts';
import type { RpcFailure, RunRow } from '#shared/rpc/methods.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** A run as it stands in the table. */
export type Column =
  { readonly state: 'reading' } | { readonly state: 'failed'; readonly message: string } | ReadColumn;

export type ReadColumn = {
  readonly state: 'read';
  readonly row: RunRow;
  /** All that was stored when it was asked for: of a run that goes on, not what came later. */
  readonly events: readonly AnyEvent[];
  readonly figures: RunFigures;
};

/** Events that have come, and how many there are. */
export type Progress = { readonly read: number; readonly of: number };

/** The runs of one table, each read once. Whoever makes it disposes it. */
export interface Columns {
  readonly store: StoreApi<ReadonlyMap<RunId, Column>>;
  /** How far those are that are being read. Apart from `store`, for it changes with every part that comes. */
  readonly progress: StoreApi<ReadonlyMap<RunId, Progress>>;
  /** Reads those that are not there yet, and forgets those that are not among these. */
  readonly show: (runs: readonly RunId[]) => void;
  /** Reads one anew. */
  readonly again: (run: RunId) => void;
  dispose(): void;
}

export function columnsOf(client: Client): Columns {
  const store = createStore<ReadonlyMap<RunId, Column>>(() => new Map());
  const progress = createStore<ReadonlyMap<RunId, Progress>>(() => new Map());
  const reading = new Map<RunId, AbortController>();
  const forget = (run: RunId): void => {
    reading.get(run)?.abort();
    reading.delete(run);
  };
  const again = (run: RunId): void => {
    forget(run);
    const stop = new AbortController();
    reading.set(run, stop);
    const told = (column: Column): void => {
      if (!stop.signal.aborted) store.setState((known) => new Map(known).set(run, column), true);
    };
    const came = (own: Progress): void => {
      if (!stop.signal.aborted) progress.setState((known) => new Map(known).set(run, own), true);
    };
    told({ state: 'reading' });
    void readColumn(client, run, { signal: stop.signal, came }).then(told);
  };
  return {
    store,
    progress,
    again,
    show(runs) {
      const gone = [...reading.keys()].filter((run) => !runs.includes(run));
      for (const run of gone) forget(run);
      if (gone.length > 0) store.setState((known) => new Map([...known].filter(([run]) => !gone.includes(run))), true);
      for (const run of runs) if (!reading.has(run)) again(run);
    },
    dispose: () => [...reading.keys()].forEach(forget),
  };
}

type Reading = { readonly signal: AbortSignal; readonly came: (progress: Progress) => void };

/** A line that broke is asked again; it waits for the line by itself. */
async function readColumn(client: Client, run: RunId, { signal, came }: Reading): Promise<Column> {
  for (;;) {
    const column = await readOnce(client, run, { signal, came });
    if ('code' in column && column.code !== 'closed') return { state: 'failed', message: column.message };
    if (!('code' in column)) return column;
  }
}

async function readOnce(client: Client, run: RunId, { signal, came }: Reading): Promise<ReadColumn | RpcFailure> {
  const found = await client.call('run.find', { name: run }, { signal });
  if (!found.ok) return found.failure;
  const row = found.value;
  const events: AnyEvent[] = [];
  const reader = figureReader();
  if (row.events === 0) return { state: 'read', row, events, figures: reader.figures() };
  for await (const item of client.stream('events.subscribe', { run: row.run, after: seq(0) }, { signal })) {
    if (!item.ok) return item.failure;
    for (const wire of item.value.events) {
      if (wire.seq > row.events) break;
      const event = eventOf(wire);
      events.push(event);
      reader.add(event);
    }
    if (events.length >= row.events) break;
    came({ read: events.length, of: row.events });
  }
  return { state: 'read', row, events, figures: reader.figures() };
}
