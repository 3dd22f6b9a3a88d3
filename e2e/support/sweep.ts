import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { freshHome, parley, scenarioFile } from './parley.ts';

/** What the bench and the pictures sweep on real models: short, and scored by a rule. */
export const LIBRARY_SWEEP = `title: Library
question: Where should a small town build its new library, in the old station or by the school?
seats:
  - name: Ada
    role: A parent who wants short ways for children.
  - name: Ben
    role: A treasurer who counts every cost.
budget: { turns: 4 }
answer: { tokens: 60, sentences: 2 }
expect: { regex: station|school }
`;

export type Swept = { readonly home: string; readonly sweep: string; readonly cells: readonly SweptCell[] };
export type SweptCell = { readonly cell: string; readonly state: string; readonly run?: string };

/** A home with a sweep of two scripted models, in two modes with two seeds unless said otherwise, run to its end in the terminal. */
export async function sweptHome({ extra = 'rounds: 1\n', modes = 'peers,single', seeds = '1,2' } = {}): Promise<Swept> {
  const home = freshHome();
  const scenario = scenarioFile(home, { seats: 2, extra });
  const flags = ['--models', 'scripted,scripted-b', '--modes', modes, '--seeds', seeds, '--json', '--home', home];
  const { code, stdout, stderr } = await parley(['sweep', scenario, ...flags]);
  if (code !== 0) throw new Error(stderr);
  const [, sweep = ''] = /"sweep":"([^"]+)"/u.exec(stdout) ?? [];
  return { home, sweep, cells: cellsIn(stdout) };
}

/** The cells of a sweep as the terminal tells them. */
export async function cellsOf(home: string, sweep: string): Promise<readonly SweptCell[]> {
  return cellsIn((await parley(['sweep', '--table', sweep, '--json', '--home', home])).stdout);
}

/** The runs that lie in a home, by their ids. */
export function runsIn(home: string): readonly string[] {
  const folder = join(home, 'runs');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => (name.endsWith('.db') ? [name.slice(0, -3)] : []));
}

const cellsIn = (stdout: string): readonly SweptCell[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{"kind":"cell"'))
    .map((line) => JSON.parse(line) as SweptCell);
