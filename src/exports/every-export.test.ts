import { readdirSync, readFileSync } from 'node:fs';
import { Parser } from 'commonmark';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { AnyEvent } from '#shared/events/event.ts';
import { Deliberation } from '#shared/projections/testing/deliberation.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { agentId } from '#shared/events/ids.ts';
import { exportChromeTrace } from './chrome-trace.ts';
import { exportMarkdown } from './markdown.ts';
import { exportMinutes } from './minutes.ts';
import { exportOpenai } from './openai.ts';
import { exportOtlp } from './otlp.ts';
import { exportSharegpt } from './sharegpt.ts';
import { eventsOf, NASTY, rowsOf } from './testing/all-runs.ts';
import { spansOf } from './otlp-rules.property.ts';
import { traceFaults } from './testing/trace-rules.ts';

const folder = new URL('../../scenarios/recordings/', import.meta.url);
const recordings = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name): [string, readonly AnyEvent[]] => [name, eventsOf(rowsOf(readFileSync(new URL(name, folder), 'utf8')))]);

/** A talk whose every text breaks formats, with edits, holds, and a run that just stops. */
function nastyTalk(): readonly AnyEvent[] {
  const names = ['Ada', '=Ben', 'Ада'];
  const log = new Deliberation(names, { title: NASTY, question: NASTY });
  const [ada, ben, cleo] = [agentId('Ada', 1), agentId('=Ben', 1), agentId('Ада', 1)];
  const words = { gist: NASTY, body: NASTY };
  const first = log.say(ada, 'propose', words);
  const held = log.say(ben, 'challenge', { ...words, held: true });
  log.arbiterSays(NASTY);
  log.approve(held);
  log.say(cleo, 'ask', words);
  log.edit(first, NASTY);
  log.say(ada, 'answer', words);
  log.retract(held, NASTY);
  log.start(ben);
  return log.events;
}

const runs: readonly [string, readonly AnyEvent[]][] = [
  ...recordings,
  ['a run of everything', longRun(600)],
  ['another', longRun(900, { seats: 3, seed: 7 })],
  ['texts that break formats', nastyTalk()],
];
const whole = (pieces: Iterable<string>): string => [...pieces].join('');

test('there are recordings to try', () => {
  expect(recordings.length).toBeGreaterThan(5);
});

test.each(runs)('%s as a Chrome trace keeps to the rules of the format', (_, events) => {
  for (const content of ['keep', 'leave-out'] as const) {
    const text = whole(exportChromeTrace(events, { content }));
    expect(traceFaults(text)).toEqual([]);
    const { traceEvents } = JSON.parse(text) as { traceEvents: { ph: string; name: string }[] };
    const turns = events.filter(({ type }) => type === 'v1.turn.started').length;
    const drawn = traceEvents.filter(({ ph, name }) => (ph === 'X' || ph === 'b') && name.startsWith('turn ')).length;
    expect(drawn).toBe(turns);
  }
});

test('the rules of traces see an overlap, a flow into nothing, an open pair and a slice without length', () => {
  const slice = { ph: 'X', name: 'a', cat: 'turn', pid: 1, tid: 3, ts: 0, dur: 10 };
  const faults = (...events: object[]) => traceFaults(JSON.stringify({ traceEvents: events }));
  expect(faults(slice)).toEqual([]);
  expect(faults(slice, { ...slice, ts: 5 })).toHaveLength(1);
  expect(faults(slice, { ...slice, ts: 10 })).toEqual([]);
  const { dur: _, ...bare } = slice;
  expect(faults(bare)).toHaveLength(1);
  const flow = { cat: 'm', name: 'm1', id: 1, pid: 1, tid: 3 };
  expect(faults(slice, { ...flow, ph: 's', ts: 1 }, { ...flow, ph: 'f', bp: 'e', ts: 20 })).toHaveLength(1);
  expect(faults(slice, { ...flow, ph: 's', ts: 1 }, { ...flow, ph: 'f', ts: 2 })).toHaveLength(1);
  expect(faults({ ...flow, ph: 'b', ts: 1 })).toHaveLength(1);
});

test.each(runs)('%s as OTLP keeps to the JSON encoding, every turn a span', (_, events) => {
  for (const content of ['keep', 'leave-out'] as const) {
    const spans = spansOf(whole(exportOtlp(events, { content })));
    expect(spans.filter(({ name }) => name.startsWith('chat '))).toHaveLength(
      events.filter(({ type }) => type === 'v1.turn.started').length,
    );
    expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(1);
  }
});

test('the rules of OTLP see a number where a string belongs, a lost parent and a misspelt field', () => {
  const text = whole(exportOtlp(nastyTalk()));
  expect(() => spansOf(text.replace(/"startTimeUnixNano":"(\d+)"/u, '"startTimeUnixNano":$1'))).toThrow(
    'startTimeUnixNano',
  );
  expect(() => spansOf(text.replace(/"parentSpanId":"[0-9a-f]{16}"/u, '"parentSpanId":"00000000000000ff"'))).toThrow(
    'not there',
  );
  expect(() => spansOf(text.replace('"traceId"', '"trace_id"'))).toThrow('traceId');
});

