/** Free deliberations in which something happens while turns are under way, and what their logs say of grounds. */
import { present } from '#shared/base/assert.ts';
import type { AnyEvent, Draft, EventOf } from '#shared/events/event.ts';
import { nameOf, type MessageId, type Seq } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { groundKey, sightTable } from '#shared/events/visibility.ts';
import type { EventType, LineageEntry } from '#shared/events/vocabulary.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { Inference, Segment } from '../ports.ts';
import type { RunLog } from '../run-log.ts';
import { deliberate, seatNamed, setupWith } from './deliberation.ts';
import { scriptedInference } from './scripted-model.ts';

/** Three who never agree and no brakes: only the budget or the context ends such a run. */
export const ENDLESS: Partial<RunSetup> = {
  seats: ['Ada', 'Ben', 'Cleo'].map((name) => ({ ...seatNamed(name), leaning: { agree: 0, withdraw: 0 } })),
  brakes: { noNewContent: 0, politeness: 0, nudges: 0, mailCap: 0, waitCycle: 0 },
};

/** Turns of the scripted model are over long before; one that broke is not waited for. */
const TICKS = 10_000;

export const eventsOf = <Type extends EventType>(events: readonly AnyEvent[], type: Type): readonly EventOf<Type>[] =>
  events.flatMap((event) => (event.type === type ? [event as unknown as EventOf<Type>] : []));

export type Run = {
  readonly events: readonly AnyEvent[];
  /** By prompt hash: the words of each block of the ground. */
  readonly words: ReadonlyMap<string, readonly (readonly string[])[]>;
};

/** As the scripted model tokenises: a segment by itself. */
const wordsOf = (segment: Segment): readonly string[] =>
  (segment.kind === 'frame' ? `<${segment.frame}> ` : segment.text).match(/\S+\s*|\s+/gu) ?? [];

/** The scripted model that remembers the grounds it was asked to open; with `trunks`, at most so many of them. */
function remembering(
  pause: () => Promise<void>,
  trunks = 8,
): { readonly inference: Inference; readonly words: Run['words'] } {
  const words = new Map<string, readonly (readonly string[])[]>();
  const inner = scriptedInference({ pause });
  const inference: Inference = {
    ...inner,
    load: (specs, options) =>
      inner.load(
        specs.map((spec) => ({ ...spec, trunks: Math.min(trunks, spec.trunks) })),
        options,
      ),
    async open(prompt, waiting) {
      const opened = await inner.open(prompt, waiting);
      if (opened.ok) words.set(opened.value.promptHash, prompt.ground.map(wordsOf));
      return opened;
    },
  };
  return { inference, words };
}

/**
 * A free deliberation in which something happens while turns are under way: `stir` is asked before each stage. What is still held when
 * nobody speaks any more is approved.
 */
export async function freely(
  changes: Partial<RunSetup>,
  stir: (view: RunView) => readonly Draft[] = () => [],
  trunks?: number,
): Promise<Run> {
  let log: RunLog | undefined;
  const pause = async (): Promise<void> => {
    log?.append(...stir(log.view));
    await Promise.resolve();
  };
  const { inference, words } = remembering(pause, trunks);
  const { events } = await deliberate(setupWith({ cadence: 'free', budget: { turns: 14 }, ...ENDLESS, ...changes }), {
    inference,
    prepare: (own) => (log = own),
    async changed() {
      const isOpen = (): boolean => log?.view.turns.some(({ state }) => state === 'open') === true;
      for (let ticks = 0; ticks < TICKS && isOpen(); ticks += 1) await Promise.resolve();
      if (log?.view.status !== 'running' || log.view.held.length === 0) await new Promise(() => {});
      else log.append(...approvals(log.view));
    },
  });
  return { events, words };
}

export const approvals = ({ held }: RunView): readonly Draft[] =>
  held.map(({ message }) => ({ type: 'v1.message.approved', data: { message } }));

export type Turn = {
  readonly started: EventOf<'v1.turn.started'>;
  readonly ground: readonly LineageEntry[];
  readonly key: string;
};

/** The turns of a run in the order in which they were started, each with its ground and whose ground that is. */
export function turnsOf(events: readonly AnyEvent[]): readonly Turn[] {
  const { setup } = present(eventsOf(events, 'v1.run.created')[0], 'a run is created').data;
  const table = sightTable(setup);
  return eventsOf(events, 'v1.turn.started').map((started) => ({
    started,
    ground: started.data.lineage.filter(({ part }) => part === 'ground'),
    key: groundKey(
      table,
      setup.seats.findIndex(({ name }) => name === nameOf(started.data.agent)),
    ),
  }));
}

const idOf = ({ form, source, text }: LineageEntry): string => `${form} ${source ?? text}`;
export const tokensOf = (blocks: readonly LineageEntry[]): number =>
  blocks.reduce((sum, { tokens }) => sum + tokens, 0);

export function common(one: readonly LineageEntry[], other: readonly LineageEntry[]): number {
  const end = one.findIndex((block, at) => other[at] === undefined || idOf(block) !== idOf(other[at]));
  return end === -1 ? one.length : end;
}

/** Of each event that holds the text of a message, which message. */
export function messageAt(events: readonly AnyEvent[]): ReadonlyMap<Seq, MessageId> {
  const texts = ['v1.message.sent', 'v1.message.held', 'v1.message.edited'] as const;
  return new Map(texts.flatMap((type) => eventsOf(events, type)).map(({ seq, data }) => [seq, data.message]));
}

/** Where each message became public. */
export function publicAt(events: readonly AnyEvent[]): ReadonlyMap<MessageId, Seq> {
  const both = [...eventsOf(events, 'v1.message.sent'), ...eventsOf(events, 'v1.message.approved')];
  return new Map(both.map(({ seq, data }) => [data.message, seq]));
}

export const evaluatedBy = (events: readonly AnyEvent[], { started }: Turn): number =>
  present(
    eventsOf(events, 'v1.turn.ended').find(({ data }) => data.turn === started.data.turn),
    'every turn came to its end',
  ).data.counts.ground;

/** Words of the ground of each turn, in the order in which the turns started. */
export const groundsOf = ({
  events,
  words,
}: Run): readonly { readonly key: string; readonly words: readonly string[] }[] =>
  turnsOf(events).map(({ key, started }) => ({
    key,
    words: present(words.get(started.data.promptHash), 'it was opened').flat(),
  }));

export function sharedWords(one: readonly string[], other: readonly string[]): number {
  const end = one.findIndex((word, at) => word !== other[at]);
  return end === -1 ? one.length : end;
}
