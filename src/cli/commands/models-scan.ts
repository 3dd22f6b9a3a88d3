import { MODEL_ROOTS, type ModelRootId, type ModelRow } from '#shared/rpc/model-methods.ts';
import { bytes, table } from '../layout.ts';
import { emit, reportFailure, tell } from '../report.ts';
import { terminalLine } from '../terminal.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

export type ScanOptions = Common & {
  /** Roots that may be looked into from now on, and such that no longer may. */
  readonly allow: readonly string[];
  readonly forbid: readonly string[];
};

/** Looks for models of other programs, in those roots only that the user has allowed, now or before. Ctrl-C stops it. */
export async function modelsScanCommand(world: World, options: ScanOptions): Promise<ExitCode> {
  for (const name of [...options.allow, ...options.forbid]) {
    const root = MODEL_ROOTS.find((one) => one === name);
    if (root === undefined) {
      tell(world, `parley: ${JSON.stringify(name)} is none of ${MODEL_ROOTS.join(', ')}`);
      return EXIT.usage;
    }
    const allowed = options.allow.includes(root);
    const chosen = await world.client.call('models.allowRoot', { root, allowed });
    if (!chosen.ok) return reportFailure(world, chosen.failure);
  }
  const stopped = new AbortController();
  const heard = world.signals.onInterrupt(() => stopped.abort());
  try {
    return await scan(world, options, stopped.signal);
  } finally {
    heard.dispose();
  }
}

async function scan(world: World, { json }: Common, signal: AbortSignal): Promise<ExitCode> {
  const known = await world.client.call('models.roots', {});
  if (!known.ok) return reportFailure(world, known.failure);
  const scanned = await world.client.call('models.scan', {}, { signal });
  if (!scanned.ok) return reportFailure(world, scanned.failure);
  const { roots, models } = scanned.value;
  if (json) {
    for (const root of known.value.roots) {
      const { count = 0, notes = [] } = roots.find((one) => one.root === root.root) ?? {};
      await emit(world, { ...root, count, notes });
    }
    for (const model of models) await emit(world, model);
    return EXIT.done;
  }
  const lines = known.value.roots.map(({ root, name, found, allowed, folders }) => {
    const count = roots.find((one) => one.root === root)?.count ?? 0;
    return [root, stateOf({ found, allowed, count }), name, folders.join(', ')];
  });
  await print(world, [['ROOT', '', 'PROGRAM', 'FOLDERS'], ...lines]);
  for (const { notes } of roots) for (const note of notes) tell(world, note);
  if (models.length > 0) {
    await world.stdout.write('\n');
    await print(world, [['MODEL', 'SIZE', 'KIND', 'OF', 'NOTE'], ...models.map(modelLine)]);
  }
  const next: ModelRootId | undefined = known.value.roots.find(({ found, allowed }) => found && !allowed)?.root;
  if (next !== undefined) tell(world, `\nLook into one, read only: parley models scan --allow ${next}`);
  return EXIT.done;
}

function stateOf({ found, allowed, count }: { found: boolean; allowed: boolean; count: number }): string {
  if (!found) return allowed ? 'allowed, not there' : 'not there';
  return allowed ? `${count} found` : 'not allowed';
}

const modelLine = ({ id, size, kind, owners, note, problem }: ModelRow): readonly string[] => [
  id,
  bytes(size),
  problem === undefined ? kind : 'unusable',
  (owners ?? []).join(', '),
  note,
];

async function print(world: World, rows: readonly (readonly string[])[]): Promise<void> {
  for (const line of table(rows.map((cells) => cells.map(terminalLine)))) await world.stdout.write(`${line}\n`);
}
