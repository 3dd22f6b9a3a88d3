import type { RunSetup, Seat, Sight, Visibility } from './setup.ts';

/** For each reader the form in which it sees each writer, both by seat. The row of a reader holds its own messages too. */
export type SightTable = readonly (readonly Sight[])[];

const FULL: Visibility = { topology: 'all', sight: 'full', edges: [] };

/**
 * Who hears whom in a run. Under `roleplay` one context plays all parts, so all is seen whatever the scenario says. Under `hierarchy` a
 * scenario that asks for nothing special has its workers hear the first seat, which hears them as gists.
 */
export function visibilityIn(setup: RunSetup): Visibility {
  if (setup.mode === 'roleplay') return FULL;
  if (setup.visibility !== 'full') return setup.visibility;
  if (setup.mode !== 'hierarchy') return FULL;
  const [coordinator, ...workers] = setup.seats.map(({ name }) => name);
  const edges = workers.map((writer) => ({ reader: coordinator ?? '', writer, sight: 'gist' as const }));
  return { topology: 'hub', sight: 'full', edges };
}

/**
 * Who sees whom. One who sees gists only sees its own as gists too, so that all who see gists share one ground; everyone else has its
 * own words in full.
 */
export function sightTable(setup: RunSetup): SightTable {
  const visibility = visibilityIn(setup);
  const count = setup.seats.length;
  const hears = HEARS[visibility.topology];
  return setup.seats.map((reader, at) => {
    const row = setup.seats.map((writer, of): Sight => {
      const own = edgeOf(visibility, reader, writer);
      return own ?? (at !== of && hears(at, of, count) ? visibility.sight : 'none');
    });
    const others = row.filter((sight, of) => of !== at && sight !== 'none');
    row[at] = others.length > 0 && others.every((sight) => sight === 'gist') ? 'gist' : 'full';
    return row;
  });
}

/** Seats that see the same in the same form have one ground. */
export const groundKey = (table: SightTable, reader: number): string => (table[reader] ?? []).join(',');

function edgeOf({ edges }: Visibility, reader: Seat, writer: Seat): Sight | undefined {
  if (reader === writer) return undefined;
  return edges.find((edge) => edge.reader === reader.name && edge.writer === writer.name)?.sight;
}

/** Whether the seat at `reader` hears the one at `writer`; never asked of a seat about itself. */
const HEARS: Readonly<Record<Visibility['topology'], (reader: number, writer: number, seats: number) => boolean>> = {
  all: () => true,
  ring: (reader, writer, seats) => [1, seats - 1].includes(Math.abs(reader - writer)),
  hub: (reader, writer) => reader === 0 || writer === 0,
  'hub+challenger': (reader, writer) => reader <= 1 || writer <= 1,
  pairs: (reader, writer, seats) => pairOf(reader, seats) === pairOf(writer, seats),
};

/** One that is left over joins the last pair. */
const pairOf = (seat: number, seats: number): number => Math.min(Math.floor(seat / 2), Math.floor(seats / 2) - 1);
