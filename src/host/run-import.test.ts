import * as fc from 'fast-check';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { scriptedInference } from '#engine/testing/scripted-model.ts';
import { deliberate, setupWith } from '#engine/testing/deliberation.ts';
import { NEVER } from '#shared/base/abort.ts';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import { messageIdSchema, runId, seq, type RunId } from '#shared/events/ids.ts';
import type { Input } from '#shared/rpc/methods.ts';
import { exportJsonl } from '#exports/jsonl.ts';
import { IMPORT_LIMITS } from '#imports/limits.ts';
import { chainNext, GENESIS } from '#store/hash-chain.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import { noteHandlers } from './handlers/note-handlers.ts';
import { recordHandlers } from './handlers/record-handlers.ts';
import { libraryDoor } from './library-door.ts';
import { liveRuns } from './live-runs.ts';
import { runsFolder } from './places.ts';
import { runCatalog } from './run-catalog.ts';
import { runImport } from './run-import.ts';
import { runSearch } from './run-search.ts';
import { collected, draftsOf, hostBench, plantRun } from './testing/host-bench.ts';

const { places, folder, remove } = hostBench();
const door = libraryDoor(places);
afterAll(() => {
  door.close();
  remove();
});
const catalog = runCatalog(places, door);
const imports = runImport({ places, catalog, door, app: 'test', changed: () => {} });
const records = recordHandlers({ catalog, door });
const notes = noteHandlers(catalog, door);
const signal = { signal: NEVER };

const { events: DELIBERATED } = await deliberate(setupWith());
plantRun(places, runId('origin'), draftsOf(DELIBERATED));

const exported = async (run: RunId, more: Partial<Input<'run.export'>> = {}): Promise<string> => {
  const input = { run, format: 'jsonl', reasoning: true, ...more } as const;
  const { items, failure } = await collected(records['run.export'](input, signal));
  expect(failure).toBe(undefined);
  return items.map(({ text }) => text).join('');
};
const eventsOf = async (run: RunId): Promise<readonly AnyEvent[]> => {
  const stored = valueOf(await catalog.open(run));
  const events = valueOf(stored.events(seq(0)));
  stored.close();
  return events;
};
const lines = (text: string): string[] => text.trimEnd().split('\n');
const joined = (all: readonly string[]): string => `${all.join('\n')}\n`;
const native = await exported(runId('origin'));
const inRuns = (): readonly string[] => readdirSync(runsFolder(places)).toSorted();

test('an export comes back as the very same events, in a file of its own, unverified, and cannot be gone on with', async () => {
  const { run, warnings } = valueOf(await imports.text(native, 'origin.jsonl'));
  expect([run, warnings]).toEqual(['origin-i2', []]);
  expect(await eventsOf(run)).toEqual(await eventsOf(runId('origin')));
  expect(valueOf(await catalog.find(run))).toMatchObject({
    state: 'ended',
    imported: { format: 'parley', file: 'origin.jsonl' },
  });
  expect(valueOf(await catalog.find('origin'))).not.toHaveProperty('imported');
  // The list knows it from its cache too.
  for (let time = 0; time < 2; time += 1) {
    expect((await catalog.list()).runs.find((row) => row.run === run)).toMatchObject({
      imported: { missing: [], redacted: [] },
    });
  }
  const live = liveRuns({ places, inference: scriptedInference({}), app: 'test' });
  expect(failureIn(live.resume(run))).toMatchObject({
    code: 'refused',
    message: expect.stringContaining('imported') as string,
  });
  expect(valueOf(await records['run.verify']({ run }, signal))).toMatchObject({ imported: true, run });
  // Exported once more it is the same bytes: nothing was added, nothing lost.
  expect(lines(await exported(run)).slice(1)).toEqual(lines(native).slice(1));
});

const RECORDINGS = fileURLToPath(new URL('../../scenarios/recordings', import.meta.url));

test('every recording comes in as the events that it holds, and goes out again line for line', async () => {
  const names = readdirSync(RECORDINGS).filter((name) => name.endsWith('.jsonl'));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const text = readFileSync(join(RECORDINGS, name), 'utf8');
    const { run, warnings } = valueOf(await imports.text(text, name));
    expect([name, warnings]).toEqual([name, []]);
    expect(lines(await exported(run)).slice(1)).toEqual(lines(text).slice(1));
  }
});

