import { useId } from 'react';
import { counted } from '#shared/base/text.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunId } from '#shared/events/ids.ts';
import type { Output } from '#shared/rpc/methods.ts';
import { toast } from '../app/toasts.tsx';
import { hashOf } from '../state/route.ts';
import { go } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { DialogFoot, DialogFrame } from '../ui/dialog-frame.tsx';
import { useImport } from './use-import.ts';

/** A log from elsewhere becomes a run of its own, which nobody vouches for. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { importing, take } = useImport();
  const open = (run: RunId): void => {
    onClose();
    go({ page: 'run', run });
  };
  const bring = async (file: File): Promise<void> => {
    const imported = await take(file);
    if (imported === undefined || imported.warnings.length > 0 || imported.runs.length > 1) return;
    toast({ title: `Imported ${visibleLine(file.name)}` });
    open(imported.run);
  };
  return (
    <DialogFrame
      title="Import a log"
      description="An export of Parley (JSONL), a message log of AutoGen or Magentic-One (JSON), OpenAI messages (JSONL), or a chat of SillyTavern (JSONL). It becomes a run of its own, marked as imported and unverified; no run that is here is changed."
      onClose={onClose}
    >
      {importing.state === 'done' ? (
        <Came imported={importing.imported} name={importing.name} onOpen={open} />
      ) : (
        <>
          <FilePick busy={importing.state === 'going'} onFile={(file) => void bring(file)} />
          {importing.state === 'going' && <output className="text-dim">Reading {visibleLine(importing.name)}…</output>}
          {importing.state === 'idle' && importing.refused !== undefined && (
            <p role="alert" className="text-bad wrap-anywhere">
              <span aria-hidden>▲ </span>
              {visibleLine(importing.refused)}
            </p>
          )}
          <DialogFoot>
            <Button onClick={onClose}>Close</Button>
          </DialogFoot>
        </>
      )}
    </DialogFrame>
  );
}

function FilePick({ busy, onFile }: { readonly busy: boolean; readonly onFile: (file: File) => void }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-[12px] text-dim">
        File
      </label>
      <input
        id={id}
        type="file"
        accept=".json,.jsonl,.txt"
        disabled={busy}
        className="w-full rounded-control border border-line bg-bg text-[13px] text-dim file:mr-3 file:h-8 file:cursor-pointer file:border-0 file:border-r file:border-solid file:border-line file:bg-panel file:px-3 file:text-text hover:file:bg-hover"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          // The same file may be chosen again once it was mended.
          target.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </div>
  );
}

type CameProps = {
  readonly imported: Output<'run.import'>;
  readonly name: string;
  readonly onOpen: (run: RunId) => void;
};

/** What came in, and what was left aside or does not hold. */
function Came({ imported: { run, runs, warnings }, name, onOpen }: CameProps) {
  return (
    <>
      <output>
        {visibleLine(name)} is imported{runs.length === 1 ? '' : ` as ${counted(runs.length, 'run')}`}.
      </output>
      {warnings.length > 0 && (
        <ul aria-label="What to know of it" className="flex flex-col gap-1 text-warn">
          {warnings.map((warning) => (
            <li key={warning} className="wrap-anywhere">
              <span aria-hidden>△ </span>
              {visibleLine(warning)}
            </li>
          ))}
        </ul>
      )}
      {runs.length > 1 && (
        <ul aria-label="Imported runs" className="max-h-60 overflow-y-auto font-mono text-[12px]">
          {runs.map((one) => (
            <li key={one}>
              <a href={hashOf({ page: 'run', run: one })} className="text-accent hover:underline">
                {one}
              </a>
            </li>
          ))}
        </ul>
      )}
      <DialogFoot>
        <Button kind="primary" onClick={() => onOpen(run)}>
          {runs.length === 1 ? 'Open the run' : 'Open the first'}
        </Button>
      </DialogFoot>
    </>
  );
}
