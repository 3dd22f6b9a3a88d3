import { useEffect, useState } from 'react';
import { useClient } from '../state/window.tsx';
import { useOpenFigures } from './open-figures.ts';
import { show } from './palette-state.ts';

/** Figures, no decoration. What leaves this machine is asked of the host, not said by heart. */
export function StatusLine() {
  const client = useClient();
  const [leaves, setLeaves] = useState<string>();
  useEffect(() => {
    void client.call('app.info', {}).then((info) => {
      if (info.ok) setLeaves(info.value.leaves);
    });
  }, [client]);
  const figures = useOpenFigures();
  return (
    <footer className="tabular flex h-6.5 shrink-0 items-center gap-5 border-t border-line bg-panel px-3 text-[12px] text-dim">
      {leaves !== undefined && <span>● {leaves === '' ? 'Nothing leaves this machine' : leaves}</span>}
      {figures.map((figure) => (
        <span key={figure}>{figure}</span>
      ))}
      <span className="grow" />
      <button type="button" className="rounded-control px-1 hover:text-text" onClick={() => show('keys')}>
        ? keys
      </button>
    </footer>
  );
}
