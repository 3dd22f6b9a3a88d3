import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import { agentId, voteId } from '#shared/events/ids.ts';
import { Deliberation } from '#shared/projections/testing/deliberation.ts';
import { exportMinutes } from './minutes.ts';

const [ada, ben, cleo] = [agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)] as const;
const minutes = (events: readonly AnyEvent[]): string => [...exportMinutes(events)].join('');

/** A whole deliberation: two proposals, a challenge, a revision, a vote, a retraction, a task, a summary. */
function whole(text: (plain: string) => string = (plain) => plain): readonly AnyEvent[] {
  const log = new Deliberation(['Ada', 'Ben', 'Cleo'], { title: text('Which key?'), question: text('Which key?') });
  const said = (plain: string) => ({ gist: text(plain), body: text(plain) });
  const uuid = log.say(ada, 'propose', said('Use UUIDs.'));
  const slow = log.say(ben, 'challenge', { ...said('They are slow.'), to: [ada], inReplyTo: uuid });
  log.say(ada, 'answer', { ...said('Not with version 7.'), to: [ben], inReplyTo: slow });
  log.say(ada, 'revise', {
    ...said('Use UUIDs of version 7.'),
    to: [ben],
    inReplyTo: slow,
    basedOn: { item: uuid, version: 1 },
  });
  log.say(cleo, 'support', { ...said('They sort.'), to: [ada], inReplyTo: uuid });
  const count = log.say(ben, 'propose', said('Use a counter.'));
  log.say(cleo, 'ask', { ...said('Who counts?'), to: [ben], inReplyTo: count });
  log.say(cleo, 'task', said('Measure both.'));
  log.retract(log.say(ben, 'inform', said('UUIDs are banned.')), text('Made up.'));
  const vote = voteId(1);
  log.append({ type: 'v1.vote.opened', data: { vote, by: 'arbiter', options: [uuid, count], quorum: 0.5 } });
  for (const [agent, option] of [
    [ada, uuid],
    [ben, count],
    [cleo, uuid],
  ] as const) {
    log.say(agent, 'vote', { ...said('I weighed it.'), vote: { vote, option } });
  }
  const tally = [
    { option: uuid, votes: 2 },
    { option: count, votes: 1 },
    { option: 'none' as const, votes: 0 },
  ];
  log.append({ type: 'v1.vote.closed', data: { vote, tally, seats: 3, winner: uuid } });
  log.start(ada, 'summary');
  log.say(ada, 'inform', { gist: text('We took UUIDs.'), body: text('We took UUIDs.\nBen was against.') });
  log.end('quorum', text('2 of 3 voted for m1'));
  return log.events;
}

test('minutes say what was decided and how, who was for and against it, who dissents, and where each stands', () => {
  const text = minutes(whole());
  expect(text).toContain('# Minutes: Which key?\n\nWhich key?\n\n*Ended (quorum) after 13 turns in ');
  expect(text).toContain(
    '### Proposal m1: Use UUIDs of version 7.\n\n*Decided by vote: 2 for m1, 1 for m6, 0 for none of them; 3 seats, quorum 0.5',
  );
  expect(text).toContain('Proposed by Ada ([m1, turn 1](#m1)), here in wording 2 of 2 ([m4, turn 4](#m4)).');
  expect(text).toContain('For:\n\n- Cleo supports: They sort. ([m5, turn 5](#m5))');
  expect(text).toContain(
    'Against:\n\n- Ben challenges: They are slow. ([m2, turn 2](#m2)), to the wording m1\n  - Ada answers: Not with version 7. ([m3, turn 3](#m3))',
  );
  expect(text).toContain(
    'Dissent:\n\n- **Ben** voted for m6 ([m11, turn 11](#m11)); challenged: They are slow. ([m2, turn 2](#m2))',
  );
  expect(text).toContain('## Open questions\n\n- Cleo asks: Who counts? ([m7, turn 7](#m7)) — Ben owes an answer');
  expect(text).toContain('## Tasks\n\n- Cleo sets the task: Measure both. ([m8, turn 8](#m8)) — open');
  expect(text).toContain('- Ben says: UUIDs are banned. ([m9, turn 9](#m9)) — retracted: Made up. (event ');
  expect(text).toContain('> We took UUIDs.\n> Ben was against.');
  expect(text).toContain('### m9\n\n*Ben, inform to all, turn 9, retracted*\n\nUUIDs are banned.\n');
});

