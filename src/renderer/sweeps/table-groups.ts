import type { SweepTableRow } from '#shared/rpc/sweep-methods.ts';

/** What one model did in one role: its modes, and below them its controls. */
export type TableGroup = {
  readonly role: string;
  readonly model: string;
  readonly rows: readonly SweepTableRow[];
};

/** Rows by role and model, in the order in which these first come; controls last in each. */
export function tableGroups(rows: readonly SweepTableRow[]): readonly TableGroup[] {
  const groups = new Map<string, TableGroup>();
  for (const row of rows) {
    const key = JSON.stringify([row.role, row.model]);
    const { role, model } = row;
    groups.set(key, { role, model, rows: [...(groups.get(key)?.rows ?? []), row] });
  }
  return [...groups.values()].map((group) => ({
    ...group,
    rows: [...group.rows.filter(({ control }) => !control), ...group.rows.filter(({ control }) => control)],
  }));
}
