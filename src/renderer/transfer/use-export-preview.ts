import { useEffect, useState } from 'react';
import type { Input, Output } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';
import { exportStart } from './export-file.ts';

export type ExportPreview = {
  /** For which choice; what is shown for another one is out of date. */
  readonly key: string;
  readonly kinds?: Output<'run.preview'>['kinds'];
  readonly start?: { readonly text: string; readonly more: boolean };
  readonly failure?: string;
};

const PAUSE_MS = 150;
const START = 1_600;

/** What would leave, once choosing has come to rest: how much of each kind, and how the file begins. */
export function useExportPreview(input: Input<'run.export'>): ExportPreview & { readonly busy: boolean } {
  const client = useClient();
  const key = JSON.stringify(input);
  const [preview, setPreview] = useState<ExportPreview>({ key: '' });
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const look = async (): Promise<void> => {
      const asked = JSON.parse(key) as Input<'run.export'>;
      const counted = await client.call('run.preview', asked, { signal });
      const begun = counted.ok ? await exportStart(client, asked, { signal, most: START }) : counted;
      if (signal.aborted) return;
      if (!counted.ok) setPreview({ key, failure: counted.failure.message });
      else if (!begun.ok) setPreview({ key, kinds: counted.value.kinds, failure: begun.failure.message });
      else setPreview({ key, kinds: counted.value.kinds, ...('text' in begun.value ? { start: begun.value } : {}) });
    };
    const timer = setTimeout(() => void look(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [client, key]);
  return { ...preview, busy: preview.key !== key };
}
