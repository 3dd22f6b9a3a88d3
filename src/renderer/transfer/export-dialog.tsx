import { useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { Exported } from '../app/palette-state.ts';
import { toast } from '../app/toasts.tsx';
import { bytesText } from '../models/figures.ts';
import { Button } from '../ui/button.tsx';
import { DialogFoot, DialogFrame } from '../ui/dialog-frame.tsx';
import { ExportLeaves } from './export-leaves.tsx';
import { FormatList, FormatOptions } from './export-options.tsx';
import { exportInput, fileName, FIRST_WISH, type Wish } from './formats.ts';
import { useExportPreview } from './use-export-preview.ts';
import { useExport } from './use-export.ts';

type Props = { readonly run: Exported; readonly onClose: () => void };

/** A run as a file: in which form, with what of it, and what that is before it leaves. */
export function ExportDialog({ run: { run, title }, onClose }: Props) {
  const [wish, setWish] = useState<Wish>(FIRST_WISH);
  const { exporting, save, stop } = useExport();
  const input = exportInput(run, wish);
  const preview = useExportPreview(input);
  const name = fileName(run, wish.format);
  const change = (part: Partial<Wish>): void => setWish((before) => ({ ...before, ...part }));
  const going = exporting.state === 'going';
  const write = async (): Promise<void> => {
    if (!(await save(input, name))) return;
    toast({ title: `Exported as ${name}` });
    onClose();
  };
  return (
    <DialogFrame
      title={`Export “${visibleLine(title)}”`}
      description="The file is written on this machine; nothing is sent anywhere."
      onClose={onClose}
      wide
    >
      <div className="grid grid-cols-[minmax(220px,280px)_1fr] gap-x-6 gap-y-4 max-[700px]:grid-cols-1">
        <FormatList wish={wish} onChange={change} />
        <div className="flex min-w-0 flex-col gap-4">
          <FormatOptions wish={wish} onChange={change} />
          <ExportLeaves preview={preview} whole={wish.format === 'jsonl'} />
        </div>
      </div>
      {exporting.state === 'idle' && exporting.refused !== undefined && (
        <p role="alert" className="text-bad">
          <span aria-hidden>▲ </span>Not exported: {visibleLine(exporting.refused)}
        </p>
      )}
      <DialogFoot>
        <output className="mr-auto self-center text-[12px] text-dim">
          {going ? `Writing… ${bytesText(exporting.characters)} so far` : <span className="font-mono">{name}</span>}
        </output>
        {going ? (
          <Button onClick={stop}>Stop, and write nothing</Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button kind="primary" onClick={() => void write()}>
              Save as a file
            </Button>
          </>
        )}
      </DialogFoot>
    </DialogFrame>
  );
}
