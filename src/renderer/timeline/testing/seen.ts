import { ok } from '#shared/base/result.ts';
import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import { runId, seq } from '#shared/events/ids.ts';
import { moment } from '#shared/projections/moment.ts';
import { createStore } from 'zustand/vanilla';
import { logIndex } from '../../state/log-index.ts';
import { selectionText } from '../../state/route.ts';
import { OPENING, type RunSession, type RunState } from '../../state/run-state.ts';
import { layout, type Layout } from '../layout.ts';

const FILES = import.meta.glob<string>('../../../../scenarios/recordings/*.jsonl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The events of a recording in the tree. */
export function recording(name: string): readonly AnyEvent[] {
  const text = FILES[`../../../../scenarios/recordings/${name}.jsonl`] ?? '';
  const rows = text.trim().split('\n').slice(1);
  return rows.flatMap((row) => {
    const event = decodeEvent(JSON.parse(row));
    return event.ok ? [event.value] : [];
  });
}

export function layoutOf(events: readonly AnyEvent[]): Layout {
  const own = layout(true);
  own.sync(events);
  return own;
}

export type FakeSession = RunSession & { readonly did: string[] };

/** A session that folds what it is given and notes what is asked of it. */
export function sessionOf(events: readonly AnyEvent[], more: Partial<RunState> = {}): FakeSession {
  const log = logIndex();
  for (const event of events) log.add(event);
  const now = moment.of(events);
  const did: string[] = [];
  const store = createStore<RunState>(() => ({
    ...OPENING,
    ...{ phase: 'open', last: now.seq, head: now.seq, headAt: now.at, now, latest: now },
    ...more,
  }));
  const note = (what: string): void => void did.push(what);
  return {
    ...{ run: runId('seen'), store, writing: createStore(() => new Map()), log, did },
    seek: (to) => note(`seek ${to}`),
    seekTime: (at) => note(`time ${at}`),
    momentAt: () => now,
    follow: () => note('follow'),
    step: (kind, by) => note(`step ${kind} ${by}`),
    select(selection) {
      store.setState({ selection });
      note(`select ${selectionText(selection) ?? 'nothing'}`);
    },
    play: (on) => note(`play ${on}`),
    change: () => note('change'),
    command: async () => ok(seq(0)),
    dispose: () => undefined,
  };
}
