import { useState } from 'react';
import type { Output } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';
import { importText } from './import-file.ts';

export type ImportState =
  | { readonly state: 'idle'; readonly refused?: string }
  | { readonly state: 'going'; readonly name: string }
  | { readonly state: 'done'; readonly name: string; readonly imported: Output<'run.import'> };

/** Brings a file in; the answer says what came of it. */
export function useImport(): {
  readonly importing: ImportState;
  readonly take: (file: File) => Promise<Output<'run.import'> | undefined>;
} {
  const client = useClient();
  const [importing, setImporting] = useState<ImportState>({ state: 'idle' });
  const take = async (file: File): Promise<Output<'run.import'> | undefined> => {
    setImporting({ state: 'going', name: file.name });
    const read = await importText(file);
    if (!read.ok) {
      setImporting({ state: 'idle', refused: read.failure });
      return undefined;
    }
    const imported = await client.call('run.import', read.value);
    if (!imported.ok) {
      setImporting({ state: 'idle', refused: imported.failure.message });
      return undefined;
    }
    setImporting({ state: 'done', name: file.name, imported: imported.value });
    return imported.value;
  };
  return { importing, take };
}
