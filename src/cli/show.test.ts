import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { ok } from '#shared/base/result.ts';
import { typeName, type AnyEvent } from '#shared/events/event.ts';
import { agentId, seq, voteId } from '#shared/events/ids.ts';
import { Deliberation } from '#shared/projections/testing/deliberation.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import { wireEventSchema, type WireEvent } from '#shared/rpc/methods.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { runCli } from './main.ts';
import { headLines, momentDocuments, momentLines, rowAt } from './moment-view.ts';
import { firstMoment, momentOf, nextMoment, type Moment } from './moment.ts';
import { sheetFor } from './sheet.ts';
import { eventOf } from '#shared/rpc/event-of-wire.ts';
import { foundRun } from './testing/canned-run.ts';
import { fakeWorld } from './testing/fake-world.ts';

const [ada, ben, cleo] = [agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)] as const;

const worldOf = (events: readonly WireEvent[]) =>
  fakeWorld(
    loopback(
      fakeHandlers({
        'run.find': async () => ok(foundRun(events.length)),
        'events.subscribe': async function* stored({ after }) {
          yield await Promise.resolve(ok({ events: events.slice(after) }));
        },
      }),
    ),
  );

async function shown(events: readonly WireEvent[], ...args: readonly string[]): Promise<string> {
  const world = worldOf(events);
  expect([await runCli(['show', 'r1', ...args], world), world.err()]).toEqual([0, '']);
  return world.out();
}

const wired = (events: readonly AnyEvent[]): readonly WireEvent[] =>
  events.map((event) => ({ seq: event.seq, at: event.at, type: typeName(event), data: event.data }));

/** A deliberation that holds one of everything that show tells. */
function session(): Deliberation {
  const log = new Deliberation(['Ada', 'Ben', 'Cleo'], {
    tasks: true,
    visibility: { topology: 'hub', sight: 'gist', edges: [] },
  });
  const uuid = log.say(ada, 'propose', { gist: 'Use UUIDs.' });
  log.start(cleo);
  const slow = log.say(ben, 'challenge', { gist: 'They are slow.', to: [ada], inReplyTo: uuid });
  log.say(cleo, 'ask', { gist: 'Who decides?', to: [ben] });
  log.say(ada, 'revise', { to: [ben], inReplyTo: slow, gist: 'Version 7.', basedOn: { item: uuid, version: 1 } });
  log.say(ben, 'agree', { to: [ada], inReplyTo: uuid, basedOn: { item: uuid, version: 1 } });
  log.say(ada, 'task', { gist: 'Measure.' });
  log.say(cleo, 'inform', { held: true });
  log.append({
    type: 'v1.vote.opened',
    data: { vote: voteId(1), by: 'arbiter', options: [uuid], quorum: 0.5 },
  });
  log.append({ type: 'v1.proposal.ruled', data: { proposal: uuid, ruling: 'decided', note: 'Cheap.' } });
  log.retract(slow, 'Wrong.');
  log.start(ben);
  return log;
}

test('show tells lanes, mailboxes, the board and the ledger as they are', async () => {
  const text = await shown(wired(session().events));
  expect(text).toContain('set up   peers · free · hub (as gists) · tasks\n');
  expect(text).toContain('Ada sees Ben as gists, Cleo as gists\n');
  expect(text).toContain('Ben sees Ada as gists\n');
  expect(text).toMatch(/^Ben · scripted · thinking \(turn 8\)\n {4}turns {4}3 → m3, 5 → m5, 8 thinking$/mu);
  expect(text).toMatch(/^ {4}unread {3}.*m6 \(task, Ada\)/mu);
  expect(text).toMatch(/^m1 {2}proposal by Ada · decided\n {13}Version 7\.\n {4}worded {3}m1 → m4$/mu);
  expect(text).toContain('    decided  m1 in the wording m4, by the arbiter at event ');
  expect(text).toContain('m5 of Ben came too late for m1: it counted from version 1, version 2 stood');
  expect(text).toMatch(/^m2 {2}question by Cleo · open\n {13}Who decides\?\n {4}owes {5}Ben$/mu);
  expect(text).toMatch(/^m7 +Cleo +inform +Ada +held for approval +The gist of m7\.$/mu);
  expect(text).toContain('    v1       vote over m1 · quorum 0.5 · open\n');
  expect(text).toMatch(/^MESSAGE {2}FROM +ACT +TO +STATE +GIST$/mu);
});

