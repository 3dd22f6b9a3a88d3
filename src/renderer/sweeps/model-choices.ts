import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { bytesText } from '../models/figures.ts';
import { SCRIPTED } from '../compose/estimate.ts';

/** A model that a sweep can be given. */
export type ModelChoice = { readonly id: string; readonly name: string; readonly detail: string };

/** The models that are here and can be used, the scripted one, and those that were typed. */
export function modelChoices(models: readonly ModelRow[], typed: readonly string[]): readonly ModelChoice[] {
  const nameOf = modelNames(models);
  const here = models
    .filter(({ present, problem }) => present && problem === undefined)
    .map(({ id, quantisation, size }) => ({ id, name: nameOf(id), detail: `${quantisation} · ${bytesText(size)}` }));
  const known = [...here, { id: SCRIPTED, name: 'Scripted', detail: 'no model: set phrases' }];
  const others = typed.filter((id) => known.every((choice) => choice.id !== id));
  return [...known, ...others.map((id) => ({ id, name: fileOf(id), detail: 'typed' }))];
}

/** Models by the names that people know; a path by its file. */
export function modelNames(models: readonly ModelRow[] | undefined): (model: string) => string {
  const all = models ?? [];
  // Files of the same model, as in two quantisations, say all the same of themselves.
  const isOne = (name: string): boolean => all.filter((model) => model.name === name).length === 1;
  const names = new Map(all.map(({ id, name }) => [id, isOne(name) ? name : `${name} (${fileOf(id)})`]));
  return (model) => names.get(model) ?? (model === SCRIPTED ? 'Scripted' : fileOf(model));
}

const fileOf = (model: string): string => model.split(/[\\/]/u).at(-1) ?? model;
