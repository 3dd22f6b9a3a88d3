import { fail, ok, type Result } from '#shared/base/result.ts';
import { agentIdSchema, messageIdSchema, runIdSchema, seqSchema, turnIdSchema } from '#shared/events/ids.ts';

/** A place in the window: its address, and the run that it is in. */
export type WindowPlace = { readonly address: string; readonly run?: string };

/** The place of an address such as `#/run/ID?seq=12&sel=turn:3`, as the window copies it; or in one sentence that there is none such. */
export function windowPlace(text: string): Result<WindowPlace, string> {
  const [path = '', query, ...rest] = text.split('?');
  const [, page = '', id, ...deeper] = path.split('/');
  const asked = [...new URLSearchParams(query ?? '')];
  const known = PAGES.get(page);
  const good =
    WHOLE.test(text) &&
    rest.length === 0 &&
    deeper.length === 0 &&
    known !== undefined &&
    (page === 'run') === (id !== undefined) &&
    asked.every(([key, value]) => known.get(key)?.(value) === true);
  if (!good || (id !== undefined && !runIdSchema.safeParse(id).success)) return fail(noPlace(text));
  return ok({ address: text, ...(id === undefined ? {} : { run: id }) });
}

/** Nothing in an address has to be escaped by whoever hands it on. */
const WHOLE = /^#\/[^\s"<>\\^`{|}]{0,1000}$/u;

type Check = (value: string) => boolean;
const any: Check = () => true;

/** What each page may be asked for. */
const PAGES: ReadonlyMap<string, ReadonlyMap<string, Check>> = new Map([
  ['', new Map()],
  ['new', new Map([['from', any]])],
  ['runs', new Map([['q', any]])],
  ['models', new Map()],
  [
    'run',
    new Map([
      ['seq', (value: string) => isNumberOf(seqSchema, value)],
      ['sel', isSelection],
    ]),
  ],
]);

const SELECTIONS: ReadonlyMap<string, Check> = new Map([
  ['turn', (value) => isNumberOf(turnIdSchema, value)],
  ['event', (value) => isNumberOf(seqSchema, value)],
  ['message', (value) => messageIdSchema.safeParse(value).success],
  ['agent', (value) => agentIdSchema.safeParse(value).success],
]);

function isSelection(text: string): boolean {
  const [kind = '', ...rest] = text.split(':');
  return SELECTIONS.get(kind)?.(rest.join(':')) === true;
}

const isNumberOf = (schema: { safeParse(value: unknown): { readonly success: boolean } }, value: string): boolean =>
  /^\d{1,15}$/u.test(value) && schema.safeParse(Number(value)).success;

const noPlace = (text: string): string =>
  `${JSON.stringify(text.slice(0, 100))} is no place in the window: write #/, #/new, #/runs, #/models or #/run/RUN?seq=N&sel=message:m7.`;
