import { ok, type Result } from '#shared/base/result.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import type { ListWatch } from '../list-watch.ts';
import type { RunKeeping } from '../run-keeping.ts';
import type { RunSearch } from '../run-search.ts';

type ListHandlers = Pick<Handlers, 'runs.watch' | 'runs.search' | 'run.label' | 'run.delete' | 'run.restore'>;

export type ListHandlersInput = {
  readonly watch: ListWatch;
  readonly search: RunSearch;
  readonly keeping: RunKeeping;
};

/** What is done to the runs as a list: watching, searching, labelling, deleting and bringing back. */
export function listHandlers({ watch, search, keeping }: ListHandlersInput): ListHandlers {
  return {
    async *'runs.watch'(_input, { signal }) {
      for await (const _change of watch.watch(signal)) yield ok({ changed: 'list' });
    },
    async 'runs.search'({ query, limit }) {
      const found = await search.find(query, limit);
      if (!found.ok) return found;
      const notes = search.notes(query, limit);
      return notes.ok ? ok({ hits: [...found.value], notes: [...notes.value] }) : notes;
    },
    'run.label': async ({ run, name, tags, pinned }) =>
      done(
        await keeping.label(run, {
          ...(name === undefined ? {} : { name: name.trim() }),
          ...(tags === undefined ? {} : { tags: tags.map((tag) => tag.trim()).filter((tag) => tag !== '') }),
          ...(pinned === undefined ? {} : { pinned }),
        }),
      ),
    'run.delete': async ({ run }) => done(await keeping.remove(run)),
    'run.restore': async ({ run }) => done(keeping.restore(run)),
  };
}

const done = (result: Result<undefined, RpcFailure>): Result<Record<string, never>, RpcFailure> =>
  result.ok ? ok({}) : result;
