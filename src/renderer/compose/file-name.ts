import { titleOf } from '#shared/scenario/defaults.ts';
import type { Draft } from './draft.ts';

/** A file name out of the title: `which-endpoint-should-lists-use.yaml`. */
export function fileNameOf({ title, question }: Pick<Draft, 'title' | 'question'>): string {
  const words = (title.trim() === '' ? titleOf(question) : title)
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
  return `${words === '' ? 'scenario' : words}.yaml`;
}
