import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsIn, freshHome, parley, scenarioFile, start } from './support/parley.ts';

type Row = { readonly message: string; readonly to: string; readonly state: string; readonly delivered?: number };

const home = freshHome();
const scenario = scenarioFile(home);

test('a run prints its events in order, ends with its reason, and is listed, played, verified and exported', async () => {
  const ran = await parley(['run', scenario, '--json', '--home', home]);
  expect(ran.code, ran.stderr).toBe(0);
  const events = eventsIn(ran.stdout);
  expect(ran.stdout.trim().split('\n')).toHaveLength(events.length);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.at(-1)).toMatchObject({ type: 'v1.run.ended', data: { reason: 'budget' } });
  const run = String(events[0]?.data['run']);

  const played = await parley(['play', run, '--speed', '0', '--json', '--home', home]);
  expect(eventsIn(played.stdout)).toEqual(events);

  const listed = await parley(['list', '--json', '--home', home]);
  expect(listed.stdout).toContain(run);

  const verified = await parley(['verify', run, '--json', '--home', home]);
  expect(verified.code, verified.stderr).toBe(0);
  const { head } = JSON.parse(verified.stdout) as { head: string };
  const file = join(home, 'run.jsonl');
  expect((await parley(['export', run, '--format', 'jsonl', '-o', file, '--home', home])).code).toBe(0);
  const ofFile = await parley(['verify', file, '--json', '--home', home]);
  expect((JSON.parse(ofFile.stdout) as { head: string }).head).toBe(head);

  const markdown = await parley(['export', run, '--format', 'markdown', '--home', home]);
  expect(markdown.stdout).toContain('Where should a small town');
  const shown = await parley(['show', run, '--home', home]);
  expect(shown.stdout).toContain('Ada');
});

test('an altered export is refused, and the first event that was altered is named', async () => {
  const ran = await parley(['run', scenario, '--json', '--home', home]);
  const run = String(eventsIn(ran.stdout)[0]?.data['run']);
  const { stdout } = await parley(['export', run, '--format', 'jsonl', '--home', home]);
  const lines = stdout.split('\n');
  lines[7] = (lines[7] ?? '').replace('"attempt":1', '"attempt":2');
  const file = join(home, 'altered.jsonl');
  writeFileSync(file, lines.join('\n'));
  const verified = await parley(['verify', file, '--json', '--home', home]);
  expect(verified.code).toBe(1);
  expect(JSON.parse(verified.stdout)).toMatchObject({ bad: { seq: 7 } });
});

test('Ctrl-C ends the run cleanly as cancelled, and nothing is lost', async () => {
  const running = start(['run', scenario, '--json', '--home', home], { env: { PARLEY_SCRIPTED_DELAY: '60' } });
  const ended = await running.seen('v1.turn.ended');
  running.child.kill('SIGINT');
  const { code, stderr } = await running.finished;
  expect(code, stderr).toBe(130);
  expect(running.events.at(-1)).toMatchObject({ type: 'v1.run.ended', data: { reason: 'cancelled' } });
  const run = String(running.events[0]?.data['run']);
  const played = await parley(['play', run, '--speed', '0', '--json', '--home', home]);
  expect(eventsIn(played.stdout)).toEqual(running.events);
  expect(eventsIn(played.stdout)).toContainEqual(ended);
});

test('wrong input gets one sentence and exit 2', async () => {
  const broken = join(home, 'broken.yaml');
  writeFileSync(broken, 'question: What?\nseats:\n  - name: Ada\n    role: a voice\n    rol: a voice\n');
  const scenarioError = await parley(['run', broken, '--home', home]);
  expect(scenarioError.code).toBe(2);
  expect(scenarioError.stderr).toMatch(/broken\.yaml:5:5.*rol/);
  const unknownModel = await parley(['run', scenario, '--seat', 'Ada=no-such-model', '--home', home]);
  expect(unknownModel.code).toBe(2);
  expect(unknownModel.stderr).toContain('no-such-model');
  for (const args of [
    ['run', join(home, 'absent.yaml')],
    ['play', 'no-such-run'],
    ['frobnicate'],
    ['run', scenario, '--turns', '0'],
  ]) {
    const answer = await parley([...args, '--home', home]);
    expect([args.join(' '), answer.code]).toEqual([args.join(' '), 2]);
    expect(answer.stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
  }
});

test('after three rounds of eight agents every message and addressee is in a named state', async () => {
  const eight = scenarioFile(home, { seats: 8 });
  const ran = await parley(['run', eight, '--json', '--home', home]);
  const events = eventsIn(ran.stdout);
  const run = String(events[0]?.data['run']);
  const { stdout } = await parley(['show', run, '--json', '--home', home]);
  const ledger = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly kind: string; readonly rows: readonly Row[] })
    .flatMap((line) => (line.kind === 'message' ? line.rows : []));
  const rounds = new Map(
    events
      .filter((event) => event.type === 'v1.turn.started')
      .map((event) => [`m${String(event.data['turn'])}`, event.data['round']]),
  );
  const sent = events.filter((event) => event.type === 'v1.message.sent');
  const pairs = sent.reduce((sum, { data }) => sum + (data['to'] === 'all' ? 7 : (data['to'] as string[]).length), 0);
  expect(ledger).toHaveLength(pairs);
  for (const row of ledger) {
    expect(['delivered', 'acted', 'bounced', 'unread']).toContain(row.state);
    if (row.state === 'unread') expect(rounds.get(row.message)).toBe(3);
    if (row.state === 'delivered') expect(row.delivered).toBeGreaterThan(0);
  }
});
