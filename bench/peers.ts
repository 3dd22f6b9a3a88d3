import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import { coordinationShare, cost } from '#shared/projections/cost.ts';
import type { WireEvent } from '../e2e/support/parley.ts';
import { eventsOf, scenarioText, type Scenario } from './deliberations.ts';

/**
 * `node bench/peers.ts [--agents 3,5,8] [--rounds 3] [--part table|growth]`: the built program on the real model, by visibility and cadence,
 * and how the tokens that are evaluated grow with the number of agents when everyone sees everything. Writes bench/out/peers.json.
 */
const VARIANT = { sharing: 'trunk', batching: 'composer' } as const;
const agents = (option('--agents') ?? '3,5,8').split(',').map(Number);
const rounds = Number(option('--rounds') ?? 3);
const part = option('--part');

type Row = {
  readonly agents: number;
  readonly cadence: string;
  readonly visibility: string;
  readonly seconds: number;
  readonly evaluated: number;
  readonly written: number;
  readonly turns: number;
  readonly perTurn: number;
  readonly coordination: number;
  readonly reason: string;
  readonly load: number;
};

const table: Row[] = [];
const growth: Row[] = [];
if (part !== 'growth') {
  for (const cadence of ['rounds', 'free']) {
    for (const visibility of ['full', 'gist', 'ring']) {
      for (const count of agents) table.push(await measured({ count, cadence, visibility, endsBy: 'anything' }));
    }
  }
}
if (part !== 'table') {
  for (const cadence of ['rounds', 'free']) {
    for (const count of agents) growth.push(await measured({ count, cadence, visibility: 'full', endsBy: 'budget' }));
    const rows = growth.filter((row) => row.cadence === cadence);
    console.log(`growth of evaluated tokens under ${cadence}: n^${exponent(rows).toFixed(2)}`);
  }
}
const folder = fileURLToPath(new URL('./out/', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(
  `${folder}peers${part === undefined ? '' : `-${part}`}.json`,
  `${JSON.stringify({ rounds, table, growth }, undefined, 2)}\n`,
);

type Wanted = {
  readonly count: number;
  readonly cadence: string;
  readonly visibility: string;
  readonly endsBy: NonNullable<Scenario['endsBy']>;
};

async function measured({ count, cadence, visibility, endsBy }: Wanted): Promise<Row> {
  const load = loadavg()[0] ?? 0;
  const extra = [`cadence: ${cadence}`, `visibility: ${visibility}`];
  const text = scenarioText({ agents: count, rounds, seed: 1, tokens: 80, sentences: 3, extra, endsBy });
  const events = (await eventsOf(text, VARIANT)).map(decoded);
  const { total, turns } = cost.of(events);
  const end = events.find((event) => event.type === 'v1.run.ended');
  const begun = events.find((event) => event.type === 'v1.turn.started')?.at ?? 0;
  const row: Row = {
    agents: count,
    cadence,
    visibility,
    seconds: ((events.at(-1)?.at ?? 0) - begun) / 1e6,
    evaluated: total.evaluated,
    written: total.written,
    turns: turns.length,
    perTurn: total.evaluated / turns.length,
    coordination: coordinationShare(total),
    reason: end?.data.reason ?? 'none',
    load,
  };
  console.log(
    `${cadence.padEnd(7)}${visibility.padEnd(5)} n=${count}  ${row.seconds.toFixed(1).padStart(6)} s  evaluated ${row.evaluated}, written ${row.written}, ${row.turns} turns, ${row.perTurn.toFixed(0)} evaluated a turn, coordination ${(100 * row.coordination).toFixed(0)} %, ${row.reason}, load ${load.toFixed(1)}`,
  );
  return row;
}

function decoded(event: WireEvent): AnyEvent {
  const result = decodeEvent(event);
  if (!result.ok) throw new Error(result.failure);
  return result.value;
}

/** The slope of a least-squares line through (log n, log evaluated). */
function exponent(rows: readonly Row[]): number {
  const points = rows.map((row): [number, number] => [Math.log(row.agents), Math.log(row.evaluated)]);
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const below = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return above / below;
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}
