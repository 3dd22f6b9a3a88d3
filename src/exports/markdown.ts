import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { nameOf, type TurnId } from '#shared/events/ids.ts';
import { systemLine } from '#shared/projections/system-line.ts';
import { markdownBlock, markdownInline, yamlString } from './markdown-text.ts';

/**
 * A run's transcript as Markdown, in pieces that each end in a line break: front matter (title, date, seed, seats, models), a
 * heading per round, one per message. What models and people wrote is text in it and never structure; reasoning is in no event.
 */
export function* exportMarkdown(events: Iterable<AnyEvent>): Generator<string> {
  const rounds = new Map<TurnId, number>();
  const head: Head = { models: [] };
  let opened = false;
  let round = 0;
  let ended = false;
  for (const event of events) {
    if (event.type === 'v1.run.created') head.created ??= event;
    else if (event.type === 'v1.model.loaded' && !opened) head.models.push(event);
    else if (event.type === 'v1.turn.started') rounds.set(event.data.turn, event.data.round);
    const block = blockOf(event);
    if (block === undefined) continue;
    if (!opened) yield* opening(head);
    opened = true;
    const of = roundOf(event, rounds);
    if (of !== undefined && of > round) {
      round = of;
      yield `\n## Round ${round}\n`;
    }
    ended ||= event.type === 'v1.run.ended';
    yield `\n${block}\n`;
  }
  if (!opened) yield* opening(head);
  if (!ended) yield '\n*The recording stops here: the run has no end yet.*\n';
}

function roundOf(event: AnyEvent, rounds: ReadonlyMap<TurnId, number>): number | undefined {
  if (event.type !== 'v1.message.sent' && event.type !== 'v1.turn.ended') return undefined;
  return event.data.turn === undefined ? undefined : rounds.get(event.data.turn);
}

type Head = { created?: EventOf<'v1.run.created'>; readonly models: EventOf<'v1.model.loaded'>[] };
type Told =
  | EventOf<'v1.message.sent'>
  | EventOf<'v1.turn.ended'>
  | EventOf<'v1.turn.abandoned'>
  | EventOf<'v1.message.bounced'>
  | EventOf<'v1.run.paused'>
  | EventOf<'v1.run.resumed'>
  | EventOf<'v1.budget.reached'>
  | EventOf<'v1.model.failed'>
  | EventOf<'v1.run.ended'>;

function* opening({ created, models }: Head): Generator<string> {
  if (created === undefined) return;
  const { run, setup, startedAt, app, assembly } = created.data;
  yield '---\n';
  yield `title: ${yamlString(setup.title)}\ndate: ${yamlString(startedAt)}\nrun: ${yamlString(run)}\n`;
  yield `seed: ${setup.seed}\nmode: ${setup.mode}\ncadence: ${setup.cadence}\nexact: ${setup.exact}\n`;
  yield `app: ${yamlString(app)}\nassembly: ${yamlString(assembly)}\nseats:\n`;
  for (const seat of setup.seats) {
    yield `  - name: ${yamlString(seat.name)}\n    model: ${yamlString(seat.model)}\n    role: ${yamlString(seat.role)}\n`;
    yield `    sampler: ${JSON.stringify(seat.sampler)}\n`;
  }
  if (models.length > 0) yield 'models:\n';
  for (const { data } of models) {
    yield `  - name: ${yamlString(data.model)}\n    file: ${yamlString(data.file)}\n    sha256: ${yamlString(data.sha256)}\n`;
    yield `    quantisation: ${yamlString(data.quantisation)}\n    context: ${data.context}\n    library: ${yamlString(data.library)}\n`;
  }
  yield '---\n';
  yield `\n# ${markdownInline(setup.title)}\n\n${markdownBlock(setup.question)}\n\n`;
  for (const seat of setup.seats) {
    yield `- **${markdownInline(seat.name)}** (${markdownInline(seat.model)}): ${markdownInline(seat.role)}\n`;
  }
}

/** What is told of an event, without line breaks around it; undefined for those that a transcript leaves out. */
function blockOf(event: AnyEvent): string | undefined {
  if (!isTold(event)) return undefined;
  switch (event.type) {
    case 'v1.message.sent':
      return messageBlock(event);
    case 'v1.turn.ended': {
      const { agent, outcome, reason } = event.data;
      return outcome === 'passed' ? quiet(`${nameOf(agent)} passes: ${PASSES[reason ?? 'chosen']}.`) : undefined;
    }
    default:
      return quiet(systemLine(event));
  }
}

const TOLD: ReadonlySet<string> = new Set<Told['type']>([
  'v1.message.sent',
  'v1.turn.ended',
  'v1.turn.abandoned',
  'v1.message.bounced',
  'v1.run.paused',
  'v1.run.resumed',
  'v1.budget.reached',
  'v1.model.failed',
  'v1.run.ended',
]);

const isTold = (event: AnyEvent): event is Told => TOLD.has(event.type);

const PASSES = {
  chosen: 'nothing to add',
  repetition: 'it would have repeated what was said',
  empty: 'it found no words',
} as const;

const quiet = (text: string): string => `*${markdownInline(text)}*`;

function messageBlock({ data }: EventOf<'v1.message.sent'>): string {
  const from = data.from === 'arbiter' ? 'Arbiter' : nameOf(data.from);
  const to = data.to === 'all' ? 'all' : data.to.map(nameOf).join(', ');
  const links = [
    data.message,
    ...(data.inReplyTo === undefined ? [] : [`answers ${data.inReplyTo}`]),
    ...(data.supersedes === undefined ? [] : [`in place of ${data.supersedes}`]),
  ];
  return `### ${markdownInline(`${from} — ${data.act} to ${to} (${links.join(', ')})`)}\n\n${markdownBlock(data.body)}`;
}
