import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pipDownload } from './pip.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-pip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A pip that is a script for this Node. */
function script(body: string): readonly string[] {
  const path = join(folder, `pip-${crypto.randomUUID()}.mjs`);
  writeFileSync(path, `import { writeFileSync } from 'node:fs';\n${body}`);
  chmodSync(path, 0o755);
  return [process.execPath, path];
}

const request = (signal = new AbortController().signal) => {
  const target = mkdtempSync(join(folder, 'to-'));
  return { name: 'some-wheel', version: '1.2.3', folder: target, signal };
};

test('pip is asked for one wheel by name and version, with its temporary files in the folder', async () => {
  const pip = pipDownload([
    script(`
    const args = process.argv.slice(2);
    writeFileSync(args[args.indexOf('--dest') + 1] + '/args.json', JSON.stringify([args, process.env.TMPDIR]));`),
  ]);
  const wanted = request();
  expect(await pip(wanted)).toEqual({ ok: true, value: undefined });
  const { default: told } = (await import(join(wanted.folder, 'args.json'), { with: { type: 'json' } })) as {
    default: [string[], string];
  };
  expect(told[0]).toContain('--no-deps');
  expect(told[0].at(-1)).toBe('some-wheel==1.2.3');
  expect(told[0].join(' ')).not.toMatch(/index|https?:/);
  expect(told[1]).toBe(wanted.folder);
});

test("pip's own complaint is the reason", async () => {
  const pip = pipDownload([
    script(`console.error('noise\\nERROR: No matching distribution found\\nmore'); process.exit(1);`),
  ]);
  expect(await pip(request())).toEqual({ ok: false, failure: 'pip: No matching distribution found' });
});

test('without python the reason says so; a second name for it is tried first', async () => {
  expect(await pipDownload([['no-such-python-1'], ['no-such-python-2']])(request())).toMatchObject({
    ok: false,
    failure: expect.stringContaining('not installed'),
  });
  expect(await pipDownload([['no-such-python-1'], script('')])(request())).toMatchObject({ ok: true });
});

test('a cancelled download ends its process', async () => {
  const stop = new AbortController();
  const wanted = request(stop.signal);
  const pip = pipDownload([script(`writeFileSync(process.env.TMPDIR + '/begun', ''); setInterval(() => {}, 1000);`)]);
  const ended = pip(wanted);
  while (readdirSync(wanted.folder).length === 0) await new Promise((resolve) => void setTimeout(resolve, 20));
  stop.abort();
  expect(await ended).toMatchObject({ ok: false });
});
