import { agentIdSchema, messageIdSchema, runIdSchema, seqSchema, turnIdSchema } from '#shared/events/ids.ts';
import type { AgentId, MessageId, RunId, Seq, TurnId } from '#shared/events/ids.ts';

/** What is picked out in the window: the inspector shows it, the timeline lights it up. */
export type Selection =
  | { readonly kind: 'turn'; readonly turn: TurnId }
  | { readonly kind: 'message'; readonly message: MessageId }
  | { readonly kind: 'agent'; readonly agent: AgentId }
  | { readonly kind: 'event'; readonly seq: Seq };

/** A place in the window, as the part of its address behind `#`. It names neither port nor token, so it can be given away. */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'new'; readonly from?: string }
  | { readonly page: 'runs'; readonly query?: string }
  | { readonly page: 'models' }
  /** `room`: two of them in the room, side by side. */
  | { readonly page: 'compare'; readonly runs: readonly RunId[]; readonly view?: 'room' }
  | { readonly page: 'sweeps'; readonly sweep?: string; readonly part?: 'judge' }
  | { readonly page: 'run'; readonly run: RunId; readonly seq?: Seq; readonly selection?: Selection };

/** The place that an address names; one that names none is home. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const asked = new URLSearchParams(query);
  const [, page = '', id = '', part = ''] = path.split('/');
  if (page === 'models') return { page };
  if (page === 'runs') return { page, ...optional('query', asked.get('q') ?? undefined) };
  if (page === 'new') return { page, ...optional('from', asked.get('from') ?? undefined) };
  if (page === 'compare') {
    return { page, runs: runsIn(asked.get('runs') ?? ''), ...(asked.get('view') === 'room' ? { view: 'room' } : {}) };
  }
  if (page === 'sweeps') {
    const sweep = decoded(id);
    return sweep === '' ? { page } : { page, sweep, ...(part === 'judge' ? { part } : {}) };
  }
  const run = runIdSchema.safeParse(decoded(id));
  if (page !== 'run' || !run.success) return { page: 'home' };
  const seq = seqSchema.safeParse(asked.has('seq') ? Number(asked.get('seq')) : undefined);
  return {
    page: 'run',
    run: run.data,
    ...optional('seq', seq.success ? seq.data : undefined),
    ...optional('selection', selectionOf(asked.get('sel') ?? '')),
  };
}

/** The address of a place: `#/run/ID?seq=12&sel=turn:3`. */
export function hashOf(route: Route): string {
  switch (route.page) {
    case 'home':
      return '#/';
    case 'models':
      return '#/models';
    case 'compare':
      return `#/compare${queryOf({ runs: route.runs.join(','), view: route.view })}`;
    case 'sweeps':
      return `#/sweeps${[route.sweep, route.part].map((own) => (own === undefined ? '' : `/${encodeURIComponent(own)}`)).join('')}`;
    case 'runs':
      return `#/runs${queryOf({ q: route.query })}`;
    case 'new':
      return `#/new${queryOf({ from: route.from })}`;
    case 'run':
      return `#/run/${encodeURIComponent(route.run)}${queryOf({ seq: route.seq?.toString(), sel: selectionText(route.selection) })}`;
    default:
      return route satisfies never;
  }
}

/** `turn:3`, `message:m3`, `agent:Ada#1`, `event:12`. */
export function selectionText(selection: Selection | undefined): string | undefined {
  switch (selection?.kind) {
    case undefined:
      return undefined;
    case 'turn':
      return `turn:${selection.turn}`;
    case 'message':
      return `message:${selection.message}`;
    case 'agent':
      return `agent:${selection.agent}`;
    case 'event':
      return `event:${selection.seq}`;
    default:
      return selection satisfies never;
  }
}

export function selectionOf(text: string): Selection | undefined {
  const cut = text.indexOf(':');
  const [kind, id] = [text.slice(0, cut), text.slice(cut + 1)];
  if (kind === 'turn') {
    const turn = turnIdSchema.safeParse(Number(id));
    return turn.success ? { kind, turn: turn.data } : undefined;
  }
  if (kind === 'message') {
    const message = messageIdSchema.safeParse(id);
    return message.success ? { kind, message: message.data } : undefined;
  }
  if (kind === 'agent') {
    const agent = agentIdSchema.safeParse(id);
    return agent.success ? { kind, agent: agent.data } : undefined;
  }
  const seq = seqSchema.safeParse(Number(id));
  return kind === 'event' && seq.success ? { kind, seq: seq.data } : undefined;
}

/** Whether two selections are of the same thing. */
export const isSameSelection = (one: Selection | undefined, other: Selection | undefined): boolean =>
  selectionText(one) === selectionText(other);

const optional = <Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };

const runsIn = (text: string): readonly RunId[] =>
  text.split(',').flatMap((own) => {
    const run = runIdSchema.safeParse(own);
    return run.success ? [run.data] : [];
  });

function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== undefined && value !== '') query.set(key, value);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
