import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { AnyEvent } from '#shared/events/event.ts';
import { agentId } from '#shared/events/ids.ts';
import { Deliberation } from '#shared/projections/testing/deliberation.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { exportHtml, type HtmlOptions, type ReplayPage } from './html.ts';
import { eventsOf, NASTY, rowsOf } from './testing/all-runs.ts';
import type { ExportRow } from './jsonl.ts';

const folder = new URL('../../scenarios/recordings/', import.meta.url);
const recordings = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name): [string, readonly ExportRow[]] => [name, rowsOf(readFileSync(new URL(name, folder), 'utf8'))]);
const ports = {
  sha256: (text: string) => createHash('sha256').update(text).digest('base64'),
  deflated: (text: string) => deflateRawSync(text).toString('base64'),
};
const PAGE: ReplayPage = { script: 'start();', style: 'p{}' };
const rowsFrom = (events: readonly AnyEvent[]): readonly ExportRow[] =>
  events.map((event) => ({ ...event, hash: 'h' }));

function written(rows: readonly ExportRow[], options: HtmlOptions = { reasoning: 'leave-out' }, page = PAGE): string {
  const header = { run: 'a-run', events: rows.length, head: 'abc' };
  return [...exportHtml({ header, page, ports, events: eventsOf(rows), rows }, options)].join('');
}

function eventsIn(html: string): readonly unknown[] {
  return [...html.matchAll(/<script type="text\/plain" class="events">([\w+/=]*)<\/script>/gu)].flatMap(
    ([, block = '']) => JSON.parse(inflateRawSync(Buffer.from(block, 'base64')).toString()) as unknown[],
  );
}
const aboutIn = (html: string): Record<string, unknown> =>
  JSON.parse(/<script type="application\/json" id="about">(.*?)<\/script>/su.exec(html)?.[1] ?? '{}') as Record<
    string,
    unknown
  >;

/** A talk whose every text would break a page. */
function nasty(): readonly AnyEvent[] {
  const log = new Deliberation(['Ada', '<b>Ben</b>'], { title: NASTY, question: NASTY });
  const words = { gist: NASTY, body: `${NASTY}<img src=x onerror=alert(1)>&amp;` };
  log.say(agentId('Ada', 1), 'propose', words);
  log.say(agentId('<b>Ben</b>', 1), 'challenge', words);
  return log.events;
}

test.each(recordings)(
  'every event of %s comes out of the file as it is in the log, and the same run gives the same bytes',
  (_, rows) => {
    const html = written(rows);
    const own = rows.map(({ seq, at, type, data }) => ({ seq, at, type, data }));
    expect(eventsIn(html)).toMatchObject(own);
    expect(aboutIn(html)).toMatchObject({ run: 'a-run', events: rows.length, head: 'abc' });
    expect(written(rows)).toBe(html);
  },
);

test('texts exactly as they are, half characters and NUL too, come out of the blocks', () => {
  const events = nasty();
  expect(eventsIn(written(rowsFrom(events)))).toEqual(
    events.map(({ seq, at, type, data }) => ({ seq, at, type, data })),
  );
});

test('no text becomes an element: the tags of the page are those that the exporter writes', () => {
  const html = written(rowsFrom(nasty()), { reasoning: 'leave-out', notes: [{ seq: 2, bookmark: true, note: NASTY }] });
  const tags = new Set([...html.matchAll(/<\/?([a-z!][a-z0-9-]*)/giu)].map(([, name = '']) => name));
  expect([...tags].toSorted()).toEqual(
    [
      ...[
        '!doctype',
        'b',
        'body',
        'div',
        'footer',
        'h1',
        'h3',
        'h2',
        'head',
        'header',
        'html',
        'li',
        'main',
        'meta',
        'p',
      ],
      ...['script', 'section', 'style', 'title', 'ul'],
    ].toSorted(),
  );
  expect(html.match(/<script/gu)).toHaveLength(3);
  expect(html).not.toMatch(/\u2028|\0|\p{Surrogate}/u);
});

test('the control: the same look sees a tag that was written as it is', () => {
  const html = `${written(rowsFrom(nasty()))}<img src=x>`;
  expect([...html.matchAll(/<\/?([a-z!][a-z0-9-]*)/giu)].map(([, name]) => name)).toContain('img');
});

test('the policy names the one script and the one style by their hashes, and lets nothing else in', () => {
  const html = written(rowsFrom(nasty()));
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/u.exec(html)?.[1] ?? '';
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src 'sha256-${ports.sha256(PAGE.script)}'`,
    `style-src 'sha256-${ports.sha256(PAGE.style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]);
  expect(html).toContain(`<script>${PAGE.script}</script>`);
  expect(html).toContain(`<style>${PAGE.style}</style>`);
});

test.each(['</script>', '</STYLE >', '<!-- x', 'a\rb', 'a\0b'])(
  'code that holds %j is refused: it would end or change its element',
  (piece) => {
    expect(() => written(rowsFrom(nasty()), undefined, { ...PAGE, script: `x("${piece}")` })).toThrow(
      /end of its own element/u,
    );
  },
);

test('what is taken out is in no part of the file, and the file says what it was; the control holds it', () => {
  const [, rows = []] = recordings[0] ?? [];
  const secret = 'knows where the bodies are';
  const thinking = rows.map((row) =>
    row.type === 'v1.turn.ended' ? { ...row, reasoning: `hm, ${secret}`, reasoningHash: 'x' } : row,
  );
  const role = (eventsOf(rows)[0] as Extract<AnyEvent, { type: 'v1.run.created' }>).data.setup.seats[0]?.role ?? '?';
  const all = (html: string): string => html + JSON.stringify(eventsIn(html));
  const kept = written(thinking, { reasoning: 'keep' });
  expect([all(kept).includes(secret), all(kept).includes(role), aboutIn(kept)['redacted']]).toEqual([true, true, []]);
  const left = written(thinking, { reasoning: 'leave-out', redact: ['roles', 'paths'] });
  expect([all(left).includes(secret), all(left).includes(role)]).toEqual([false, false]);
  expect(aboutIn(left)['redacted']).toEqual(['reasoning', 'roles']);
});

test('the times at which a text was written come along, its tokens do not', () => {
  const [, rows = []] = recordings[0] ?? [];
  const html = written(rows);
  const turn = eventsIn(html).find((event) => 'pieces' in (event as object));
  expect(turn).toBeDefined();
  expect(JSON.stringify(eventsIn(html))).not.toContain('"tokens":[');
});

test('a long run is written in blocks of a thousand events', () => {
  const rows = rowsFrom(longRun(2500));
  const html = written(rows);
  expect(html.match(/class="events"/gu)).toHaveLength(3);
  expect(eventsIn(html)).toHaveLength(2500);
});
