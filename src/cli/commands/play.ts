import { nameOf } from '#shared/events/ids.ts';
import { jsonView } from '../json-view.ts';
import { reportFailure, tell } from '../report.ts';
import { roomView, type Piece } from '../room-view.ts';
import { storedEvents, type StoredEvent } from '../stored-events.ts';
import { EXIT, type Common, type ExitCode, type Interrupt, type World } from '../world.ts';

export type PlayOptions = Common & { readonly speed?: number | undefined };

/**
 * Shows a recording the way it was seen live, `speed` times as fast; 0 shows it at once, which is also what happens where nobody
 * watches (no terminal, or JSON) unless a speed is asked for. Playing never runs a model: it only reads events.
 */
export async function playCommand(world: World, name: string, options: PlayOptions): Promise<ExitCode> {
  const found = await world.client.call('run.find', { name });
  if (!found.ok) return reportFailure(world, found.failure);
  const watched = world.isTTY && !options.json;
  const speed = options.speed ?? (watched ? DEFAULT_SPEED : 0);
  const events = await storedEvents(world, found.value, speed === 0 ? {} : { withPieces: true });
  if (!events.ok) return reportFailure(world, events.failure);
  const { run, startedAt } = found.value;
  tell(world, `Recording of ${startedAt.slice(0, 10)} (${run}): played, no model runs.\n`);
  const played = await play(world, scheduleOf(events.value), { json: options.json, speed });
  if (played !== 'whole') return played === 'asked' ? EXIT.cancelled : EXIT.done;
  if (found.value.state === 'interrupted')
    tell(world, `\nThe run was interrupted here. Go on with it: parley run --resume ${run}`);
  return EXIT.done;
}

export const DEFAULT_SPEED = 4;
/** No pause of the recording (a model that loads, a run resumed the next day) is shown longer than this; microseconds. */
const LONGEST_PAUSE = 3_000_000;

/** One thing to show, `wait` microseconds of recorded time after the one before. */
export type Step = { readonly wait: number } & (
  { readonly kind: 'event'; readonly stored: StoredEvent } | { readonly kind: 'piece'; readonly piece: Piece }
);

/** Events in their order with the pieces of their turns between them, at the time at which they were written. */
export function scheduleOf(stored: readonly StoredEvent[]): readonly Step[] {
  const timed: { readonly at: number; readonly show: Shown }[] = [];
  let latest = 0;
  for (const one of stored) {
    latest = Math.max(latest, one.event.at);
    timed.push(...piecesOf(one), { at: latest, show: { kind: 'event', stored: one } });
  }
  // A stable sort: events keep their order, for their times never fall.
  const ordered = timed.toSorted((a, b) => a.at - b.at);
  return ordered.map(({ at, show }, index) => {
    const before = ordered[index - 1]?.at ?? at;
    return { ...show, wait: Math.min(LONGEST_PAUSE, Math.max(0, at - before)) };
  });
}

type Shown =
  { readonly kind: 'event'; readonly stored: StoredEvent } | { readonly kind: 'piece'; readonly piece: Piece };

function piecesOf({ event, pieces }: StoredEvent): readonly { readonly at: number; readonly show: Shown }[] {
  if (event.type !== 'v1.turn.ended') return [];
  const { turn, agent, text, stages } = event.data;
  const began = event.at - stages.speak - stages.gist;
  return pieces.map(([after, length], index) => ({
    at: Math.min(event.at, Math.max(0, began + after)),
    show: {
      kind: 'piece',
      piece: { turn, agent: nameOf(agent), try: 1, text: text.slice(pieces[index - 1]?.[1] ?? 0, length) },
    },
  }));
}

async function play(
  world: World,
  steps: readonly Step[],
  { json, speed }: Common & { readonly speed: number },
): Promise<'whole' | Interrupt> {
  const stopped = new AbortController();
  let why: Interrupt | undefined;
  const heard = world.signals.onInterrupt((given) => {
    why ??= given;
    stopped.abort();
  });
  let at = 0;
  const view = json ? jsonView(world) : roomView(world, () => at / 1000);
  try {
    for (const step of steps) {
      at += step.wait;
      if (speed > 0 && step.wait > 0) await world.clock.sleep(step.wait / 1000 / speed, stopped.signal);
      if (why !== undefined) return why;
      if (step.kind === 'event') view.event(step.stored.event);
      else if (speed > 0) view.piece(step.piece);
    }
    return 'whole';
  } finally {
    view.finish();
    heard.dispose();
  }
}