/** A log as an export of any program of this format could be: chained, whatever it says. */
function chained(
  rows: readonly { readonly type: string; readonly data: unknown; readonly reasoning?: string }[],
): string {
  let head = GENESIS;
  const chain = rows.map((row, at) => {
    const body = { ...row, data: JSON.stringify(row.data), seq: at + 1, at };
    head = chainNext(head, body);
    return { ...body, data: JSON.parse(body.data) as unknown, hash: head };
  });
  return [...exportJsonl({ run: 'any', events: chain.length, head }, chain, { reasoning: 'keep' })].join('');
}

const [CREATED] = DELIBERATED;
const said = (body: string): Draft => ({
  type: 'v1.message.sent',
  data: { message: messageIdSchema.parse('a1'), from: 'arbiter', to: 'all', act: 'inform', gist: body, body },
});

test('exporting and importing is the identity on events, whatever their texts hold: half characters, NUL, unknown types and fields', async () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\ud800', '\0', '\u2028</script>', '__proto__'),
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.jsonValue(), texts, async (text, data, reasoning) => {
      const odd = { ...said(text), data: { ...said(text).data, later: { [text]: data } }, reasoning };
      const before = chained([
        { type: 'v1.run.created', data: CREATED?.data },
        odd,
        { type: 'v9.mood.changed', data: { text, data } },
      ]);
      const { run, warnings } = valueOf(await imports.text(before, 'any.jsonl'));
      expect(warnings).toEqual([]);
      expect(lines(await exported(run)).slice(1)).toEqual(lines(before).slice(1));
    }),
    { numRuns: 25 },
  );
});

test('what an export took out is said in its header and in the rows, comes in as such, and the rest is the same', async () => {
  const redacted = await exported(runId('origin'), { redact: ['roles'], reasoning: false });
  const [header = '', first = ''] = lines(redacted);
  expect(JSON.parse(header)).toMatchObject({ redacted: ['reasoning', 'roles'] });
  expect(JSON.parse(first)).toMatchObject({ redacted: ['roles'] });
  const role = CREATED?.type === 'v1.run.created' ? (CREATED.data.setup.seats[0]?.role ?? '') : '';
  expect([native.includes(role), redacted.includes(role)]).toEqual([true, false]);
  const { run, warnings } = valueOf(await imports.text(redacted, 'less.jsonl'));
  expect(warnings).toEqual([]);
  expect(valueOf(await catalog.find(run)).imported).toMatchObject({ redacted: ['reasoning', 'roles'] });
  const file = join(folder, 'less.jsonl');
  writeFileSync(file, redacted);
  expect(valueOf(await records['run.verify']({ file }, signal)).bad).toMatchObject({
    seq: 1,
    why: expect.stringContaining('roles taken out') as string,
  });
});