test('show --at tells nothing of what came later', async () => {
  const events = wired(session().events);
  const early = await shown(events, '--at', '8');
  expect(early).toContain(' · running · 1 turns · at event 8\n');
  for (const later of ['m2', 'challenge', 'budget', 'decided']) expect(early).not.toContain(later);
  expect(await shown(events)).toContain('challenge');
});

test('show --message tells one life in order and every turn whose prompt held it', async () => {
  const events = wired(session().events);
  const text = await shown(events, '--message', 'm3');
  expect(text).toContain('m3  Ben → Ada · challenges · answers m1 · retracted\n    All of m3.\n');
  expect(text).toMatch(/Life\n +\d+ +Ben writes it in turn 3, challenge to Ada, in reply to m1: it is public\n/u);
  expect(text).toMatch(/Ada has read it in turn 4, word for word\n +\d+ +Ada answers with m4 \(revise\)\n/u);
  expect(text).toContain('retracted: Wrong.\n');
  expect(text).toMatch(
    /^TURN {2}AGENT {2}FORM {2}WHERE {3}TOKENS {2}OUTCOME\n4 {5}Ada +full {2}ground {2}10 {6}spoke$/mu,
  );
  expect(text).toMatch(/Tainted by it\n {4}answers {2}m4.*\n {4}in front m4/u);
  const json = await shown(events, '--message', 'm3', '--json');
  const kinds = json
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly kind: string }).kind);
  expect(new Set(kinds)).toEqual(new Set(['run', 'message', 'step', 'prompt', 'reach']));
});

for (const args of [
  ['--at', '99'],
  ['--at', '1.5'],
  ['--at', '-1'],
  ['--at', 'x'],
  ['--message', 'm99'],
  ['--message', 'Ada'],
]) {
  test(`'show r1 ${args.join(' ')}' is answered with one sentence and exit 2`, async () => {
    const world = worldOf(wired(session().events));
    expect(await runCli(['show', 'r1', ...args], world)).toBe(2);
    expect(world.out()).toBe('');
    expect(world.err().trim().split('\n')).toHaveLength(1);
  });
}

const RECORDINGS = new URL('../../scenarios/recordings/', import.meta.url);
const LOGS: readonly (readonly [string, readonly WireEvent[]])[] = [
  ...readdirSync(RECORDINGS)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => {
      const lines = readFileSync(new URL(name, RECORDINGS), 'utf8').trim().split('\n').slice(1);
      return [name, lines.map((line) => wireEventSchema.parse(JSON.parse(line)))] as const;
    }),
  ['a session by hand', wired(session().events)],
];

test.each(LOGS)('%s: show --at is the fold of the truncated log at every position', (_, log) => {
  const events = log.map(eventOf);
  let moment = firstMoment();
  for (const [index, event] of events.entries()) {
    moment = nextMoment(moment, event);
    const scratch = momentOf(events.slice(0, index + 1));
    // Far faster than the matcher, which then says what differs.
    if (!isDeepStrictEqual(moment, scratch)) expect(moment).toEqual(scratch);
    expect(JSON.stringify(momentDocuments(moment))).toBe(JSON.stringify(momentDocuments(scratch)));
  }
});

test.each(LOGS)('%s: the command prints at any moment what it would print had the log ended there', async (_, log) => {
  for (const part of [1, log.length >> 2, log.length >> 1, log.length - 1]) {
    for (const form of [[], ['--json'], ['--message', 'm1', '--json']]) {
      if (form.includes('m1') && !log.slice(0, part).some(({ data }) => said(data))) continue;
      const args = ['--at', String(part), ...form];
      expect(await shown(log, ...args)).toBe(await shown(log.slice(0, part), ...args));
    }
  }
});

test('a fold that missed one event, or looked one too far, would be seen at that position', () => {
  const events = session().events;
  for (const at of [6, 12, 20]) {
    const cut = events.slice(0, at);
    const gap = momentOf(cut.filter((event) => event.seq !== at - 1));
    expect(isDeepStrictEqual(gap, momentOf(cut))).toBe(false);
    expect(isDeepStrictEqual(momentOf(cut), momentOf(cut))).toBe(true);
    expect(pageOf(momentOf(events.slice(0, at + 1)))).not.toEqual(pageOf(momentOf(cut)));
  }
});

const said = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'message' in data && data.message === 'm1';

function pageOf(moment: Moment): unknown {
  const sheet = sheetFor({ isTTY: false, columns: 80, env: {} }, []);
  const row = rowAt(foundRun(999), moment.run);
  return [...headLines(sheet, row, seq(1)), ...momentLines(sheet, moment), ...momentDocuments(moment), row];
}
