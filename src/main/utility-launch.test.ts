import { expect, test } from 'vitest';
import { createFakeElectron, type FakeChild } from './testing/fake-electron.ts';
import { utilityLaunch } from './utility-launch.ts';

function launched(): { host: ReturnType<ReturnType<typeof utilityLaunch>>; child: FakeChild; calls: unknown } {
  const fake = createFakeElectron();
  const host = utilityLaunch(fake.parts.utilityProcess)({
    entry: new URL('file:///app/inference-host.js'),
    env: { PATH: '/bin' },
    execArgv: ['--max-old-space-size=1024'],
  });
  const [child] = fake.children;
  if (child === undefined) throw new Error('nothing was started');
  return { host, child, calls: fake.callsOf('utilityProcess.fork')[0]?.slice(1) };
}

test('the host is started with its minimal environment, its heap limit and pipes', () => {
  expect(launched().calls).toEqual([
    '/app/inference-host.js',
    [],
    {
      serviceName: 'Parley inference',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: '/bin' },
      execArgv: ['--max-old-space-size=1024'],
    },
  ]);
});

test('messages, output and the end pass through, and nothing is sent after the end', () => {
  const { host, child } = launched();
  const heard: unknown[] = [];
  host.onMessage((message) => heard.push(message));
  host.onOutput((text) => heard.push(text));
  host.onExit((exit) => heard.push(exit));
  host.send({ type: 'cancel', id: 1 });
  child.emit('message', { type: 'beat' });
  child.stderr.emit('data', Buffer.from('ggml says'));
  child.emit('exit', 139);
  host.send({ type: 'cancel', id: 2 });
  expect(heard).toEqual([{ type: 'beat' }, 'ggml says', { code: 139, signal: undefined }]);
  expect(child.heard).toEqual([{ type: 'cancel', id: 1 }]);
});

test('a host that is killed before it has a process is told so; the process id is read when it is asked for', () => {
  const { host, child } = launched();
  expect(host.pid).toBeUndefined();
  host.kill();
  expect(child.killed).toBe(true);
  child.pid = 7;
  expect(host.pid).toBe(7);
});