test('content leaves by times only where it is asked for', () => {
  const log = new Deliberation(['Ada', 'Ben']);
  log.say(agentId('Ada', 1), 'propose', { gist: 'A SECRET gist', body: 'A SECRET body' });
  log.say(agentId('Ben', 1), 'agree');
  for (const exported of [exportChromeTrace, exportOtlp]) {
    expect(whole(exported(log.events))).not.toContain('SECRET');
    expect(whole(exported(log.events, { content: 'keep' }))).toContain('SECRET');
  }
});

const openaiLine = z.strictObject({
  messages: z.array(
    z.strictObject({
      role: z.enum(['system', 'user', 'assistant']),
      content: z.string(),
      name: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,64}$/u)
        .optional(),
    }),
  ),
});
const sharegptLine = z.strictObject({
  conversations: z.array(z.strictObject({ from: z.enum(['system', 'human', 'gpt']), value: z.string() })).min(2),
});
const linesIn = (text: string): readonly unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

test.each(runs)('%s as OpenAI messages and ShareGPT: a line for each seat that spoke', (_, events) => {
  const spoke = new Set(
    events.flatMap((event) =>
      (event.type === 'v1.message.sent' || event.type === 'v1.message.held') && event.data.from !== 'arbiter'
        ? event.data.from.replace(/#\d+$/u, '')
        : [],
    ),
  );
  const openai = linesIn(whole(exportOpenai(events))).map((line) => openaiLine.parse(line));
  expect(openai).toHaveLength(spoke.size);
  for (const { messages } of openai) expect(messages.some(({ role }) => role === 'assistant')).toBe(true);
  const sharegpt = linesIn(whole(exportSharegpt(events))).map((line) => sharegptLine.parse(line));
  expect(sharegpt).toHaveLength(spoke.size);
  for (const { conversations } of sharegpt) {
    const turns = conversations.filter(({ from }, at) => from !== 'system' || at > 0).map(({ from }) => from);
    expect(turns).toEqual(turns.map((_from, at) => (at % 2 === 0 ? 'human' : 'gpt')));
    expect(turns.at(-1)).toBe('gpt');
  }
});

test('a seat is told what stood in its prompt, in that form, and nothing that it never had in front', () => {
  const log = new Deliberation(['Ada', 'Ben', 'Cleo']);
  const [ada, ben, cleo] = [agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)];
  log.say(ada, 'propose', { body: 'Body A.' });
  log.say(ben, 'challenge', { body: 'Body B.' });
  log.say(cleo, 'agree', { body: 'Body C.' });
  const [first, second] = linesIn(whole(exportOpenai(log.events, { prefix: 'names' }))).map((line) =>
    openaiLine.parse(line),
  );
  expect(first?.messages.map(({ role, content }) => [role, content])).toEqual([
    ['system', "Ada's role."],
    ['user', 'What is it?'],
    ['assistant', 'Body A.'],
  ]);
  expect(second?.messages.slice(-2)).toEqual([
    { role: 'user', content: 'Ada: Body A.', name: 'Ada' },
    { role: 'assistant', content: 'Body B.' },
  ]);
});

test.each(runs)('%s as Markdown: no text of a model becomes structure for a CommonMark reader', (_, events) => {
  for (const text of [whole(exportMarkdown(events)), whole(exportMinutes(events))]) {
    const body = text.slice(text.indexOf('\n---\n', 4) + 5);
    const kinds = kindsOf(body);
    for (const kind of ['html_block', 'html_inline', 'image', 'block_quote', 'thematic_break']) {
      if (kind !== 'block_quote') expect([kind, kinds.get(kind) ?? 0]).toEqual([kind, 0]);
    }
    // Links lead to the messages of the same page and nowhere else.
    for (const target of targetsOf(body)) expect(target).toMatch(/^#[ma]\d+$/u);
  }
});

test('the CommonMark reader sees HTML, a link and a rule that are planted', () => {
  const body = whole(exportMarkdown(nastyTalk()));
  const kinds = kindsOf(`${body.slice(body.indexOf('\n---\n', 4) + 5)}\n<b>x</b>\n\n---\n\n[a](https://x.example)\n`);
  expect([kinds.get('html_inline'), kinds.get('thematic_break'), kinds.get('link')]).toEqual([2, 1, 1]);
});

function kindsOf(markdown: string): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  const walker = new Parser().parse(markdown).walker();
  for (let step = walker.next(); step !== null; step = walker.next()) {
    if (step.entering) kinds.set(step.node.type, (kinds.get(step.node.type) ?? 0) + 1);
  }
  return kinds;
}

function targetsOf(markdown: string): readonly string[] {
  const targets: string[] = [];
  const walker = new Parser().parse(markdown).walker();
  for (let step = walker.next(); step !== null; step = walker.next()) {
    if (step.entering && step.node.type === 'link') targets.push(step.node.destination ?? '');
  }
  return targets;
}

test.each(runs)('%s gives the same bytes twice, in every format', (_, events) => {
  for (const exported of [exportMarkdown, exportChromeTrace, exportOtlp, exportOpenai, exportSharegpt]) {
    expect(whole(exported(events))).toBe(whole(exported(events)));
  }
});