test('every link leads to a heading of the minutes, once', () => {
  for (const events of [whole(), ...recordings().map(([, one]) => one)]) {
    const text = minutes(events);
    const targets = [...text.matchAll(/\]\(#([ma]\d+)\)/gu)].map(([, id]) => id ?? '');
    expect(targets.length).toBeGreaterThan(0);
    const headings = [...text.matchAll(/^### ([ma]\d+)$/gmu)].map(([, id]) => id ?? '');
    expect(headings.toSorted()).toEqual([...new Set(targets)].toSorted());
  }
});

test.each(recordings())('the recording %s has minutes with everyone, a cost and an end', (_, events) => {
  const text = minutes(events);
  expect(text).toBe(minutes(events));
  const joined = events.flatMap((event) => (event.type === 'v1.agent.joined' ? [event.data.name] : []));
  expect(joined.length).toBeGreaterThan(0);
  for (const name of joined) expect(text).toContain(`- **${name}** (`);
  expect(text).toMatch(/^\*Ended \([a-z-]+\) after \d+ turns? in .*\* \(event \d+\)\.$/mu);
  expect(text).toMatch(/^- Tokens: [1-9]\d* evaluated, \d+ reused, [1-9]\d* written$/mu);
  expect(text).not.toContain('undefined');
});

test('a run without an end, and one without anything, have minutes that say so', () => {
  expect(minutes(whole().slice(0, -1))).toContain('*No end yet: these minutes stand at event ');
  const log = new Deliberation(['Ada']);
  expect(minutes(log.events)).toContain('## Decided\n\nNothing was decided.\n');
});

/** What a Markdown reader would take for structure: our own lines are taken away, then nothing may be left that opens or marks. */
function oddLines(text: string): readonly string[] {
  let fence = '';
  return text
    .slice(text.indexOf('\n---\n', 4) + 5)
    .split('\n')
    .filter((line) => {
      if (fence !== '') {
        if (line.replace(/^> /u, '').trim() === fence) fence = '';
        return false;
      }
      const opens = /^(?:> )?(`{3,})text$/u.exec(line);
      if (opens !== null) fence = opens[1] ?? '';
      if (opens !== null) return false;
      const ours = line
        .replace(/\\[!-/:-@[-`{-~]/gu, 'x')
        .replace(/^(?:#{1,3} | *- |>(?: |$))/u, '')
        .replace(/\(\[[ma]\d+(?:, turn \d+)?\]\(#[ma]\d+\)\)/gu, '')
        .replace(/^\*\*(.*?)\*\*/u, '$1')
        .replace(/^\*(.*)\*/u, '$1');
      return /[`*_[\]<>|~]|&(?=[#a-z])/iu.test(ours) || /^(?: {4}|\t| {0,3}(?:#|>|[-+*=] |\d+[.)]\s))/u.test(ours);
    });
}

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom('# x', '\n', '\n\n', '    code', '```', '~~~', '> ', '- ', '1. ', '---', '<b>', '<!--'),
      fc.constantFrom('](javascript:x)', '![a](b)', '*', '_', '`', '|', '&lt;', '\\', '\t', '\u2028', '\u202e'),
      fc.constantFrom('### m1', '## Decided', '([m1, turn 1](#m1))', '**Ben** agreed'),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

test('no text of a model or a person becomes structure, a link or a heading of the minutes', () => {
  const headings = (text: string): readonly string[] => text.match(/^#{1,3} (?:[ma]\d+$|\w+)/gmu) ?? [];
  const plain = headings(minutes(whole()));
  fc.assert(
    fc.property(nasty, (text) => {
      const shown = minutes(whole(() => text));
      expect(oddLines(shown)).toEqual([]);
      expect(headings(shown.replace(/^(`{3,})text$[\s\S]*?^\1$/gmu, ''))).toEqual(plain);
    }),
    { numRuns: 150 },
  );
});

test('the check for structure would see a heading, a link, HTML, a quote and emphasis', () => {
  const base = minutes(whole());
  expect(oddLines(base)).toEqual([]);
  for (const planted of ['[a](b)', '<b>', 'a *b* c', '    code', 'a `b`', '- - a', '1. a', '| a |'])
    expect([planted, oddLines(`${base}\n${planted}\n`)]).toEqual([planted, [planted]]);
});

function recordings(): readonly (readonly [string, readonly AnyEvent[]])[] {
  const folder = new URL('../../scenarios/recordings/', import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => {
      const lines = readFileSync(new URL(name, folder), 'utf8').trim().split('\n').slice(1);
      return [name, lines.map((line) => decoded(JSON.parse(line)))];
    });
}

function decoded(input: unknown): AnyEvent {
  const event = decodeEvent(input);
  if (!event.ok) throw new Error(event.failure);
  return event.value;
}

test('minutes say that the coordinator decided, and keep the dissent of a worker', () => {
  const log = new Deliberation(['Ada', 'Ben', 'Cleo'], { mode: 'hierarchy' });
  const item = log.say(ben, 'propose', { gist: 'Use UUIDs.', body: 'Use UUIDs.' });
  log.say(cleo, 'challenge', { gist: 'They are slow.', body: 'They are slow.', to: [ben], inReplyTo: item });
  log.say(ada, 'agree', { to: [ben], inReplyTo: item, basedOn: { item, version: 1 } });
  const text = minutes(log.events);
  expect(text).toContain('*Decided by the coordinator: Ada agreed (event ');
  expect(text).toContain('**Cleo** challenged: They are slow.');
});

test('what a retraction reached is named up to twenty times, and the rest is counted', () => {
  const names = ['Ada', 'Ben', 'Cleo'];
  const talk = (replies: number): string => {
    const log = new Deliberation(names);
    const first = log.say(ada, 'propose', { gist: 'Use UUIDs.', body: 'Use UUIDs.' });
    for (let reply = 0; reply < replies; reply += 1) log.say(ben, 'challenge', { to: [ada], inReplyTo: first });
    log.retract(first, 'Made up.');
    return minutes(log.events);
  };
  const named = (text: string) => (text.split('Tainted, for it answers this')[1] ?? '').split('  - Perhaps')[0] ?? '';
  expect(named(talk(20)).match(/Ben challenges/gu)).toHaveLength(20);
  expect(named(talk(20)).startsWith(':\n')).toBe(true);
  expect(named(talk(23)).match(/Ben challenges/gu)).toHaveLength(20);
  expect(named(talk(23)).startsWith(' (23, the first 20 of them):\n')).toBe(true);
});
