import { fail, ok, type Result } from '#shared/base/result.ts';
import type { ModelRef } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { readCatalog } from '#inference/library/catalog.ts';
import { seatsPlayed } from '#engine/mode/played-seat.ts';
import { findModel, type FoundModel, type Library, type LibraryFailure } from '#inference/library/find.ts';
import { withElsewhere } from '#inference/library/elsewhere.ts';
import { listModels, type ModelRow } from '#inference/library/list.ts';
import { nearestModels } from '#inference/library/nearest.ts';
import type { ResolvedModel } from '#inference/supervisor.ts';
import { foreignModels, type ForeignModels } from './foreign-models.ts';
import { isScripted } from './inference-router.ts';
import { catalogFile, type Places } from './places.ts';

/** The models of this machine as runs and the models commands need them. */
export interface ModelShelf {
  library(): Promise<Result<Library, RpcFailure>>;
  /** A catalogue id, a file's name among the weights, or a path; its file has passed the preflight. */
  find(ref: string): Promise<Result<FoundModel, RpcFailure>>;
  /** The same for the inference host. */
  resolve(ref: ModelRef): Promise<Result<ResolvedModel, ModelFailure>>;
  /** Why a run of this setup cannot begin, naming the model and what to do; undefined where every model is there. */
  missingIn(setup: RunSetup): Promise<RpcFailure | undefined>;
  /** All that is known: the catalogue, the models folder, and what other programs have of those that may be looked into. */
  list(): Promise<Result<readonly ModelRow[], RpcFailure>>;
  readonly foreign: ForeignModels;
}

export function modelShelf(places: Places, foreign: ForeignModels = foreignModels(places)): ModelShelf {
  let known: Library | undefined;
  const library = async (): Promise<Result<Library, RpcFailure>> => {
    if (known !== undefined) return ok(known);
    const catalog = await readCatalog(catalogFile(places));
    if (!catalog.ok) return fail({ code: 'failed', message: catalog.failure });
    known = { modelsDir: places.models, catalog: catalog.value, elsewhere: () => foreign.found() };
    return ok(known);
  };
  const find = async (ref: string): Promise<Result<FoundModel, RpcFailure>> => {
    const shelf = await library();
    if (!shelf.ok) return shelf;
    const found = await findModel(ref, shelf.value);
    return found.ok ? found : fail(rpcFailureOf(found.failure));
  };
  const list = async (): Promise<Result<readonly ModelRow[], RpcFailure>> => {
    const shelf = await library();
    if (!shelf.ok) return shelf;
    const sums = new Map(shelf.value.catalog.models.map(({ id, sha256 }) => [id, sha256]));
    return ok(await withElsewhere(await listModels(shelf.value), await foreign.found(), sums));
  };
  return {
    ...{ library, find, list, foreign },
    async resolve(ref) {
      const shelf = await library();
      if (!shelf.ok) return fail({ kind: 'missing', detail: shelf.failure.message });
      const found = await findModel(ref, shelf.value);
      if (!found.ok) return fail(modelFailureOf(found.failure));
      const { path, header, sha256, entry } = found.value;
      const name = entry?.name ?? header.name;
      return ok({ file: path, sha256, size: header.size, name, kind: header.kind, quantisation: header.quantisation });
    },
    async missingIn(setup) {
      for (const ref of new Set(seatsPlayed(setup).map(({ model }) => model))) {
        if (isScripted(ref)) continue;
        const found = await find(ref);
        if (!found.ok) return withOffers(ref, found.failure, await list());
      }
      return undefined;
    },
  };
}

/** The failure with what is here in the model's place, and what can be fetched. */
function withOffers(ref: string, failure: RpcFailure, listed: Result<readonly ModelRow[], RpcFailure>): RpcFailure {
  if (!listed.ok) return failure;
  const offers = nearestModels(ref, listed.value).map(({ id, name }) => ({ id, name }));
  const known = listed.value.find(({ id, file, origin }) => origin === 'catalog' && (id === ref || file === ref));
  const pull = known === undefined ? {} : { pull: known.id };
  const here = offers.map(({ id }) => id).join(', ');
  const message = here === '' ? failure.message : `${failure.message}; or take one that is here: ${here}`;
  return { ...failure, message, instead: { model: ref, offers, ...pull } };
}

export function rpcFailureOf({ kind, detail }: LibraryFailure): RpcFailure {
  switch (kind) {
    case 'not-found':
      return { code: 'usage', message: detail };
    case 'missing':
      return { code: 'not_found', message: detail };
    case 'cancelled':
      return { code: 'cancelled', message: detail };
    case 'corrupt':
    case 'unsupported':
      return { code: 'model', message: detail };
    default:
      return kind satisfies never;
  }
}

const modelFailureOf = ({ kind, detail }: LibraryFailure): ModelFailure => ({
  kind: kind === 'not-found' ? 'missing' : kind,
  detail,
});
