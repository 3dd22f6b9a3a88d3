import { basename } from 'node:path';
import { factsOf, type ModelRow } from './list.ts';
import { headerOf } from './headers.ts';
import { mergeFound, type Own, type Shared } from './scan/merge.ts';
import { ROOT_NAMES } from './scan/roots.ts';
import type { Found } from './scan/scan.ts';
import { identify } from './sums.ts';

/**
 * The listed models and those of other programs, each once: a file that the models folder has too only names its owners, and one with the
 * sum of a catalogue model is that model.
 */
export async function withElsewhere(
  rows: readonly ModelRow[],
  found: readonly Found[],
  sums: ReadonlyMap<string, string>,
): Promise<readonly ModelRow[]> {
  if (found.length === 0) return rows;
  const { shared, ours } = await mergeFound(found, await ownOf(rows));
  const taken = new Set<Shared>();
  const known = rows.map((row) => {
    const owners = row.path === undefined ? undefined : ours.get(row.path);
    if (owners !== undefined) return { ...row, owners: owners.map((id) => ROOT_NAMES[id]) };
    const same = row.present || row.origin !== 'catalog' ? undefined : shared.find((one) => isEntry(one, row, sums));
    if (same === undefined) return row;
    taken.add(same);
    return {
      ...row,
      present: true,
      path: same.path,
      owners: same.owners.map((id) => ROOT_NAMES[id]),
      ...sumIn(same),
      ...factsIn(same),
    };
  });
  return [...known, ...shared.filter((one) => !taken.has(one)).map(elsewhereRow)];
}

const isEntry = (one: Shared, row: ModelRow, sums: ReadonlyMap<string, string>): boolean =>
  one.problem === undefined && one.size === row.size && one.sha256 !== undefined && sums.get(row.id) === one.sha256;

async function ownOf(rows: readonly ModelRow[]): Promise<readonly Own[]> {
  const own: Own[] = [];
  for (const { path, present, sha256, problem } of rows) {
    if (path === undefined || !present || problem !== undefined) continue;
    const about = await identify(path);
    const header = await headerOf(path);
    if (about === undefined || !header.ok) continue;
    own.push({
      path,
      size: about.size,
      identity: about.key,
      header: header.value,
      ...(sha256 === undefined ? {} : { sha256 }),
    });
  }
  return own;
}

const sumIn = ({ sha256 }: Shared): Partial<ModelRow> => (sha256 === undefined ? {} : { sha256 });
const factsIn = ({ header }: Shared): Partial<ModelRow> => (header === undefined ? {} : factsOf(header));

function elsewhereRow(one: Shared): ModelRow {
  const { path, size, header, problem, refs, owners } = one;
  const [id = path, ...others] = refs;
  const names = owners.map((owner) => ROOT_NAMES[owner]);
  const also = others.length === 0 ? '' : `; also ${others.slice(0, 3).join(', ')}${others.length > 3 ? ' …' : ''}`;
  const base = header?.kind === 'base' ? '; a base model: it has no chat template' : '';
  return {
    ...{ id, size, path, owners: names, file: basename(path), licence: 'see its source', origin: 'elsewhere' },
    name: id.slice(id.indexOf(':') + 1),
    kind: header?.kind ?? 'base',
    context: header?.contextLength ?? 0,
    quantisation: header?.quantisation ?? '',
    present: true,
    terms: false,
    note: problem === undefined ? `a file of ${names.join(' and ')}${base}${also}` : `cannot be used: ${problem}`,
    ...sumIn(one),
    ...factsIn(one),
    ...(problem === undefined ? {} : { problem }),
  };
}
