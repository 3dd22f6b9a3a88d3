import { visibleLine } from '#shared/base/visible-text.ts';
import { Marked } from '../library/marked.tsx';
import { outcomeWords } from '../library/outcome.ts';
import { useRunList } from '../library/run-list.ts';
import { playersOf } from '../library/sweep-folds.ts';
import { useHits } from '../library/use-hits.ts';
import { bytesText } from '../models/figures.ts';
import { useModels } from '../models/use-models.ts';
import { clockWords } from '../room/figures.ts';
import type { RunSession } from '../state/run-state.ts';
import type { Route } from '../state/route.ts';
import { holdsWords, messagesWith, pieceWith } from './found.ts';
import { Entry, EntryGroup } from './palette-parts.tsx';
import { show } from './palette-state.ts';

export type GroupProps = { readonly words: string; readonly to: (route: Route) => void };

const SHOWN = 8;

export function Runs({ words, to }: GroupProps) {
  const { runs } = useRunList();
  const matching = runs.filter((run) =>
    holdsWords(words, [run.title, run.way, outcomeWords(run), ...run.tags, ...run.seats]),
  );
  return (
    <EntryGroup heading="Runs">
      {matching.slice(0, SHOWN).map((run) => (
        <Entry
          key={run.run}
          value={run.run}
          onSelect={() => to({ page: 'run', run: run.run })}
          aside={`${playersOf(run)}${run.way} · ${outcomeWords(run)}`}
        >
          <bdi dir="auto">{visibleLine(run.title)}</bdi>
        </Entry>
      ))}
    </EntryGroup>
  );
}

/** Messages and the reader's own notes of all runs, by the host's search. */
export function Messages({ words, to }: GroupProps) {
  const found = useHits(words, SHOWN);
  return (
    <>
      <EntryGroup heading="Your notes">
        {(found?.notes ?? []).map(({ run, seq, snippet, title }) => (
          <Entry
            key={`${run}/note/${seq}`}
            value={`${run}/note/${seq}`}
            onSelect={() => to({ page: 'run', run, seq, selection: { kind: 'event', seq } })}
            aside={`event ${seq}, ${visibleLine(title)}`}
          >
            <Marked snippet={snippet} />
          </Entry>
        ))}
      </EntryGroup>
      <EntryGroup heading="Messages of all runs">
        {(found?.hits ?? []).map(({ run, seq, message, snippet, from, title }) => (
          <Entry
            key={`${run}/${message}`}
            value={`${run}/${message}`}
            onSelect={() => to({ page: 'run', run, seq, selection: { kind: 'message', message } })}
            aside={`${visibleLine(from)}, ${visibleLine(title)}`}
          >
            <Marked snippet={snippet} />
          </Entry>
        ))}
      </EntryGroup>
    </>
  );
}

/** What was said in the open run, whether the playhead has come to it or not. */
export function InThisRun({
  words,
  session,
  most,
}: {
  readonly words: string;
  readonly session: RunSession;
  readonly most: number;
}) {
  const { entries } = session.store.getState().latest.transcript;
  const said = words.length < 2 ? [] : messagesWith(entries, words, most);
  return (
    <EntryGroup heading="In this run">
      {said.map(({ message, seq, name, body, at, turn }) => (
        <Entry
          key={message}
          value={`here/${message}`}
          onSelect={() => {
            show('none');
            session.seek(seq);
            session.select({ kind: 'message', message });
          }}
          aside={`${turn === undefined ? '' : `turn ${turn} · `}${clockWords(at)}`}
        >
          <span className="font-medium">{visibleLine(name)}</span> <Marked snippet={pieceWith(body, words)} />
        </Entry>
      ))}
    </EntryGroup>
  );
}

export function ModelItems({ words, to }: GroupProps) {
  const { models = [] } = useModels();
  const matching = words === '' ? [] : models.filter(({ id, name, file }) => holdsWords(words, [id, name, file]));
  return (
    <EntryGroup heading="Models">
      {matching.slice(0, SHOWN).map(({ id, name, quantisation, size, present }) => (
        <Entry
          key={id}
          value={`model/${id}`}
          onSelect={() => to({ page: 'models' })}
          aside={`${quantisation} · ${bytesText(size)} · ${present ? 'here' : 'not fetched'}`}
        >
          {visibleLine(name)}
        </Entry>
      ))}
    </EntryGroup>
  );
}