test('events that are forged, reordered, doubled, missing or cut off are shown as broken there, and go into no run that is there', async () => {
  const all = lines(native);
  const swap = (a: number, b: number): string[] => all.map((line, at) => all[at === a ? b : at === b ? a : at] ?? line);
  const forged = all.map((line, at) => (at === 4 ? line.replace(/"at":\d+/u, '"at":7777') : line));
  const cases: readonly [string, readonly string[], number, number][] = [
    ['forged', forged, 4, all.length - 1],
    ['reordered', swap(4, 5), 4, 3],
    ['doubled', [...all.slice(0, 5), ...all.slice(4)], 5, 4],
    ['missing', all.filter((_, at) => at !== 4), 4, 3],
    ['cut off', all.slice(0, 6), 6, 5],
    [
      'wrong hash',
      all.map((line, at) => (at === 4 ? line.replace(/"hash":"./u, '"hash":"x') : line)),
      4,
      all.length - 1,
    ],
  ];
  const before = await eventsOf(runId('origin'));
  for (const [name, text, broken, events] of cases) {
    const { run, warnings } = valueOf(await imports.text(joined(text), `${name}.jsonl`));
    const row = valueOf(await catalog.find(run));
    expect([name, row.imported?.broken?.seq, row.events]).toEqual([name, broken, events]);
    expect(warnings[0]).toContain(`broken at event ${broken}`);
    expect(valueOf(await records['run.verify']({ run }, signal)).bad?.seq).toBe(broken);
  }
  expect(await eventsOf(runId('origin'))).toEqual(before);
  // The control: the same text as it was is whole.
  const { run } = valueOf(await imports.text(native, 'whole.jsonl'));
  expect(valueOf(await catalog.find(run)).imported).not.toHaveProperty('broken');
});

const HOSTILE: readonly (readonly [string, string, RegExp])[] = [
  ['a newer version', native.replace('"version":1', '"version":2'), /line 1.*version 2.*update Parley/u],
  ['no header of ours', '{"schema":"parley.events"}\n', /line 1/u],
  ['a broken line', native.replace(/\n\{"seq":3,/u, '\n{"seq":3'), /line 4/u],
  [
    'known data that breaks its schema',
    native.replace('"type":"v1.run.created","data":{"run"', '"type":"v1.run.created","data":{"ran"'),
    /line 2, field data.*run/u,
  ],
  [
    'an event that is nested without end',
    native.replace(/"data":\{/u, `"data":{"x":${'['.repeat(50_000)}${']'.repeat(50_000)},`),
    /line 2 is nested more than 200 deep/u,
  ],
  ['no beginning', native.replace('"type":"v1.run.created"', '"type":"v9.run.created"'), /line 2, field type/u],
  [
    'a type that is no text',
    native.replace('"type":"v1.agent.joined"', String.raw`"type":"\ud800"`),
    /line 3, field type/u,
  ],
  ['a turn out of all bounds', native.replace(/"turn":1,/u, '"turn":4000000000,'), /field data\.turn/u],
  ['a path for an id', native.replace('"run":"origin"', '"run":"../../x"'), /line 1, field run/u],
  ['an empty file', '', /empty/u],
  ['an archive', 'PK\u0003\u0004 and more', /archive/u],
  ['words', 'Dear Sir', /line 1.*format is not known/u],
  ['JSON that breaks off', '[\n{"content":"a","name":"Ada"},\n{"content"', /line 3/u],
  [
    'an array of something',
    '[\n{"content":"a","name":"Ada"},\n\n{"content":5,"name":"Ada"}]',
    /line 4, field 1\.content/u,
  ],
  ['a history of something', '{"x": [1, 2],\n"history":[{"content":"a"}]}', /field history\.0\.name/u],
  [
    'OpenAI messages of no role',
    '{"messages":[{"role":"user","content":"a"}]}\n{"messages":[{"role":"king","content":"a"}]}\n',
    /line 2, field messages\.0\.role/u,
  ],
  [
    'a chat without a name',
    '{"user_name":"U","character_name":"C"}\n{"name":"C","is_user":false,"mes":"a"}\n{"is_user":true,"mes":"b"}\n',
    /line 3, field name/u,
  ],
  ['prototypes', '{"__proto__":{"messages":[]},"constructor":1}', /line 1/u],
  [
    'too many speakers',
    JSON.stringify(Array.from({ length: 65 }, (_, at) => ({ name: `n${at}`, content: 'x' }))),
    /65 speakers/u,
  ],
  [
    'a message without end',
    JSON.stringify([{ name: 'Ada', content: 'x'.repeat(IMPORT_LIMITS.line + 1) }]),
    /message 1 has more/u,
  ],
];

test.each(HOSTILE)('%s is one sentence that says where, and nothing is written', async (name, text, why) => {
  const before = inRuns();
  const refused = failureIn(await imports.text(text, `${name}.jsonl`));
  expect([name, refused.code]).toEqual([name, 'usage']);
  expect(refused.message).toMatch(why);
  expect(refused.message).toContain('Nothing was imported.');
  expect(refused.message).not.toContain('\n');
  expect(inRuns()).toEqual(before);
  expect(({} as { readonly messages?: unknown }).messages).toBe(undefined);
});

test('a file over 100 MiB is refused by its size before it is read, and one that is none in a sentence', async () => {
  const huge = join(folder, 'huge.jsonl');
  writeFileSync(huge, '');
  truncateSync(huge, 64 * 1024 ** 3);
  expect(failureIn(await imports.file(huge)).message).toContain('68719476736 bytes');
  expect(failureIn(await imports.file(join(folder, 'absent'))).code).toBe('not_found');
  expect(failureIn(await imports.file(folder)).message).toContain('is not a file');
});

test('an import leaves nothing beside runs, whatever the name of the file says', async () => {
  const { run } = valueOf(await imports.text(native, '../../../evil\\name.jsonl'));
  expect(valueOf(await catalog.find(run)).imported?.file).toBe('name.jsonl');
  expect(existsSync(join(folder, 'evil'))).toBe(false);
  expect(inRuns().every((name) => /^[a-z0-9-]+\.db(?:-wal|-shm)?$/u.test(name))).toBe(true);
});

const FOREIGN: readonly (readonly [string, string, string])[] = [
  [
    'autogen',
    'log.json',
    '{"history":[{"content":"Why?","name":"user"},{"content":"Because.","name":"Ada#\\n1"},{"content":"No.","role":"critic"}]}',
  ],
  [
    'autogen',
    'log.json',
    '[{"content":"Why?","source":"user"},{"content":[{"type":"text","text":"Because."},{"type":"image"}],"source":"Ada"},{"content":"No.","name":"Ben"}]',
  ],
  [
    'openai',
    'chat.jsonl',
    '{"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Why?"},{"role":"assistant","content":"Because."},{"role":"user","name":"Ben","content":"No."}]}',
  ],
  [
    'sillytavern',
    'chat.jsonl',
    '{"user_name":"U","character_name":"Ada","chat_metadata":{}}\n{"name":"U","is_user":true,"mes":"Why?","send_date":"2026-03-05T09:30:00Z"}\n{"name":"Ada","is_user":false,"mes":"Because.","send_date":"2026-03-05T09:30:02Z","swipes":["Because.","Other."],"extra":{"reasoning":"Hm."}}\n{"name":"Ben","is_user":false,"mes":"No.","send_date":"2026-03-05T09:30:03Z"}',
  ],
];

test.each(FOREIGN)(
  'a log of %s (%s) is a run to scrub, search and write notes on, and says what it does not know',
  async (format, file, text) => {
    const { run } = valueOf(await imports.text(text, file));
    const row = valueOf(await catalog.find(run));
    expect(row).toMatchObject({
      imported: { format, file },
      question: 'Why?',
      state: 'ended',
      way: 'not recorded',
      models: ['not recorded'],
    });
    expect(row.imported?.missing).toEqual(expect.arrayContaining(['models', 'lineage', 'acts', 'outcome']));
    const events = await eventsOf(run);
    const words = events.flatMap((event) => (event.type === 'v1.message.sent' ? [event.data.body] : []));
    expect(words).toEqual(['Why?', 'Because.', 'No.']);
    expect(events.every((event) => !event.type.startsWith('v1.turn') && event.type !== 'v1.run.ended')).toBe(true);
    const timed = format === 'sillytavern';
    expect(events.at(-1)?.at).toBe(timed ? 3_000_000 : 0);
    expect([row.imported?.missing.includes('times'), timed && row.startedAt]).toEqual([
      !timed,
      timed && '2026-03-05T09:30:00.000Z',
    ]);
    const search = runSearch({ catalog, door });
    expect(valueOf(await search.find('Because', 50)).some((hit) => hit.run === run)).toBe(true);
    valueOf(await notes['notes.set']({ run, seq: seq(3), bookmark: true, note: `An axolotl in ${run}` }, signal));
    expect(valueOf(search.notes('axolotl', 50))).toEqual(
      expect.arrayContaining([expect.objectContaining({ run, seq: 3 })]),
    );
    // Every export of it works, and goes back in as the same events.
    const [again] = [valueOf(await imports.text(await exported(run, { notes: true }), 'again.jsonl')).run];
    expect(await eventsOf(again)).toEqual(events);
    expect(valueOf(await notes['notes.list']({ run: again }, signal)).notes).toEqual([
      { seq: 3, bookmark: true, note: `An axolotl in ${run}` },
    ]);
    expect(await exported(run, { format: 'markdown' })).toContain('How it ended is not recorded');
    expect(await exported(run, { format: 'openai' })).toContain('"Because."');
  },
);

test('each conversation of a file is a run of its own, or none is', async () => {
  const line = '{"messages":[{"role":"user","content":"Q"},{"role":"assistant","content":"A"}]}\n';
  expect(valueOf(await imports.text(line.repeat(3), 'many.jsonl')).runs).toHaveLength(3);
  const before = inRuns();
  expect(failureIn(await imports.text(line.repeat(101), 'many.jsonl')).message).toContain('101 conversations');
  expect(failureIn(await imports.text(`${line}{"messages":[]}\n`, 'many.jsonl')).message).toContain('line 2');
  expect(inRuns()).toEqual(before);
});

test('notes are kept by event, replaced, removed, exported on demand only, and gone from the search with them', async () => {
  const run = runId('origin');
  const search = runSearch({ catalog, door });
  valueOf(await notes['notes.set']({ run, seq: seq(2), bookmark: false, note: ' # A pangolin ' }, signal));
  valueOf(await notes['notes.set']({ run, seq: seq(1), bookmark: true, note: '' }, signal));
  expect(valueOf(await notes['notes.list']({ run }, signal)).notes).toEqual([
    { seq: 1, bookmark: true, note: '' },
    { seq: 2, bookmark: false, note: '# A pangolin' },
  ]);
  await search.find('x', 1);
  expect(valueOf(search.notes('pango', 5))).toMatchObject([{ run, seq: 2 }]);
  expect(await exported(run, { format: 'markdown', notes: true })).toContain('\n**Event 2**\n\n\\# A pangolin\n');
  expect(await exported(run, { format: 'markdown' })).not.toContain('pangolin');
  expect(await exported(run)).not.toContain('pangolin');
  expect(JSON.parse(lines(await exported(run, { notes: true }))[0] ?? '')).toMatchObject({
    notes: [{ seq: 1 }, { seq: 2 }],
  });
  valueOf(await notes['notes.set']({ run, seq: seq(2), bookmark: false, note: '' }, signal));
  valueOf(await notes['notes.remove']({ run, seq: seq(1) }, signal));
  expect([valueOf(await notes['notes.list']({ run }, signal)).notes, valueOf(search.notes('pangolin', 5))]).toEqual([
    [],
    [],
  ]);
  expect(failureIn(await notes['notes.set']({ run, seq: seq(9999), bookmark: true, note: '' }, signal)).code).toBe(
    'usage',
  );
  expect(
    failureIn(await notes['notes.set']({ run: runId('nobody'), seq: seq(1), bookmark: true, note: '' }, signal)).code,
  ).toBe('not_found');
});

test('a preview counts what would leave, by kind', async () => {
  const run = runId('origin');
  const kinds = async (more: Partial<Input<'run.export'>>) => {
    const { kinds: all } = valueOf(
      await records['run.preview']({ run, format: 'jsonl', reasoning: false, ...more }, signal),
    );
    return Object.fromEntries(all.map(({ kind, found, leaves }) => [kind, [found, leaves]]));
  };
  const messages = DELIBERATED.filter(({ type }) => type === 'v1.message.sent').length;
  const plain = await kinds({});
  expect(plain).toMatchObject({ messages: [messages, messages], reasoning: [0, 0], notes: [0, 0] });
  expect(plain['roles']?.[0]).toBeGreaterThan(2);
  expect(plain['roles']?.[0]).toBe(plain['roles']?.[1]);
  expect((await kinds({ redact: ['roles'] }))['roles']?.[1]).toBe(0);
  expect(await kinds({ format: 'otlp' })).toMatchObject({ messages: [messages, 0] });
  expect(await kinds({ format: 'otlp', content: true })).toMatchObject({ messages: [messages, messages] });
  // What it says of roles is so: the export holds them, or does not.
  expect(
    [await exported(run), await exported(run, { redact: ['roles'] })].map((text) => /"role":"[^"]/u.test(text)),
  ).toEqual([true, false]);
});
