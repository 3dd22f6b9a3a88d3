import { statSync } from 'node:fs';

/** Another text where the file, or what SQLite keeps beside it, may hold something else than before; empty where there is none. */
export function stampOf(file: string): string {
  // Whoever reads a run has SQLite put an empty log beside it: that holds nothing.
  return `${partOf(file)} ${partOf(`${file}-wal`, { orEmpty: true })}`.trim();
}

function partOf(path: string, { orEmpty = false }: { readonly orEmpty?: boolean } = {}): string {
  const about = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (about === undefined || (orEmpty && about.size === 0n)) return '';
  return `${about.dev}:${about.ino}:${about.size}:${about.mtimeNs}`;
}
