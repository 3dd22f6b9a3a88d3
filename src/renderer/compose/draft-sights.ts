import { assert, present } from '#shared/base/assert.ts';
import type { RunSetup, Sight, Visibility } from '#shared/events/setup.ts';
import { sightTable, visibilityIn, type SightTable } from '#shared/events/visibility.ts';
import { VISIBILITY_WORDS, visibilityOf, writeVisibility } from '#shared/scenario/visibility-field.ts';
import { edgeKey, emptyDraft, type Draft } from './draft.ts';
import type { Edit } from './draft-edits.ts';
import { setupOf, withWords } from './setup-of.ts';

/** `custom`: what no word says. */
export type Preset = (typeof VISIBILITY_WORDS)[number] | 'custom';
export const PRESETS = VISIBILITY_WORDS;

export function presetOf({ visibility: { base, sight, edges } }: Draft): Preset {
  if (Object.keys(edges).length > 0) return 'custom';
  const word = writeVisibility(base === 'full' ? 'full' : { topology: base, sight, edges: [] });
  return PRESETS.find((preset) => preset === word) ?? 'custom';
}

/** Who sees whom by a word; single edges are given up. */
export const withPreset =
  (preset: Preset): Edit =>
  (draft) => {
    const meant = visibilityOf(preset);
    if (!meant.ok) return draft;
    if (meant.value === 'full') return { ...draft, visibility: { base: 'full', sight: 'full', edges: {} } };
    const { topology: base, sight } = meant.value;
    return { ...draft, visibility: { base, sight, edges: {} } };
  };

/** Who sees whom as the run would have it: a row for each reader, by the seats' places. */
export const sightsOf = (draft: Draft): SightTable => sightTable(tableOf(draft));

/**
 * One direction set by hand. What the mode makes of `full` is then written out, because a scenario that names edges says all of them;
 * an edge that says what the preset says anyway is left out.
 */
export const withSight =
  (direction: { readonly reader: string; readonly writer: string }, sight: Sight): Edit =>
  (draft) => {
    const { base, sight: usual, edges } = spelt(draft);
    const key = edgeKey(direction.reader, direction.writer);
    const { [key]: _before, ...others } = edges;
    const without: Draft = { ...draft, visibility: { base, sight: usual, edges: others } };
    const at = (one: string): number => draft.seats.findIndex((seat) => seat.key === one);
    const said = sightsOf(without)[at(direction.reader)]?.[at(direction.writer)];
    if (said === sight) return without;
    return { ...draft, visibility: { base, sight: usual, edges: { ...others, [key]: sight } } };
  };

function spelt(draft: Draft): Draft['visibility'] {
  if (draft.visibility.base !== 'full') return draft.visibility;
  const { topology, sight, edges } = visibilityIn(tableOf(draft));
  const own = edges.map(({ reader, writer, sight }) => [edgeKey(reader, writer), sight] as const);
  return { base: topology, sight, edges: { ...Object.fromEntries(own), ...draft.visibility.edges } };
}

/** A setup that says who sees whom and nothing else; its seats are named by their keys, whatever is typed as their names. */
function tableOf({ seats, mode, visibility }: Draft): RunSetup {
  const { base, sight, edges } = visibility;
  const named: Visibility['edges'] = seats.flatMap(({ key: reader }) =>
    seats.flatMap(({ key: writer }) => {
      const own = edges[edgeKey(reader, writer)];
      return own === undefined ? [] : [{ reader, writer, sight: own }];
    }),
  );
  return {
    ...PLAIN,
    mode,
    seats: seats.map(({ key }) => ({ ...PLAIN_SEAT, name: key })),
    visibility:
      base === 'full' && named.length === 0
        ? 'full'
        : { topology: base === 'full' ? 'all' : base, sight, edges: named },
  };
}

const PLAIN = plain();
const PLAIN_SEAT = present(PLAIN.seats[0], 'a run has a seat');

function plain(): RunSetup {
  const setup = setupOf(withWords(emptyDraft()));
  assert(setup.ok, 'an empty form with words in it is a run');
  return setup.value;
}
