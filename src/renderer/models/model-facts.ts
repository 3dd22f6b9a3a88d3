import { visibleLine } from '#shared/base/visible-text.ts';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { bytesText, countText, parametersText } from './figures.ts';

export type Fact = {
  readonly name: string;
  readonly value: string;
  /** Set in letters of one width. */
  readonly code?: boolean;
};

const TEMPLATE_WORDS = 80;

/** What is known of a model, in the order in which people look for it; what nobody has read off the file yet is left out. */
export function modelFacts(model: ModelRow): readonly Fact[] {
  const { architecture, parameters, path, sha256, expectedSha256 } = model;
  return [
    // Of a file that cannot be read nobody knows what it is.
    ...(model.problem !== undefined && model.origin !== 'catalog'
      ? []
      : [{ name: 'Kind', value: model.kind === 'chat' ? 'chat' : 'base: it continues text' }]),
    ...(architecture === undefined ? [] : [{ name: 'Architecture', value: visibleLine(architecture) }]),
    ...(parameters === undefined ? [] : [{ name: 'Parameters', value: parametersText(parameters) }]),
    ...(model.quantisation === '' ? [] : [{ name: 'Quantisation', value: visibleLine(model.quantisation) }]),
    ...(model.context === 0 ? [] : [{ name: 'Context', value: `${countText(model.context)} tokens` }]),
    { name: 'Size', value: bytesText(model.size) },
    { name: 'Licence', value: visibleLine(model.licence) },
    ...templateOf(model),
    { name: 'File', value: visibleLine(path ?? model.file), code: true },
    ...(sha256 === undefined ? [] : [{ name: 'SHA-256', value: sha256, code: true }]),
    // Of a file that nobody has read to its end one can say what its sum has to be.
    ...(sha256 !== undefined || expectedSha256 === undefined
      ? []
      : [{ name: 'SHA-256 by the catalogue', value: expectedSha256, code: true }]),
  ];
}

/** The template is read off the file; that a file has none is a fact too. */
function templateOf({ present, problem, template }: ModelRow): readonly Fact[] {
  if (template !== undefined) return [{ name: 'Template', value: shortened(visibleLine(template)), code: true }];
  return present && problem === undefined ? [{ name: 'Template', value: 'none' }] : [];
}

/** Whether it is here, in a word. */
export function stateWord(model: ModelRow): 'Here' | 'Not here' | 'Begun' | 'Cannot be used' {
  if (model.problem !== undefined) return 'Cannot be used';
  if (model.present) return 'Here';
  return model.begun === undefined || model.begun === 0 ? 'Not here' : 'Begun';
}

const shortened = (text: string): string =>
  text.length <= TEMPLATE_WORDS ? text : `${text.slice(0, TEMPLATE_WORDS).toWellFormed()}…`;
