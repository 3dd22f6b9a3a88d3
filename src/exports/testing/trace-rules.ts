/** What a reader of Chrome traces demands ("Trace Event Format", and what Perfetto refuses); every breach as a sentence. */
export function traceFaults(text: string): readonly string[] {
  const faults: string[] = [];
  const whole = JSON.parse(text) as { readonly traceEvents?: unknown };
  if (!Array.isArray(whole.traceEvents)) return ['there are no traceEvents'];
  const events = whole.traceEvents as readonly TraceEntry[];
  const slices = new Map<string, Span[]>();
  const pairs = new Map<string, number>();
  const flows = new Map<string, TraceEntry[]>();
  for (const [at, event] of events.entries()) {
    const { ph, name, ts, pid, tid, dur, cat, id } = event;
    const say = (why: string): void => void faults.push(`entry ${at} (${String(ph)} ${name}): ${why}`);
    if (typeof name !== 'string' || typeof ph !== 'string') say('has no name or phase');
    for (const [field, value] of Object.entries({ ts, pid, tid })) {
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) say(`${field} is no whole number`);
    }
    const lane = `${String(pid)} ${String(tid)}`;
    const key = `${String(cat)} ${String(id)} ${name}`;
    switch (ph) {
      case 'X':
        if (typeof dur !== 'number' || dur < 0) say('has no dur');
        else slices.set(lane, [...(slices.get(lane) ?? []), { from: Number(ts), to: Number(ts) + dur }]);
        break;
      case 'b':
      case 'e': {
        if (cat === undefined || id === undefined) say('a pair needs cat and id');
        const open = (pairs.get(key) ?? 0) + (ph === 'b' ? 1 : -1);
        if (open < 0) say('ends what did not begin');
        pairs.set(key, open);
        break;
      }
      case 's':
      case 'f':
        if (cat === undefined || id === undefined) say('a flow needs cat and id');
        if (ph === 'f' && event.bp !== 'e') say('a flow ends at the enclosing slice: bp is e');
        flows.set(key, [...(flows.get(key) ?? []), event]);
        break;
      case 'i':
        if (!['t', 'p', 'g'].includes(String(event.s))) say('an instant needs its scope');
        break;
      case 'C':
        if (Object.values(event.args ?? {}).some((value) => typeof value !== 'number')) say('a counter holds numbers');
        break;
      case 'M':
        if (!['process_name', 'thread_name', 'thread_sort_index'].includes(name)) say('is no known metadata');
        break;
      default:
        say('is no phase that is written');
    }
  }
  for (const [key, open] of pairs) if (open !== 0) faults.push(`the pair ${key} never ends`);
  for (const [lane, spans] of slices) if (!nested(spans)) faults.push(`slices on lane ${lane} overlap without nesting`);
  for (const [key, [start, end, more]] of flows) {
    if (start?.ph !== 's' || end?.ph !== 'f' || more !== undefined) faults.push(`the flow ${key} is no s and f`);
    else if (Number(start.ts) > Number(end.ts)) faults.push(`the flow ${key} runs back in time`);
    for (const own of [start, end]) {
      const on = slices.get(`${String(own?.pid)} ${String(own?.tid)}`) ?? [];
      if (!on.some(({ from, to }) => from <= Number(own?.ts) && Number(own?.ts) <= to))
        faults.push(`the flow ${key} holds on to no slice`);
    }
  }
  return faults;
}

type Span = { readonly from: number; readonly to: number };
type TraceEntry = Readonly<
  Record<'ph' | 'name' | 'ts' | 'pid' | 'tid' | 'dur' | 'cat' | 'id' | 's' | 'bp', unknown>
> & {
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>>;
};

function nested(spans: readonly Span[]): boolean {
  const open: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    while ((open.at(-1)?.to ?? Infinity) <= span.from) open.pop();
    const around = open.at(-1);
    if (around !== undefined && span.to > around.to) return false;
    open.push(span);
  }
  return true;
}
