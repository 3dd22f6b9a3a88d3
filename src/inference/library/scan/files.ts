import { open, readdir, realpath, stat } from 'node:fs/promises';

/** What a scan needs of the file system: nothing here can change it. Each call rejects with the system's error. */
export type ScanFiles = {
  /** Names in a folder, sorted. */
  readonly names: (folder: string) => Promise<readonly string[]>;
  /** What a path leads to, links followed. */
  readonly kind: (path: string) => Promise<'file' | 'folder' | 'other'>;
  /** Where a path leads to in the end. */
  readonly real: (path: string) => Promise<string>;
  /** A short text; undefined where the file is longer than `TEXT_LIMIT`. */
  readonly text: (path: string) => Promise<string | undefined>;
};

/** Bytes of a manifest or a settings file; real ones have a few hundred. */
export const TEXT_LIMIT = 1 << 20;

export const nodeFiles: ScanFiles = {
  async names(folder) {
    return (await readdir(folder)).toSorted();
  },
  async kind(path) {
    const about = await stat(path);
    if (about.isFile()) return 'file';
    return about.isDirectory() ? 'folder' : 'other';
  },
  real: (path) => realpath(path),
  async text(path) {
    // asked before opening: opening a pipe would wait for its writer
    if (!(await stat(path)).isFile()) return undefined;
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(TEXT_LIMIT + 1);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return bytesRead > TEXT_LIMIT ? undefined : buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  },
};

/** The system's word for an error, as people may look it up. */
export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
