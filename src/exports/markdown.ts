import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { isRecorded, NOT_RECORDED, type Missing } from '#shared/events/imported.ts';
import { nameOf, type MessageId, type TurnId } from '#shared/events/ids.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { systemLine, type SystemEvent } from '#shared/projections/system-line.ts';
import { markdownBlock, markdownInline, yamlString } from './markdown-text.ts';

/**
 * A run's transcript as Markdown, in pieces that each end in a line break: front matter (title, date, seed, seats, models), a
 * heading per round, one per message. What models and people wrote is text in it and never structure; reasoning is in no event.
 */
export function* exportMarkdown(events: Iterable<AnyEvent>): Generator<string> {
  const rounds = new Map<TurnId, number>();
  const held = new Map<MessageId, Message>();
  const head: Head = { models: [] };
  let opened = false;
  let round = 0;
  let ended = false;
  for (const event of events) {
    if (event.type === 'v1.run.created') head.created ??= event;
    else if (event.type === 'v1.model.loaded' && !opened) head.models.push(event);
    else if (event.type === 'v1.turn.started') rounds.set(event.data.turn, event.data.round);
    keep(held, event);
    const block = blockOf(event, held);
    if (block === undefined) continue;
    if (!opened) yield* opening(head);
    opened = true;
    const of = roundOf(event, { rounds, held });
    if (event.type === 'v1.message.approved') held.delete(event.data.message);
    if (of !== undefined && of > round) {
      round = of;
      yield `\n## Round ${round}\n`;
    }
    ended ||= event.type === 'v1.run.ended';
    yield `\n${block}\n`;
  }
  if (!opened) yield* opening(head);
  const told = head.created === undefined || isRecorded(head.created.data, 'outcome');
  if (!ended)
    yield told ? '\n*The recording stops here: the run has no end yet.*\n' : '\n*How it ended is not recorded.*\n';
}

type Message = EventData<'v1.message.sent'>;
type Head = { created?: EventOf<'v1.run.created'>; readonly models: EventOf<'v1.model.loaded'>[] };
type Known = { readonly rounds: ReadonlyMap<TurnId, number>; readonly held: ReadonlyMap<MessageId, Message> };

/** What is held is kept as it is worded until it becomes public or is dropped. */
function keep(held: Map<MessageId, Message>, { type, data }: AnyEvent): void {
  if (type === 'v1.message.held') held.set(data.message, data);
  const known = type === 'v1.message.edited' ? held.get(data.message) : undefined;
  if (type === 'v1.message.edited' && known !== undefined) held.set(data.message, { ...known, body: data.body });
}

/** A message that was held belongs to the round in which it was written. */
function roundOf(event: AnyEvent, { rounds, held }: Known): number | undefined {
  if (event.type === 'v1.message.approved') return roundIn(rounds, held.get(event.data.message));
  if (event.type !== 'v1.message.sent' && event.type !== 'v1.turn.ended') return undefined;
  return roundIn(rounds, event.data);
}

const roundIn = (
  rounds: Known['rounds'],
  of: { readonly turn?: TurnId | undefined } | undefined,
): number | undefined => (of?.turn === undefined ? undefined : rounds.get(of.turn));

function* opening({ created, models }: Head): Generator<string> {
  if (created === undefined) return;
  const { run, setup, startedAt, app, assembly, imported } = created.data;
  const has = (what: Missing): boolean => isRecorded(created.data, what);
  yield '---\n';
  yield `title: ${yamlString(setup.title)}\ndate: ${yamlString(has('times') ? startedAt : NOT_RECORDED)}\nrun: ${yamlString(run)}\n`;
  if (imported !== undefined) {
    yield `imported: ${yamlString(`${imported.file} (${imported.format})`)}\nmissing: ${yamlString(imported.missing.join(', '))}\n`;
  }
  if (has('rules'))
    yield `seed: ${setup.seed}\nmode: ${setup.mode}\ncadence: ${setup.cadence}\nexact: ${setup.exact}\n`;
  yield `app: ${yamlString(app)}\nassembly: ${yamlString(assembly)}\nseats:\n`;
  for (const seat of setup.seats) {
    yield `  - name: ${yamlString(seat.name)}\n    model: ${yamlString(seat.model)}\n    role: ${yamlString(seat.role)}\n`;
    if (has('samplers')) yield `    sampler: ${JSON.stringify(seat.sampler)}\n`;
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
function blockOf(event: AnyEvent, held: ReadonlyMap<MessageId, Message>): string | undefined {
  switch (event.type) {
    case 'v1.message.sent':
      return messageBlock(event.data);
    case 'v1.message.approved': {
      const message = held.get(event.data.message);
      return message === undefined ? undefined : messageBlock(message);
    }
    case 'v1.message.edited':
      return held.has(event.data.message)
        ? undefined
        : `${quiet(systemLine(event))}\n\n${markdownBlock(event.data.body)}`;
    case 'v1.turn.ended': {
      const { agent, outcome, reason } = event.data;
      return outcome === 'passed' ? quiet(`${nameOf(agent)} passes: ${PASSES[reason ?? 'chosen']}.`) : undefined;
    }
    case 'v1.agent.joined':
      return event.data.incarnation > 1 ? quiet(systemLine(event)) : undefined;
    case 'v1.budget.reached':
      // That of the run is what its end says.
      return event.data.agent === undefined ? undefined : quiet(systemLine(event));
    default:
      return isTold(event) ? quiet(systemLine(event)) : undefined;
  }
}

const TOLD: ReadonlySet<string> = new Set<SystemEvent['type']>([
  'v1.turn.abandoned',
  'v1.message.bounced',
  'v1.message.dropped',
  'v1.message.retracted',
  'v1.message.expired',
  'v1.run.paused',
  'v1.run.resumed',
  'v1.run.braked',
  'v1.run.wrapping',
  'v1.agent.nudged',
  'v1.agent.muted',
  'v1.agent.unmuted',
  'v1.agent.left',
  'v1.ground.compacted',
  'v1.vote.opened',
  'v1.vote.closed',
  'v1.proposal.ruled',
  'v1.model.failed',
  'v1.run.ended',
]);

const isTold = (event: AnyEvent): event is SystemEvent => TOLD.has(event.type);

const PASSES = {
  chosen: 'nothing to add',
  repetition: 'it would have repeated what was said',
  empty: 'it found no words',
} as const;

const quiet = (text: string): string => `*${markdownInline(text)}*`;

function messageBlock(data: Message): string {
  const from = data.from === 'arbiter' ? 'Arbiter' : nameOf(data.from);
  const to = data.to === 'all' ? 'all' : data.to.map(nameOf).join(', ');
  const links = [
    data.message,
    ...(data.inReplyTo === undefined ? [] : [`answers ${data.inReplyTo}`]),
    ...(data.supersedes === undefined ? [] : [`in place of ${data.supersedes}`]),
  ];
  return `### ${markdownInline(`${from} — ${data.act} to ${to} (${links.join(', ')})`)}\n\n${markdownBlock(data.body)}`;
}
