import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { eventsIn, freshHome, parley, scenarioFile, TREE } from './support/parley.ts';
import { enter, eventsOf, lineInto, post, tokenIn } from './support/shell-line.ts';
import { startShell, type Shell } from './support/shell.ts';
import { isReady } from '../scripts/lib/ensure.mjs';

const shells: Shell[] = [];
async function shell(options: Parameters<typeof startShell>[0] = {}): Promise<Shell> {
  const started = await startShell(options);
  shells.push(started);
  return started;
}
afterEach(async () => {
  for (const one of shells.splice(0)) await one.stop();
});

const exitOf = ({ child }: Shell): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)));

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('it prints one line with a link that opens once, and ends cleanly when it is told to', async () => {
  const one = await shell({ at: '#/models' });
  expect(one.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#link=[\w-]{43}&at=%23%2Fmodels$/u);
  const page = await fetch(`${one.origin}/`);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'");
  const line = await lineInto(await enter(one.link));
  expect(await line.call('app.info', {})).toMatchObject({ home: one.home });
  expect((await post(one.origin, { link: tokenIn(one.link) })).status).toBe(401);
  const ended = exitOf(one);
  one.child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(one.output()).toMatch(/^Parley is open at \S+\n(?:parley: a link or a session was refused\n)?$/u);
});

test('L6: the token stands on that one line, and in no log, no file, no argument and no environment of a process', async () => {
  const one = await shell();
  const token = tokenIn(one.link);
  const visitor = await enter(one.link);
  await post(one.origin, { link: token });
  await fetch(`${one.origin}/nowhere?link=${token}`);
  const line = await lineInto(visitor);
  await line.call('app.info', {});
  const secrets = [token, visitor.cookie.split('=')[1] ?? ''];
  for (const secret of secrets) {
    expect(secret).toMatch(/^[\w-]{43}$/u);
    expect(one.output().split(secret)).toHaveLength(secret === token ? 2 : 1);
    for (const file of filesIn(one.home)) expect(readFileSync(file).includes(secret)).toBe(false);
    if (!existsSync('/proc/self/cmdline')) continue;
    for (const what of ['cmdline', 'environ'])
      expect(readFileSync(`/proc/${one.child.pid}/${what}`, 'utf8')).not.toContain(secret);
  }
});

test('L8: there is no option for another address', async () => {
  for (const option of ['--host', '--port', '--bind', '--listen']) {
    const child = spawn(process.execPath, [join(TREE, 'out', 'main', 'shell.js'), option, '0.0.0.0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
    expect(said.trim().split('\n')).toEqual([expect.stringContaining(option)]);
  }
});

/** Two machines on a network of their own, the shell on one of them: what each can reach of it, and of a server on all addresses. */
const LAN = `
set -e
ip link set lo up
unshare -n sleep 60 & peer=$!
trap 'kill $peer' EXIT
while [ "$(readlink /proc/$peer/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.1; done
ip link add lan0 type veth peer name lan1
ip link set lan1 netns $peer
ip addr add 10.77.0.1/24 dev lan0 && ip link set lan0 up
nsenter -t $peer -n ip addr add 10.77.0.2/24 dev lan1
nsenter -t $peer -n ip link set lan1 up
"$NODE" "$SHELL_JS" --no-open --home "$HOME_DIR" > "$HOME_DIR/link" & shell=$!
"$NODE" -e 'require("net").createServer().listen(4999, "0.0.0.0")' & wide=$!
trap 'kill $peer $shell $wide' EXIT
for try in $(seq 100); do grep -q http "$HOME_DIR/link" && break; sleep 0.1; done
port=$(sed -E 's/.*127.0.0.1:([0-9]+).*/\\1/' "$HOME_DIR/link")
knock='const [host, port] = process.argv.slice(1); const socket = require("net").connect({ host, port, timeout: 3000 });
const say = (text) => { console.log(text); process.exit(); };
socket.on("connect", () => say("reached")).on("error", () => say("refused")).on("timeout", () => say("refused"));'
"$NODE" -e "$knock" 127.0.0.1 $port
"$NODE" -e "$knock" 10.77.0.1 $port
nsenter -t $peer -n "$NODE" -e "$knock" 10.77.0.1 $port
nsenter -t $peer -n "$NODE" -e "$knock" 10.77.0.1 4999
`;

function canSplitNetworks(): boolean {
  try {
    execFileSync('unshare', ['-n', 'sh', '-c', 'ip link add a0 type veth peer name a1 && command -v nsenter'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

test(
  'L8: another machine of the network is refused, where a server on all addresses is reached',
  {
    skip: !canSplitNetworks(),
  },
  () => {
    const home = mkdtempSync(join(tmpdir(), 'parley-lan-'));
    try {
      const said = execFileSync('unshare', ['-n', 'sh', '-c', LAN], {
        encoding: 'utf8',
        env: {
          ...process.env,
          NODE: process.execPath,
          SHELL_JS: join(TREE, 'out', 'main', 'shell.js'),
          HOME_DIR: home,
        },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      expect(said.trim().split('\n')).toEqual(['reached', 'refused', 'refused', 'reached']);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
);

test('two shells over one home: both show a run that one of them deliberates, and so does the command line', async () => {
  const home = freshHome();
  const scenario = scenarioFile(home);
  const [one, other] = [await shell({ home }), await shell({ home })];
  const [host, guest] = [await lineInto(await enter(one.link)), await lineInto(await enter(other.link))];
  const { setup } = await host.call('scenario.load', { path: scenario });
  const { run } = await host.call('run.start', { setup });
  const events = eventsOf(await host.items('events.subscribe', { run, after: 0 }));
  expect(events.at(-1)?.type).toBe('v1.run.ended');
  expect(eventsOf(await guest.items('events.subscribe', { run, after: 0 }))).toEqual(events);
  expect(eventsIn((await parley(['play', String(run), '--speed', '0', '--json', '--home', home])).stdout)).toEqual(
    events,
  );
});

test('a shell that is killed in the middle of a run: the next one goes on from the last event, with no gap and no repeat', async () => {
  const home = freshHome();
  const scenario = scenarioFile(home);
  const one = await shell({ home, env: { PARLEY_SCRIPTED_DELAY: '30' } });
  const line = await lineInto(await enter(one.link));
  const { setup } = await line.call('scenario.load', { path: scenario });
  const { run } = await line.call('run.start', { setup });
  const isTurn = (item: unknown): boolean => eventsOf([item]).some((event) => event.type === 'v1.turn.ended');
  const before = eventsOf(await line.items('events.subscribe', { run, after: 0 }, isTurn));
  one.child.kill('SIGKILL');
  await exitOf(one);
  const next = await lineInto(await enter((await shell({ home })).link));
  await next.call('run.resume', { run });
  const after = eventsOf(await next.items('events.subscribe', { run, after: before.at(-1)?.seq ?? 0 }));
  const seqs = [...before, ...after].map((event) => event.seq);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  expect(after.at(-1)?.type).toBe('v1.run.ended');
});

const DEV_SERVER = /\/@vite\/client|ELECTRON_RENDERER_URL|localhost:5173|__vite_ping|import\.meta\.hot/u;

test('L11, L12: what is built holds no dev server and, for the window, no source map', () => {
  const built = filesIn(join(TREE, 'out')).filter((file) => /\.(?:c?js|html)$/u.test(file));
  expect(built.length).toBeGreaterThan(5);
  for (const file of built) expect([file, DEV_SERVER.exec(readFileSync(file, 'utf8'))?.[0]]).toEqual([file, undefined]);
  expect(filesIn(join(TREE, 'out', 'renderer')).filter((file) => file.endsWith('.map'))).toEqual([]);
  expect(DEV_SERVER.test('<script type="module" src="/@vite/client"></script>')).toBe(true);
});

test(
  'npm start without a display says so in one line, opens the browser shell and ends with it',
  {
    // Where the tree is not what was installed and built, a start would do both beneath the other tests.
    skip: process.platform !== 'linux' || !isReady(),
  },
  async () => {
    const home = freshHome();
    const child = spawn(process.execPath, [join(TREE, 'scripts', 'start.mjs'), '--home', home], {
      cwd: TREE,
      env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await expect.poll(() => said, { timeout: 60_000 }).toContain('#link=');
    expect(
      said
        .replace(/^Building …\n/u, '')
        .trim()
        .split('\n'),
    ).toEqual([
      'No desktop window, because there is no display: Parley opens in the browser.',
      expect.stringMatching(/^Parley is open at http:\/\/127\.0\.0\.1:\d+\/#link=[\w-]{43}$/u),
    ]);
    const link = /http\S+/u.exec(said)?.[0] ?? '';
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    await expect(fetch(new URL('/', link))).rejects.toThrow('fetch failed');
    expect(statSync(home).isDirectory()).toBe(true);
    rmSync(home, { recursive: true });
  },
);
