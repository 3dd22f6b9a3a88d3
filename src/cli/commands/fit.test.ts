import { expect, test } from 'vitest';
import { fail, ok } from '#shared/base/result.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { parseScenario } from '#shared/scenario/parse-scenario.ts';
import { runCli } from '../main.ts';
import { fakeWorld, type FakeOptions, type FakeWorld } from '../testing/fake-world.ts';

const SEATS = 'seats: [{name: Ada, role: A}, {name: Ben, role: B}, {name: Cleo, role: C}]';
const PEERS = 'fit: { independent: no, entangled: yes, expertise: yes, exploratory: yes }';

function setupOf(lines: string): RunSetup {
  const parsed = parseScenario(`title: T\nquestion: Why?\n${SEATS}\n${lines}\n`, 'a.yaml');
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

const worldWith = (lines: string, options: FakeOptions = {}): FakeWorld => {
  const setup = setupOf(lines);
  return fakeWorld(loopback(fakeHandlers({ 'scenario.load': async () => ok({ setup }) })), options);
};

/** A person at the terminal who gives these answers in turn; what they were asked is kept. */
function asking(world: FakeWorld, answers: readonly string[]): { readonly world: FakeWorld; readonly heard: string[] } {
  const heard: string[] = [];
  const ask = (question: string): Promise<string> => {
    heard.push(question);
    return Promise.resolve(answers[heard.length - 1] ?? '');
  };
  return { world: { ...world, ask }, heard };
}

test('the answers in the file give the recommendation, why, and the command', async () => {
  const world = worldWith(PEERS);
  expect(await runCli(['fit', 'a b.yaml'], world)).toBe(0);
  expect(world.out()).toBe(`T

independent: no
  Can the task be cut into parts that need nothing from each other, each with a clear sign that it is done?
entangled: yes
  Do its parts hang together, so that one decision changes what is right for the others?
expertise: yes
  Must several kinds of expertise come together in one answer?
exploratory: yes
  Is it open, without one right answer, so that views which challenge each other find more than one line of thought?

Recommended: peers.
  It cannot be cut cleanly, several kinds of expertise must come together and the goal is open: here views that collide find more.
  3 seats have 3 channels between them to pay for; run it as vote or single too and see what the talk is worth.

Run it so: parley run 'a b.yaml' --mode peers
It only advises: any other --mode runs too.
`);
  expect(world.err()).toBe('');
});

test('without a terminal it says how far it is known, what is missing and how to give it, and exits 0', async () => {
  const world = worldWith('fit: { independent: no, entangled: no }');
  expect(await runCli(['fit', 'a.yaml'], world)).toBe(0);
  expect(world.out()).toContain(
    'Not settled yet: hierarchy, vote or single.\n  Peers are not worth it where no decision',
  );
  expect(world.out()).not.toContain('Run it so');
  expect(world.out()).toContain('exploratory: not answered\n');
  expect(world.err()).toBe(
    '\nNot answered: expertise, exploratory.\nAnswer here: parley fit a.yaml --yes-to expertise (or --no-to), or in the file: fit: { expertise: yes }\n',
  );
});

test('answers given with the command come before those of the file, and how to keep them is said', async () => {
  const world = worldWith(PEERS, { command: 'npx parley' });
  expect(await runCli(['fit', 'a.yaml', '--yes-to', 'independent, Entangled', '--no-to', 'expertise'], world)).toBe(0);
  expect(world.out()).toContain('Recommended: single.');
  expect(world.out()).toContain('Two answers do not go together');
  expect(world.out()).toContain('Run it so: npx parley run a.yaml --mode single\n');
  expect(world.err()).toBe(
    '\nTo keep these answers, write into the file: fit: { independent: yes, entangled: yes, expertise: no, exploratory: yes }\n',
  );
});

test('on a terminal what is missing is asked, and nothing that would change nothing', async () => {
  const all = asking(worldWith('fit: { independent: no }', { tty: true, columns: 60 }), ['Y', ' yes ', 'y']);
  expect(await runCli(['fit', 'a.yaml'], all.world)).toBe(0);
  expect(all.heard.map((question) => question.split(' ').slice(0, 3).join(' '))).toEqual([
    'Do its parts',
    'Must several kinds',
    'Is it open,',
  ]);
  expect(all.world.out()).toContain('Recommended: peers.');
  expect(
    all.world
      .out()
      .split('\n')
      .filter((line) => line.length > 75),
  ).toEqual([]);

  const veto = asking(worldWith(''), ['y', 'n']);
  await runCli(['fit', 'a.yaml'], veto.world);
  expect(veto.heard.length).toBe(2);
  expect(veto.world.out()).toContain('entangled: not answered, and it would change nothing');
  expect(veto.world.out()).toContain('Recommended: single.');
});

test('an answer that is none is asked again a few times, and Enter leaves a question open', async () => {
  const confused = asking(worldWith('fit: { independent: no, entangled: yes, expertise: yes }'), [
    'perhaps',
    'constructor',
    'n',
  ]);
  await runCli(['fit', 'a.yaml'], confused.world);
  expect(confused.heard.length).toBe(3);
  expect(confused.world.out()).toContain('Recommended: hierarchy.');
  const lost = asking(worldWith('fit: { independent: no, entangled: yes, expertise: yes }'), Array(9).fill('hm'));
  expect(await runCli(['fit', 'a.yaml'], lost.world)).toBe(0);
  expect([lost.heard.length, lost.world.err().includes('Not answered: exploratory.')]).toEqual([3, true]);
  const open = asking(worldWith(''), []);
  expect(await runCli(['fit', 'a.yaml'], open.world)).toBe(0);
  expect([open.heard.length, open.world.out().includes('Not settled yet: peers, hierarchy,')]).toEqual([4, true]);
});

test('as JSON it is one document and nobody is asked', async () => {
  const { world, heard } = asking(worldWith('mode: vote\nfit: { independent: yes }'), ['y', 'y']);
  expect(await runCli(['fit', 'a.yaml', '--json'], world)).toBe(0);
  expect(heard).toEqual([]);
  expect(JSON.parse(world.out())).toMatchObject({
    scenario: 'a.yaml',
    mode: 'vote',
    possible: ['hierarchy', 'single'],
    missing: ['expertise'],
    questions: [{ id: 'independent', answer: true }, { id: 'entangled' }, { id: 'expertise' }, { id: 'exploratory' }],
  });
  expect(world.out().trimEnd().split('\n').length).toBe(1);
  const settled = worldWith(PEERS);
  await runCli(['fit', 'a.yaml', '--json'], settled);
  expect(JSON.parse(settled.out())).toMatchObject({
    recommendation: 'peers',
    missing: [],
    command: 'parley run a.yaml --mode peers',
  });
});

const USAGE: readonly (readonly [readonly string[], string])[] = [
  [['--yes-to', 'entangeld'], "--yes-to: 'entangeld' is no question; did you mean 'entangled'?"],
  [['--no-to', 'x'], "--no-to: 'x' is no question; known: independent, entangled, expertise, exploratory"],
  [
    ['--yes-to', 'expertise', '--no-to', 'expertise'],
    "--no-to: 'expertise' is answered with yes and with no; keep one",
  ],
];

for (const [args, sentence] of USAGE) {
  test(`'parley fit a.yaml ${args.join(' ')}' is wrong usage: exit 2 and one sentence`, async () => {
    const world = worldWith(PEERS);
    expect(await runCli(['fit', 'a.yaml', ...args], world)).toBe(2);
    expect([world.out(), world.err()]).toEqual(['', `parley: ${sentence}\n`]);
  });
}

test('text of a scenario and of its path does nothing to a terminal', async () => {
  const hostile = '\u001b[2J\u009b31m\u202e';
  const setup = { ...setupOf(PEERS), title: `T${hostile}\nX` };
  const world = fakeWorld(loopback(fakeHandlers({ 'scenario.load': async () => ok({ setup }) })), {
    tty: true,
    env: { NO_COLOR: '1' },
  });
  expect(await runCli(['fit', `a${hostile}.yaml`], world)).toBe(0);
  expect(world.out() + world.err()).not.toMatch(/(?![\n\t])\p{Cc}|[\u202a-\u202e]/u);
});

test('a run whose mode the answers speak against says so in one line and starts all the same', async () => {
  const started: RunSetup[] = [];
  const run = async (lines: string, ...args: readonly string[]): Promise<string> => {
    const setup = setupOf(lines);
    const handlers = fakeHandlers({
      'scenario.load': async () => ok({ setup }),
      'run.start': async (input) => {
        started.push(input.setup);
        return fail({ code: 'failed' as const, message: 'it goes no further here' });
      },
    });
    const world = fakeWorld(loopback(handlers));
    await runCli(['run', 'a.yaml', ...args], world);
    return world.err().replace('parley: it goes no further here\n', '');
  };
  expect(await run(PEERS, '--mode', 'vote')).toMatch(/^The fit answers speak for peers and not for vote; [^\n]*\n$/u);
  expect([await run(PEERS), await run('mode: vote')]).toEqual(['', '']);
  expect(started.map(({ mode }) => mode)).toEqual(['vote', 'peers', 'vote']);
});
