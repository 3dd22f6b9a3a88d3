import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import { agentId } from '#shared/events/ids.ts';
import { Deliberation } from '#shared/projections/testing/deliberation.ts';
import { exportMarkdown } from './markdown.ts';
import { markdownBlock } from './markdown-text.ts';

const SAMPLER = {
  temperature: 0.8,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  repeatPenalty: 1.1,
  dryStrength: 0.8,
  dryBase: 1.75,
  dryAllowedLength: 3,
}; // the defaults

type Texts = { readonly title?: string; readonly role?: string; readonly bodies: readonly string[] };

function eventsOf({ title = 'A title', role = 'A critic', bodies }: Texts): readonly AnyEvent[] {
  const seat = (name: string): object => ({ name, role, model: 'tiny', sampler: SAMPLER, leaning: {} });
  const setup = {
    title,
    question: 'Why?',
    seats: [seat('Ada'), seat('Ben')],
    mode: 'peers',
    cadence: 'rounds',
    visibility: 'full',
    budget: { turns: 6 },
    answer: { maxTokens: 80, sentences: 3 },
    context: 4096,
    seed: 7,
    exact: false,
  }; // a whole setup
  const drafts: [string, object][] = [
    ['v1.run.created', { run: 'r1', setup, startedAt: '2025-01-02T03:04:05.000Z', assembly: '1', app: '0.1.0' }],
    ...bodies.map((body, index): [string, object] => [
      'v1.message.sent',
      {
        message: `m${index + 1}`,
        from: 'Ada#1',
        to: index % 2 === 0 ? 'all' : ['Ben#1'],
        act: 'propose',
        gist: body,
        body,
      },
    ]),
    ['v1.run.ended', { reason: 'budget', detail: 'All 6 turns are used.' }],
  ];
  return drafts.map(([type, data], index) => {
    const event = decodeEvent({ seq: index + 1, at: index, type, data });
    if (!event.ok) throw new Error(event.failure);
    return event.value;
  });
}

const markdown = (texts: Texts): string => [...exportMarkdown(eventsOf(texts))].join('');

test('a transcript has front matter, the question, the seats and a heading per message', () => {
  const text = markdown({ bodies: ['Use UUIDs.', 'No: # <b>too</b> `long`.'] });
  expect(text).toContain('---\ntitle: "A title"\ndate: "2025-01-02T03:04:05.000Z"\nrun: "r1"\nseed: 7\n');
  expect(text).toContain('  - name: "Ada"\n    model: "tiny"\n');
  expect(text).toContain('\n# A title\n\nWhy?\n\n- **Ada** (tiny): A critic\n');
  expect(text).toContain('\n### Ada — propose to all (m1)\n\nUse UUIDs.\n');
  expect(text).toContain('\n### Ada — propose to Ben (m2)\n\nNo: # \\<b\\>too\\</b\\> \\`long\\`.\n');
  expect(text.endsWith('*The run has ended, budget: All 6 turns are used.*\n')).toBe(true);
});

test('a run without an end says so', () => {
  expect([...exportMarkdown(eventsOf({ bodies: ['a'] }).slice(0, -1))].join('')).toContain('has no end yet');
});

test("the run's budget is told by the end alone, an agent's own where it is used up", () => {
  const log = new Deliberation(['Ada', 'Ben']);
  const agent = agentId('Ada', 1);
  log.append({ type: 'v1.budget.reached', data: { kind: 'tokens', limit: 5, used: 6, agent } });
  const own = [...exportMarkdown(log.events)].join('');
  expect(own).toContain('6 of 5');
  log.append({ type: 'v1.budget.reached', data: { kind: 'turns', limit: 9, used: 9 } });
  log.end('budget', 'the budget of 9 turns is spent');
  const whole = [...exportMarkdown(log.events)].join('');
  expect(whole.match(/budget of 9 turns|9 of 9/gu)).toHaveLength(1);
});

