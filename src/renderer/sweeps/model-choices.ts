import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { bytesText } from '../models/figures.ts';
import { SCRIPTED } from '../compose/estimate.ts';

/** A model that a sweep can be given. */
export type ModelChoice = { readonly id: string; readonly name: string; readonly detail: string };

/** The models that are here and can be used, the scripted one, and those that were typed. */
export function modelChoices(models: readonly ModelRow[], typed: readonly string[]): readonly ModelChoice[] {
  const here = models
    .filter(({ present, problem }) => present && problem === undefined)
    .map(({ id, name, quantisation, size }) => ({ id, name, detail: `${quantisation} · ${bytesText(size)}` }));
  const known = [...here, { id: SCRIPTED, name: 'Scripted', detail: 'no model: set phrases' }];
  const others = typed.filter((id) => known.every((choice) => choice.id !== id));
  return [...known, ...others.map((id) => ({ id, name: fileOf(id), detail: 'typed' }))];
}

/** Models by the names that people know; a path by its file. */
export function modelNames(models: readonly ModelRow[] | undefined): (model: string) => string {
  const names = new Map((models ?? []).map(({ id, name }) => [id, name]));
  return (model) => names.get(model) ?? (model === SCRIPTED ? 'Scripted' : fileOf(model));
}

const fileOf = (model: string): string => model.split(/[\\/]/u).at(-1) ?? model;
