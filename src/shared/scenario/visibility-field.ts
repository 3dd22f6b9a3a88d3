import { ok, type Result } from '../base/result.ts';
import { SIGHTS, TOPOLOGIES, visibilitySchema, type RunSetup, type Visibility } from '../events/setup.ts';
import { oneOf } from './choices.ts';
import { absent, inside, type Field, type FieldReader } from './read-fields.ts';
import { seatNamed } from './seat-named.ts';

type Edge = Visibility['edges'][number];
type Word = 'full' | 'gist' | Visibility['topology'];

/** The words for a whole visibility: a topology word for word, or everyone's gists. */
export const VISIBILITY_WORDS: readonly Word[] = ['full', 'gist', ...TOPOLOGIES];

/** `full` stays a word of its own, which a mode may read as its own default; `all` is everyone to everyone whatever the mode. */
export function visibilityOf(text: string): Result<RunSetup['visibility'], string> {
  const word = oneOf(text, VISIBILITY_WORDS);
  return word.ok ? ok(meaning(word.value)) : word;
}

/**
 * A word, or `{topology, sight, edges: {Reader: {Writer: full|gist|none}}}` where each part may be left out. Edges come out in the order
 * of the seats, so that the same visibility is the same setup however it was written.
 */
export function readVisibility(reader: FieldReader, field: Field, names: readonly string[]): RunSetup['visibility'] {
  if (field.tree?.kind !== 'map') return reader.choice(field, visibilityOf, 'full' as const);
  const inner = reader.map(field, ['topology', 'sight', 'edges']);
  const { topology, sight } = visibilitySchema.shape;
  return {
    topology: reader.choice(inner('topology'), (text) => oneOf(text, topology.options), 'all'),
    sight: reader.choice(inner('sight'), (text) => oneOf(text, sight.options), 'full'),
    edges: readEdges(reader, inner('edges'), names),
  };
}

/** What `readVisibility` reads back as the same: the word for it where there is one. */
export function writeVisibility(visibility: RunSetup['visibility']): unknown {
  if (visibility === 'full') return 'full';
  const { topology, sight, edges } = visibility;
  if (edges.length === 0 && sight === 'full') return topology;
  if (edges.length === 0 && topology === 'all') return 'gist';
  // A Map keeps its order where a name is a number.
  const rows = new Map<string, Map<string, Edge['sight']>>();
  for (const edge of edges) {
    const row = rows.get(edge.reader) ?? new Map<string, Edge['sight']>();
    // Of two edges for the same pair the first counts.
    if (!row.has(edge.writer)) row.set(edge.writer, edge.sight);
    rows.set(edge.reader, row);
  }
  return { topology, sight, ...(rows.size === 0 ? {} : { edges: rows }) };
}

function meaning(word: Word): RunSetup['visibility'] {
  if (word === 'full') return 'full';
  return word === 'gist' ? { topology: 'all', sight: 'gist', edges: [] } : { topology: word, sight: 'full', edges: [] };
}

function readEdges(reader: FieldReader, field: Field, names: readonly string[]): Edge[] {
  const edges: Edge[] = [];
  for (const entry of reader.entries(field)) {
    const row = inside(field, entry);
    const who = seatNamed(entry.key, names);
    if (!who.ok) reader.note(row, who.failure);
    if (absent(row)) reader.note(row, 'needs the seats that it sees, such as { Ben: gist }');
    for (const edge of readRow(reader, row, { who: who.ok ? who.value : undefined, names })) {
      const twice = edges.some((one) => one.reader === edge.reader && one.writer === edge.writer);
      if (twice) reader.note(row, `'${edge.reader}' with '${edge.writer}' stands here twice; keep one`);
      else edges.push(edge);
    }
  }
  const place = ({ reader: from, writer }: Edge): number => names.indexOf(from) * names.length + names.indexOf(writer);
  return edges.toSorted((a, b) => place(a) - place(b));
}

/** The edges of one reader; `who` is undefined where no seat has its name, which is noted already. */
function readRow(
  reader: FieldReader,
  row: Field,
  { who, names }: { readonly who: string | undefined; readonly names: readonly string[] },
): readonly Edge[] {
  return reader.entries(row).flatMap((entry) => {
    const at = inside(row, entry);
    const writer = seatNamed(entry.key, names);
    if (!writer.ok) reader.note(at, writer.failure);
    else if (writer.value === who) reader.note(at, `'${who}' always has its own words in front of it; leave this out`);
    if (absent(at)) reader.note(at, `needs one of ${SIGHTS.join(', ')}`);
    const sight = reader.choice(at, (text) => oneOf(text, SIGHTS), 'full');
    return writer.ok && who !== undefined && writer.value !== who ? [{ reader: who, writer: writer.value, sight }] : [];
  });
}
