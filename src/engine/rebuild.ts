import { fail, ok, type Result } from '#shared/base/result.ts';
import type { LineageEntry } from '#shared/events/vocabulary.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { Frame, Segment } from './ports.ts';
import { quoteOf } from './quote.ts';

/** Versions of the assembly whose lineages this build can turn into the prompts they were: each quotes a message alike. */
export const KNOWN_ASSEMBLIES: ReadonlySet<string> = new Set(['parley-1', 'parley-2', 'parley-3']);

/**
 * The segments of a recorded prompt, built from its lineage alone: a text of code's own as it stands there, the words of a message and the
 * question out of the events that held them. `view` is the run as it was when the turn began. Fails in one sentence on the first entry
 * that names no such event.
 */
export function segmentsFrom(view: RunView, lineage: readonly LineageEntry[]): Result<readonly Segment[], string> {
  const segments: Segment[] = [];
  for (const entry of lineage) {
    const segment = segmentFrom(view, entry);
    if (segment === undefined)
      return fail(`its lineage names event ${entry.source ?? 0} as ${entry.form}, which holds no such text`);
    segments.push(segment);
  }
  return ok(segments);
}

function segmentFrom(view: RunView, { form, source, text }: LineageEntry): Segment | undefined {
  if (form === 'frame') return isFrame(text) ? { kind: 'frame', frame: text } : undefined;
  if (source === undefined) return text === undefined ? undefined : { kind: 'text', text };
  if (form === 'question') {
    const { created } = view;
    return created?.seq === source ? { kind: 'text', text: `Question: ${created.data.setup.question}\n\n` } : undefined;
  }
  if (form !== 'full' && form !== 'gist' && form !== 'private') return undefined;
  const message = view.messages.find((other) => other.source === source);
  return message === undefined ? undefined : { kind: 'text', text: quoteOf(view, { ...message, form }) };
}

const FRAMES: readonly string[] = ['system', 'user', 'answer'] satisfies readonly Frame[];
const isFrame = (text: string | undefined): text is Frame => text !== undefined && FRAMES.includes(text);
