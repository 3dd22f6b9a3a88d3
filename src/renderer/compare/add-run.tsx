import { Command } from 'cmdk';
import { useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunId } from '#shared/events/ids.ts';
import { COMPARED_AT_MOST } from '#shared/projections/comparison.ts';
import { timeWords } from '../library/day.ts';
import { outcomeWords } from '../library/outcome.ts';
import { useRunList } from '../library/run-list.ts';
import { soughtRuns } from '../library/runs-filter.ts';
import { useToday } from '../library/use-today.ts';
import { go } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { FULL } from './asked-runs.ts';

type Props = {
  readonly runs: readonly RunId[];
  readonly words?: string;
  readonly kind?: 'plain' | 'primary';
  /** The list is open from the beginning. */
  readonly open?: boolean;
};

/** A button that opens the list of runs; the one that is taken goes to the end of the table. Full, it says so. */
export function AddRun({ runs, words = 'Add a run', kind = 'plain', open = false }: Props) {
  const [shown, setShown] = useState(open);
  const [told, setTold] = useState(false);
  const isFull = runs.length >= COMPARED_AT_MOST;
  return (
    <>
      {isFull && told && (
        <p role="alert" className="text-[12.5px] text-warn">
          <span aria-hidden>▲ </span>
          {FULL}
        </p>
      )}
      <Button kind={kind} onClick={() => (isFull ? setTold(true) : setShown(true))}>
        {words}
      </Button>
      {shown && !isFull && <Picker runs={runs} onClose={() => setShown(false)} />}
    </>
  );
}

/** Runs that are not in the table yet, by their words. */
function Picker({ runs, onClose }: { readonly runs: readonly RunId[]; readonly onClose: () => void }) {
  const list = useRunList();
  const today = useToday();
  const [words, setWords] = useState('');
  const others = list.runs.filter(({ run }) => !runs.includes(run));
  const sought = soughtRuns(others, { filter: 'all', tags: [], words: words.trim(), today });
  return (
    <DialogFrame title="Compare with…" onClose={onClose} wide>
      <Command shouldFilter={false} label="Compare with" loop className="flex min-h-0 flex-col gap-2">
        <Command.Input
          value={words}
          onValueChange={setWords}
          placeholder="Words of a title, a tag or a seat"
          className="h-9 w-full shrink-0 rounded-control border border-line bg-bg px-3 text-[14px] outline-none placeholder:text-dim focus-visible:border-accent"
        />
        <Command.List className="h-[44vh] overflow-y-auto">
          <Command.Empty className="p-3 text-dim">
            {list.state === 'opening' ? 'Reading the runs…' : 'No other run goes by these words.'}
          </Command.Empty>
          {sought.slice(0, SHOWN).map((row) => (
            <Command.Item
              key={row.run}
              value={row.run}
              onSelect={() => {
                onClose();
                go({ page: 'compare', runs: [...runs, row.run] });
              }}
              className="cursor-pointer rounded-control px-2.5 py-1.5 data-[selected=true]:bg-hover"
            >
              <bdi dir="auto" className="block truncate">
                {visibleLine(row.title)}
              </bdi>
              <span className="block truncate text-[12px] text-dim">
                {row.source === 'recording' ? 'recording · ' : ''}
                {row.way} · {outcomeWords(row)} · {timeWords(new Date(row.startedAt), today)}
              </span>
            </Command.Item>
          ))}
        </Command.List>
        {sought.length > SHOWN && (
          <p className="text-[12px] text-dim">{sought.length - SHOWN} more go by these words.</p>
        )}
      </Command>
    </DialogFrame>
  );
}

const SHOWN = 100;
