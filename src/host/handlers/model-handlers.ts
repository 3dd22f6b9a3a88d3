import { freemem } from 'node:os';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Abort } from '#shared/base/abort.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { ModelRow as SentRow } from '#shared/rpc/model-methods.ts';
import type { Input, Item, Output, RpcFailure } from '#shared/rpc/methods.ts';
import { estimateMemory, type MemoryShape } from '#inference/library/estimate.ts';
import { discard } from '#inference/library/discard.ts';
import { nodePorts, type PullPorts } from '#inference/library/ports.ts';
import { verifyModel, type Library } from '#inference/library/find.ts';
import type { ModelRow } from '#inference/library/list.ts';
import { ROOT_NAMES } from '#inference/library/scan/roots.ts';
import { adoptFile } from '#inference/library/adopt.ts';
import type { CatalogEntry } from '#inference/library/catalog.ts';
import { hashFile, identify } from '#inference/library/sums.ts';
import { pull, type PullFailure, type PullOptions } from '#inference/library/pull.ts';
import { asError, feed } from '../feed.ts';
import { rpcFailureOf, type ModelShelf } from '../model-shelf.ts';

type ModelHandlers = Pick<
  Handlers,
  | 'models.list'
  | 'models.roots'
  | 'models.allowRoot'
  | 'models.scan'
  | 'models.pull'
  | 'models.discard'
  | 'models.verify'
  | 'models.estimate'
  | 'models.terms'
>;
type PullItem = Result<Item<'models.pull'>, RpcFailure>;

/** Sequences beside the slots of a run: one trunk for the ground that its seats share. */
const TRUNKS = 1;

/** What is asked of the model files: what there is, fetching, proving, and what a run of them would take. */
export function modelHandlers(shelf: ModelShelf, ports: PullPorts = nodePorts()): ModelHandlers {
  return {
    async 'models.list'() {
      const listed = await shelf.list();
      return listed.ok ? ok({ models: listed.value.map(sent) }) : listed;
    },
    'models.roots': async () =>
      ok({ roots: (await shelf.foreign.roots()).map((root) => ({ ...root, folders: [...root.folders] })) }),
    'models.allowRoot': async ({ root, allowed }) => shelf.foreign.allow(root, { allowed }),
    'models.scan': (_, { signal }) => scanned(shelf, signal),
    'models.pull': (input, { signal }) => pulling(shelf, { ...input, ports, signal }),
    async 'models.discard'({ id }) {
      const library = await shelf.library();
      if (!library.ok) return library;
      const discarded = await discard(id, library.value);
      return discarded.ok ? discarded : fail(failureOf(discarded.failure));
    },
    async 'models.verify'({ id }) {
      const library = await shelf.library();
      if (!library.ok) return library;
      const verified = await verifyModel(id, library.value);
      return verified.ok ? verified : fail(rpcFailureOf(verified.failure));
    },
    async 'models.estimate'({ model, seats, context, absent = false }) {
      const found = await shelf.find(model);
      const wish = { context, sequences: seats + TRUNKS, free: freemem() };
      if (found.ok) return ok(estimateMemory(found.value.header, wish));
      const shape = absent && found.failure.code === 'not_found' ? await shapeByCatalog(shelf, model) : undefined;
      return shape === undefined ? found : ok(estimateMemory(shape, wish));
    },
    async 'models.terms'({ id }) {
      const library = await shelf.library();
      if (!library.ok) return library;
      const terms = library.value.catalog.models.find((entry) => entry.id === id)?.terms;
      return ok({ text: terms?.text ?? '', needed: terms?.acceptance ?? false });
    },
  };
}

/** What the catalogue says of the file of a model that is not here; undefined where it says nothing. */
async function shapeByCatalog(shelf: ModelShelf, id: string): Promise<MemoryShape | undefined> {
  const library = await shelf.library();
  const entry = library.ok ? library.value.catalog.models.find((model) => model.id === id) : undefined;
  if (entry?.facts === undefined) return undefined;
  return { ...entry.facts, size: entry.size, quantisation: entry.quantisation };
}

const sent = ({ owners, ...row }: ModelRow): SentRow => ({
  ...row,
  ...(owners === undefined ? {} : { owners: [...owners] }),
});

