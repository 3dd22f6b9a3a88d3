import { Command } from 'cmdk';
import { useEffect, useRef, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunId } from '#shared/events/ids.ts';
import { timeWords } from '../library/day.ts';
import { outcomeWords } from '../library/outcome.ts';
import { useRunList } from '../library/run-list.ts';
import { soughtRuns } from '../library/runs-filter.ts';
import { playersOf } from '../library/sweep-folds.ts';
import { useToday } from '../library/use-today.ts';
import { go } from '../state/window.tsx';
import { EmptyOption } from '../ui/empty-option.tsx';

/** Runs that are not in the table yet, by their words; the one that is taken goes to its end. */
export function RunPicker({ runs }: { readonly runs: readonly RunId[] }) {
  const list = useRunList();
  const today = useToday();
  const [words, setWords] = useState('');
  const input = useRef<HTMLInputElement>(null);
  // Whoever came here came to choose.
  useEffect(() => input.current?.focus(), []);
  const others = list.runs.filter(({ run }) => !runs.includes(run));
  const sought = soughtRuns(others, { filter: 'all', tags: [], words: words.trim(), today });
  return (
    <Command shouldFilter={false} label="Compare with" loop className="flex min-h-0 w-full flex-col gap-2">
      <Command.Input
        ref={input}
        value={words}
        onValueChange={setWords}
        placeholder="Words of a title, a tag or a seat"
        className="h-9 w-full shrink-0 rounded-control border border-line bg-bg px-3 text-[14px] outline-none placeholder:text-dim focus-visible:border-accent"
      />
      <Command.List className="h-[44vh] overflow-y-auto">
        <EmptyOption>
          {list.state === 'opening' ? 'Reading the runs…' : 'No other run goes by these words.'}
        </EmptyOption>
        {sought.slice(0, SHOWN).map((row) => (
          <Command.Item
            key={row.run}
            value={row.run}
            onSelect={() => go({ page: 'compare', runs: [...runs, row.run] })}
            className="cursor-pointer rounded-control px-2.5 py-1.5 data-[selected=true]:bg-hover"
          >
            <bdi dir="auto" className="block truncate">
              {visibleLine(row.title)}
            </bdi>
            <span className="block truncate text-[12px] text-dim">
              {row.source === 'recording' ? 'recording · ' : ''}
              {playersOf(row)}
              {row.way} · {outcomeWords(row)} · {timeWords(new Date(row.startedAt), today)}
            </span>
          </Command.Item>
        ))}
      </Command.List>
      {sought.length > SHOWN && <p className="text-[12px] text-dim">{sought.length - SHOWN} more go by these words.</p>}
    </Command>
  );
}

const SHOWN = 100;
