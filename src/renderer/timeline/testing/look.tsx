import '../../app/theme.css';
import { createRoot } from 'react-dom/client';
import { ok } from '#shared/base/result.ts';
import { typeName, type AnyEvent } from '#shared/events/event.ts';
import { runId, seq } from '#shared/events/ids.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import type { Client } from '#shared/rpc/client.ts';
import type { WireEvent } from '#shared/rpc/methods.ts';
import { openRun } from '../../state/run-session.ts';
import type { RunSession } from '../../state/run-state.ts';
import { settings } from '../../state/settings.ts';
import { SessionProvider } from '../../state/window.tsx';
import { Timeline } from '../timeline.tsx';
import { timelineView, type TimelineView } from '../timeline-view.ts';
import { recording } from './seen.ts';

/** The timeline by itself, over a recording or a generated run: `look.html?run=NAME`, `?events=10000`, `&live`, `&theme=light`, `&axis=sequence`. */
declare global {
  var look: { readonly session: RunSession; readonly view: TimelineView } | undefined;
}

const asked = new URLSearchParams(location.search);
const events = asked.has('events')
  ? longRun(Number(asked.get('events')))
  : recording(asked.get('run') ?? 'users-endpoint-free');
const live = asked.has('live');
document.documentElement.dataset['theme'] = asked.get('theme') ?? 'dark';
settings.setState({
  axis: asked.get('axis') === 'sequence' ? 'sequence' : 'time',
  foldIdle: asked.get('fold') !== 'no',
});

const wire = (event: AnyEvent): WireEvent => ({
  seq: event.seq,
  at: event.at,
  type: typeName(event),
  data: event.data,
});

/** Answers what a session asks; of a live run the second half comes as it came. */
const client: Pick<Client, 'call' | 'stream' | 'close'> = {
  call: (async (method: string) =>
    method === 'run.find'
      ? ok({ state: live ? 'running' : 'ended', events: live ? Math.floor(events.length / 2) : events.length })
      : ok({ pieces: [] })) as Client['call'],
  stream: async function* (method: string) {
    if (method !== 'events.subscribe') return;
    const stored = live ? Math.floor(events.length / 2) : events.length;
    for (let from = 0; from < stored; from += 5000)
      yield ok({ events: events.slice(from, Math.min(stored, from + 5000)).map(wire) });
    for (let index = stored; index < events.length; index += 1) {
      const event = events[index];
      if (event === undefined) return;
      await new Promise((resolve) =>
        setTimeout(resolve, Math.min(2000, (event.at - (events[index - 1]?.at ?? 0)) / 1000)),
      );
      yield ok({ events: [wire(event)] });
    }
  } as Client['stream'],
  close: () => undefined,
};

const session = openRun(client, runId('look'), asked.has('seq') ? { seq: seq(Number(asked.get('seq'))) } : {});
globalThis.look = { session, view: timelineView(session) };

const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <SessionProvider session={session}>
      <div className="h-[340px]">
        <Timeline />
      </div>
    </SessionProvider>,
  );
