import { statSync } from 'node:fs';

/** Another text where the file, or what SQLite keeps beside it, may hold something else than before; empty where there is none. */
export function stampOf(file: string): string {
  return [file, `${file}-wal`]
    .map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }))
    .map((about) => (about === undefined ? '' : `${about.dev}:${about.ino}:${about.size}:${about.mtimeNs}`))
    .join(' ')
    .trim();
}
