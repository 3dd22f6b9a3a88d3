import { counted } from '#shared/base/text.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { ModelRootRow, RootScanRow } from '#shared/rpc/model-methods.ts';

/** Where a program keeps its models and what came of looking there, in a line. */
export function rootHint({ found, allowed, folders }: ModelRootRow, looked: RootScanRow | undefined): string {
  const where = folders.map(visibleLine).join(', ');
  if (!found) return `not here: no folder ${where}`;
  if (!allowed) return where;
  if (looked === undefined) return `${where} · not looked into yet`;
  return `${where} · ${looked.count === 0 ? 'no model' : counted(looked.count, 'model')}`;
}
