import { Command } from 'cmdk';
import { useEffect, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { SearchHit } from '#shared/rpc/methods.ts';
import { outcomeWords } from '../library/outcome.ts';
import { useRunList } from '../library/run-list.ts';
import { hashOf, routeOf, type Route } from '../state/route.ts';
import { settings } from '../state/settings.ts';
import { go, useClient } from '../state/window.tsx';
import { Modal } from '../ui/modal.tsx';
import { show } from './palette-state.ts';

const ITEM = 'flex cursor-pointer items-baseline gap-3 rounded-control px-2 py-1.5 data-[selected=true]:bg-hover';
const SHOWN = 12;

/** One field for runs, messages, places and actions. */
export function Palette() {
  const [words, setWords] = useState('');
  const close = (): void => show('none');
  const to = (route: Route) => (): void => {
    close();
    go(route);
  };
  // A link to a moment can be put in as it was copied.
  const link = words.trim().startsWith('#/') ? routeOf(words.trim()) : undefined;
  return (
    <Modal title="Search" onClose={close} wide>
      <Command shouldFilter={false} label="Search runs, messages and actions">
        <Command.Input
          value={words}
          onValueChange={setWords}
          placeholder="A run, words of a message, an action, or a link to a moment"
          className="h-9 w-full rounded-control border border-line bg-bg px-3 text-[14px] placeholder:text-dim"
        />
        <Command.List className="mt-2 max-h-[50vh] overflow-y-auto">
          <Command.Empty className="p-2 text-dim">Nothing goes by these words.</Command.Empty>
          {link !== undefined && link.page !== 'home' && (
            <Command.Item value="link" className={ITEM} onSelect={to(link)}>
              Go to {hashOf(link)}
            </Command.Item>
          )}
          <Runs words={words} to={to} />
          <Messages words={words} to={to} />
          <Actions words={words} to={to} />
        </Command.List>
      </Command>
    </Modal>
  );
}

type Group = { readonly words: string; readonly to: (route: Route) => () => void };

function Runs({ words, to }: Group) {
  const { runs } = useRunList();
  const matching = runs.filter((run) => run.title.toLowerCase().includes(words.trim().toLowerCase())).slice(0, SHOWN);
  return (
    <Command.Group heading="Runs">
      {matching.map((run) => (
        <Command.Item key={run.run} value={run.run} className={ITEM} onSelect={to({ page: 'run', run: run.run })}>
          <bdi dir="auto">{visibleLine(run.title)}</bdi>
          <span className="text-[12px] text-dim">{outcomeWords(run)}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function Messages({ words, to }: Group) {
  const hits = useHits(words);
  if (hits.length === 0) return undefined;
  return (
    <Command.Group heading="Messages">
      {hits.map(({ run, seq, message, snippet, from, title }) => (
        <Command.Item
          key={`${run}/${message}`}
          value={`${run}/${message}`}
          className={ITEM}
          onSelect={to({ page: 'run', run, seq, selection: { kind: 'message', message } })}
        >
          <bdi dir="auto" className="line-clamp-1">
            {snippet.map(({ text }) => visibleLine(text)).join('')}
          </bdi>
          <span className="shrink-0 text-[12px] text-dim">
            {visibleLine(from)}, {visibleLine(title)}
          </span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

const Actions = ({ words, to }: Group) => (
  <Command.Group heading="Go and do">
    {actions(to)
      .filter(({ text }) => text.toLowerCase().includes(words.trim().toLowerCase()))
      .map(({ text, act }) => (
        <Command.Item key={text} value={text} className={ITEM} onSelect={act}>
          {text}
        </Command.Item>
      ))}
  </Command.Group>
);

const actions = (to: (route: Route) => () => void) => [
  { text: 'New deliberation', act: to({ page: 'new' }) },
  { text: 'Home', act: to({ page: 'home' }) },
  { text: 'All runs', act: to({ page: 'runs' }) },
  { text: 'Models', act: to({ page: 'models' }) },
  { text: 'Settings', act: () => show('settings') },
  { text: 'Keys', act: () => show('keys') },
  ...(['dark', 'light', 'system'] as const).map((theme) => ({
    text: `Theme: ${theme}`,
    act: () => {
      settings.setState({ theme });
      show('none');
    },
  })),
];

function useHits(words: string): readonly SearchHit[] {
  const client = useClient();
  const [hits, setHits] = useState<readonly SearchHit[]>([]);
  const asked = words.trim();
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      if (asked.length < 2 || asked.startsWith('#/')) return setHits([]);
      void client.call('runs.search', { query: asked, limit: SHOWN }, { signal: stop.signal }).then((found) => {
        if (found.ok) setHits(found.value.hits);
      });
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [client, asked]);
  return hits;
}
