import { isRecorded, NOT_RECORDED, type Missing } from '#shared/events/imported.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { nameOf } from '#shared/events/ids.ts';
import { markdownBlock, markdownInline, yamlString } from './markdown-text.ts';
import { storyOf, type Head, type Message } from './story.ts';

/**
 * A run's transcript as Markdown, in pieces that each end in a line break: front matter (title, date, seed, seats, models), a
 * heading per round, one per message. What models and people wrote is text in it and never structure; reasoning is in no event.
 */
export function* exportMarkdown(events: Iterable<AnyEvent>): Generator<string> {
  for (const part of storyOf(events)) {
    switch (part.kind) {
      case 'head':
        yield* opening(part.head);
        break;
      case 'round':
        yield `\n## Round ${part.round}\n`;
        break;
      case 'message':
        yield `\n${messageBlock(part.message)}\n`;
        break;
      case 'line':
        yield `\n${quiet(part.line)}${part.body === undefined ? '' : `\n\n${markdownBlock(part.body)}`}\n`;
        break;
      case 'stop':
        yield `\n*${part.line}*\n`;
        break;
      default:
        part satisfies never;
    }
  }
}

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