async function scanned(shelf: ModelShelf, signal: Abort): Promise<Result<Output<'models.scan'>, RpcFailure>> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const scans = await shelf.foreign.scan(controller.signal);
    const listed = await shelf.list();
    if (!listed.ok) return listed;
    const roots = scans.map(({ root, found, notes }) => ({
      ...{ root, name: ROOT_NAMES[root], count: found.length },
      notes: [...notes],
    }));
    return ok({ roots, models: listed.value.filter(({ owners }) => owners !== undefined).map(sent) });
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    return fail({ code: 'cancelled', message: 'looking for models was cancelled' });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

type Pull = Input<'models.pull'> & { readonly ports: PullPorts; readonly signal: Abort };

/** The steps of a pull as they come; of progress only the newest waits for a slow reader. */
async function* pulling(shelf: ModelShelf, { id, acceptTerms, from, ports, signal }: Pull): AsyncGenerator<PullItem> {
  const library = await shelf.library();
  if (!library.ok) {
    yield library;
    return;
  }
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  signal.addEventListener('abort', stop, { once: true });
  const steps = feed<Item<'models.pull'>>();
  const onStep = (step: Item<'models.pull'>): void => {
    if (step.step === 'progress' && steps.waiting.at(-1)?.step === 'progress') steps.waiting.pop();
    steps.push(step);
  };
  const options = { ...library.value, acceptTerms, ports, signal: controller.signal, onStep };
  const pulled = from === undefined ? pull(id, options) : takeOver(from, id, options);
  pulled.then(
    () => steps.end(),
    (error: unknown) => steps.end(asError(error)),
  );
  try {
    for await (const step of steps.items()) yield ok(step);
    const result = await pulled;
    if (!result.ok) yield fail(failureOf(result.failure));
  } finally {
    controller.abort();
    signal.removeEventListener('abort', stop);
    await pulled.catch(() => undefined);
  }
}

/** A file of the user's own in place of a download: the same conditions, the same steps. */
async function takeOver(from: string, id: string, options: PullOptions): Promise<Result<unknown, PullFailure>> {
  const { catalog, onStep } = options;
  const entry = catalog.models.find((model) => model.id === id);
  // What is refused for its name or its terms is refused alike, before a file is looked at.
  if (entry === undefined || (entry.terms?.acceptance === true && !options.acceptTerms)) return pull(id, options);
  const step = { bytes: 0, total: entry.size, bytesPerSecond: 0 };
  onStep({ ...step, step: 'source', text: from });
  onStep({ ...step, step: 'verifying', text: `comparing the SHA-256 of ${from}` });
  const adopted = await adoptFile(from, { ...options, catalog: { models: [entry] } });
  if (!adopted.ok) return adopted.failure.kind === 'not-found' ? fail(await otherModel(from, entry, options)) : adopted;
  onStep({ ...step, step: 'done', bytes: entry.size, text: `${entry.name} is here: ${adopted.value.path}` });
  return adopted;
}

/** Why a file is not the wanted model; where it is another one of the catalogue, which. */
async function otherModel(from: string, { id }: CatalogEntry, { catalog }: Library): Promise<PullFailure> {
  const about = await identify(from);
  if (about === undefined)
    return { kind: 'not-found', detail: `there is no file ${from}; give the path of a GGUF file` };
  const sum = catalog.models.some(({ size }) => size === about.size) ? await hashFile(from) : '';
  const other = catalog.models.find(({ sha256 }) => sha256 === sum);
  const detail =
    other === undefined
      ? `${from} is not ${id} (by its SHA-256); it can be used by its path all the same`
      : `${from} is ${other.id}, not ${id}; take it over with: parley models pull ${other.id} --from ${from}`;
  return { kind: 'not-found', detail };
}

function failureOf({ kind, detail }: PullFailure): RpcFailure {
  switch (kind) {
    case 'not-found':
      return { code: 'usage', message: detail };
    case 'terms':
      return { code: 'terms', message: detail };
    case 'busy':
      return { code: 'busy', message: detail };
    case 'cancelled':
      return { code: 'cancelled', message: detail };
    case 'space':
    case 'failed':
      return { code: 'failed', message: detail };
    default:
      return kind satisfies never;
  }
}
