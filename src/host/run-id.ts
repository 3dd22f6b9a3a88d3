import { runId, type RunId } from '#shared/events/ids.ts';

/** A new run's id: its day and minute, what it is about, and four letters against clashes. `2026-11-22-1433-users-endpoint-k3xq`. */
export function newRunId(title: string, now: Date): RunId {
  const stamp = now.toISOString().slice(0, 16).replace('T', '-').replace(':', '');
  const slug = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 24)
    .replace(/-$/, '');
  const letters = Array.from({ length: 4 }, () => Math.floor(Math.random() * 36).toString(36)).join('');
  return runId([stamp, slug, letters].filter((part) => part !== '').join('-'));
}
