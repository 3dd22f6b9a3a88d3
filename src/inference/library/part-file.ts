import { open, type FileHandle } from 'node:fs/promises';

/** An unfinished download, `FILE.part`: always a beginning of the file, whichever source its bytes came from. */
export interface PartFile {
  readonly path: string;
  readonly size: number;
  append(bytes: Uint8Array): Promise<void>;
  restart(): Promise<void>;
  /** Returns once the bytes are on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens or makes the part; one that is longer than the file can be is emptied. */
export async function openPart(path: string, total: number): Promise<PartFile> {
  const file: FileHandle = await open(path, 'a');
  let size = (await file.stat()).size;
  const part: PartFile = {
    path,
    get size() {
      return size;
    },
    async append(bytes) {
      await file.appendFile(bytes);
      size += bytes.length;
    },
    async restart() {
      await file.truncate(0);
      size = 0;
    },
    sync: () => file.sync(),
    close: () => file.close(),
  };
  if (size > total) await part.restart();
  return part;
}