test('a held message stands where it became public, in its last wording, and one that was dropped nowhere', () => {
  const log = new Deliberation(['Ada', 'Ben']);
  const [ada, ben] = [agentId('Ada', 1), agentId('Ben', 1)];
  const held = log.say(ada, 'propose', { held: true, body: 'First words.' });
  const dropped = log.say(ada, 'inform', { held: true, body: 'Never seen.' });
  log.say(ben, 'inform', { body: 'Meanwhile.' });
  log.edit(held, 'Second words.');
  log.approve(held);
  log.append({ type: 'v1.message.dropped', data: { message: dropped, reason: 'Off topic' } });
  log.edit(held, 'Third words.');
  log.retract(held, 'It was wrong');
  const text = [...exportMarkdown(log.events)].join('');
  const told = text.slice(text.indexOf('### '));
  expect(told.replace(/\n+/gu, '\n').trimEnd().split('\n')).toEqual([
    '### Ben — inform to all (m3)',
    'Meanwhile.',
    '### Ada — propose to all (m1)',
    'Second words.',
    '*The arbiter drops m2: Off topic.*',
    '*The arbiter edits m1.*',
    'Third words.',
    '*m1 is retracted: It was wrong.*',
    '*The recording stops here: the run has no end yet.*',
  ]);
});

test('a body with a fence stands in a longer fence', () => {
  expect(markdownBlock('Try:\n````js\nlet a;\n````')).toBe('`````text\nTry:\n````js\nlet a;\n````\n`````');
});

/** What a Markdown reader would take for structure: block starts outside code fences, and inline markup that is not escaped. */
function structure(text: string): { headings: number; odd: string[] } {
  const body = text.slice(text.indexOf('\n---\n', 4) + 5).split('\n');
  let fence = '';
  let headings = 0;
  const odd: string[] = [];
  for (const line of body) {
    if (fence !== '') {
      if (line.trim() === fence) fence = '';
      continue;
    }
    const opens = /^ {0,3}(`{3,})/u.exec(line);
    if (opens !== null) {
      fence = opens[1] ?? '';
      continue;
    }
    if (/^#{1,6} /u.test(line)) headings += 1;
    const ours = line
      .replace(/^#{1,6} /u, '')
      .replace(/^- \*\*(.*)\*\* /u, '$1')
      .replace(/^\*(.*)\*$/u, '$1');
    if (/^(?: {4}|\t| {0,3}(?:#|>|[-+*=]|\d+[.)]|~{3}|`{3}|\|))/u.test(ours)) odd.push(line);
    if (/(?<!\\)(?:\\\\)*[`*_[\]<>&|~]/u.test(ours.replace(/\\[!-/:-@[-`{-~]/gu, ''))) odd.push(line);
  }
  return { headings, odd: fence === '' ? odd : [...odd, 'a fence is left open'] };
}

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '# x',
        '\n',
        '\n\n',
        '    code',
        '```',
        '````js',
        '~~~',
        '> ',
        '- ',
        '1. ',
        '---',
        '===',
        '<b>',
        '<!--',
        '](javascript:x)',
        '![a](b)',
        '*',
        '_',
        '`',
        '|',
        '&lt;',
        '\\',
        '\t',
        '$$',
        '\u2028',
        '\r',
        '\u202e',
        '## Round 9',
        '### Ben — agree to all',
      ),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join('')); // what breaks Markdown

test('no text of a model or a person can become structure', () => {
  fc.assert(
    fc.property(fc.array(nasty, { minLength: 1, maxLength: 3 }), nasty, nasty, (bodies, title, role) => {
      const text = markdown({ bodies, title, role });
      expect(structure(text)).toEqual({ headings: 1 + bodies.length, odd: [] });
      expect(text.split('\n').filter((line) => line === '---')).toHaveLength(2 + countOf(bodies));
    }),
    { numRuns: 500 },
  );
});

/** Lines of three dashes that stand inside a fence are text. */
const countOf = (bodies: readonly string[]): number =>
  bodies
    .filter((body) => markdownBlock(body).startsWith('```'))
    .flatMap((body) => markdownBlock(body).split('\n'))
    .filter((line) => line === '---').length;

test('the check for structure would see a heading, a link, HTML and a fence that stays open', () => {
  const base = markdown({ bodies: ['a'] });
  for (const planted of ['# b', '[a](b)', '<b>', '> a', '- a', '1. a', 'a *b* c']) {
    const { headings, odd } = structure(`${base}\n${planted}\n`);
    expect([planted, headings > 2 || odd.length > 0]).toEqual([planted, true]);
  }
  expect(structure(`${base}\n\`\`\`\n`).odd).toEqual(['a fence is left open']);
});
