import { Menu } from '@base-ui/react/menu';
import { useState } from 'react';
import type { Client } from '#shared/rpc/client.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import { showExport } from '../app/palette-state.ts';
import { toast } from '../app/toasts.tsx';
import { VerifyDialog } from '../branch/verify-dialog.tsx';
import { go, useClient } from '../state/window.tsx';
import { LabelDialog } from './label-dialog.tsx';
import { told } from './told.ts';

/** What can be done to a run as a whole. */
export function RunActions({ run }: { readonly run: RunRow }) {
  const client = useClient();
  const [labels, setLabels] = useState(false);
  const [verifies, setVerifies] = useState(false);
  return (
    <>
      <Menu.Root>
        <Menu.Trigger
          aria-label={`Actions for ${visibleLine(run.title)}`}
          className="h-7 rounded-control px-2 text-dim hover:bg-hover hover:text-text"
        >
          ⋯
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner align="end" className="z-40">
            <Menu.Popup className="rounded-card border border-line bg-panel p-1 shadow-lg">
              <Item words="Rename and tag…" act={() => setLabels(true)} />
              <Item
                words={run.pinned ? 'Unpin' : 'Pin'}
                act={() => void told(client.call('run.label', { run: run.run, pinned: !run.pinned }))}
              />
              <Item words="Compare with…" act={() => go({ page: 'compare', runs: [run.run] })} />
              <Item words="Verify" act={() => setVerifies(true)} />
              <Item words="Export…" act={() => showExport(run)} />
              {/* A recording is of the tree, and one that goes on is ended first. */}
              {run.source === 'home' && run.state !== 'running' && run.state !== 'paused' && (
                <Item words="Delete" act={() => void deleteRun(client, run)} />
              )}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      {labels && <LabelDialog run={run} onClose={() => setLabels(false)} />}
      {verifies && <VerifyDialog run={run} onClose={() => setVerifies(false)} />}
    </>
  );
}

const Item = ({ words, act }: { readonly words: string; readonly act: () => void }) => (
  <Menu.Item className="rounded-control px-3 py-1.5 data-highlighted:bg-hover" onClick={act}>
    {words}
  </Menu.Item>
);

async function deleteRun(client: Client, { run, title }: RunRow): Promise<void> {
  const done = await client.call('run.delete', { run });
  if (!done.ok) return toast({ title: 'Not deleted', detail: done.failure.message });
  toast({
    title: `“${visibleLine(title)}” is in the trash`,
    undo: () => void told(client.call('run.restore', { run })),
  });
}
