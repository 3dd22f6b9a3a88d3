import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { benchAppends } from './bench-appends.ts';
import { decodeRate, eventsOf, figuresOf, scenarioText, type Figures, type Variant } from './deliberations.ts';

/**
 * `npm run bench`: the built program on the real model. Prints a table and writes bench/out/latest.json. Each row is a whole run, so that
 * what is compared was measured side by side; `--agents 3,8` and `--seed N` narrow it.
 */
const OURS: Variant = { sharing: 'trunk', batching: 'composer' };
const PRIVATE: Variant = { sharing: 'own', batching: 'composer' };
const DEFAULT_BATCHING: Variant = { sharing: 'trunk', batching: 'default' };
/** AutoGen 0.7.5 on the same file and a machine like this one: evaluated per written, and tokens a second. */
const AUTOGEN = {
  perWritten: { 3: 9.8, 5: 13.9, 8: 20 } as Record<number, number>,
  rate: { 3: 14.1, 5: 9.3, 8: 5.8 } as Record<number, number>,
};

const agents = (option('--agents') ?? '3,5,8').split(',').map(Number);
const seed = Number(option('--seed') ?? 1);

const rows: { readonly what: string; readonly load: number; readonly figures: Figures }[] = [];
for (const count of agents) {
  for (const [what, variant] of [
    ['parley', OURS],
    ['private logs', PRIVATE],
    ['default batching', DEFAULT_BATCHING],
  ] as const) {
    const load = loadavg()[0] ?? 0;
    const text = scenarioText({ agents: count, rounds: 3, seed, tokens: 80, sentences: 3 });
    const figures = figuresOf(await eventsOf(text, variant), count);
    rows.push({ what, load, figures });
    console.log(line(what, figures, load));
  }
}
const decode = await decoding(Math.max(...agents));
const appends = benchAppends();
const report = {
  machine: { cpu: cpus()[0]?.model ?? '', cores: availableParallelism(), node: process.versions.node },
  seed,
  runs: rows,
  ratios: ratios(),
  decode,
  journal: appends,
  autogen: AUTOGEN,
};
const folder = fileURLToPath(new URL('./out/', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}latest.json`, `${JSON.stringify(report, undefined, 2)}\n`);
for (const { what, value } of ratios()) console.log(`${what}: ${value.toFixed(2)}`);
console.log(
  `decoding alone, tokens/s: ${decode.composer.toFixed(1)} with the composer, ${decode.byDefault.toFixed(1)} by default: ${decode.ratio.toFixed(2)}`,
);
console.log(
  `journal: ${appends.appendsPerSecond.toFixed(0)} durable appends/s (synchronous=NORMAL: ${appends.normalPerSecond.toFixed(0)})`,
);

function line(what: string, figures: Figures, load: number): string {
  const {
    agents: n,
    turns,
    evaluated,
    ground,
    reused,
    written,
    evaluatedPerWritten,
    seconds,
    writtenPerSecond,
    passes,
    retries,
  } = figures;
  return [
    `n=${n}`.padEnd(4),
    what.padEnd(17),
    `evaluated ${evaluated} (ground ${ground})`.padEnd(29),
    `reused ${reused}`.padEnd(14),
    `written ${written}`.padEnd(13),
    `per written ${evaluatedPerWritten.toFixed(2)}`.padEnd(18),
    `${seconds.toFixed(1)} s`.padEnd(8),
    `${writtenPerSecond.toFixed(1)} tokens/s`.padEnd(15),
    `${turns} turns, ${passes} passes, ${retries} retries`.padEnd(33),
    `load ${load.toFixed(1)}`,
  ].join(' ');
}

function ratios(): readonly { readonly what: string; readonly value: number }[] {
  const of = (what: string, n: number) => rows.find((row) => row.what === what && row.figures.agents === n)?.figures;
  return agents.flatMap((n) => {
    const [ours, own, plain] = [of('parley', n), of('private logs', n), of('default batching', n)];
    if (ours === undefined || own === undefined || plain === undefined) return [];
    return [
      { what: `n=${n} tokens/s against private logs`, value: ours.writtenPerSecond / own.writtenPerSecond },
      { what: `n=${n} tokens/s against default batching`, value: ours.writtenPerSecond / plain.writtenPerSecond },
      { what: `n=${n} tokens/s against AutoGen`, value: ours.writtenPerSecond / (AUTOGEN.rate[n] ?? Number.NaN) },
      {
        what: `n=${n} evaluated per written against AutoGen`,
        value: ours.evaluatedPerWritten / (AUTOGEN.perWritten[n] ?? Number.NaN),
      },
    ];
  });
}

/** One blind round of long answers to a short prompt, counted while all of them are being written: the median of three seeds. */
async function decoding(n: number) {
  const question = 'Tell the whole story of a small town and its library, from its first day on.';
  const rates: { readonly composer: number; readonly byDefault: number; readonly ratio: number }[] = [];
  for (const own of [seed, seed + 1, seed + 2]) {
    const text = scenarioText({ agents: n, rounds: 1, seed: own, tokens: 64, sentences: 20, question });
    const composer = decodeRate(await eventsOf(text, OURS));
    const byDefault = decodeRate(await eventsOf(text, DEFAULT_BATCHING));
    rates.push({ composer, byDefault, ratio: composer / byDefault });
  }
  const [, median = { composer: Number.NaN, byDefault: Number.NaN, ratio: Number.NaN }] = rates.toSorted(
    (a, b) => a.ratio - b.ratio,
  );
  return { agents: n, ...median, all: rates };
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}
