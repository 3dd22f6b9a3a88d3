import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { answerWindow } from './app-protocol.ts';
import { POLICY } from './policy.ts';

const root = mkdtempSync(join(tmpdir(), 'parley-page-'));
const outside = mkdtempSync(join(tmpdir(), 'parley-outside-'));
afterAll(() => [root, outside].forEach((folder) => rmSync(folder, { recursive: true })));
writeFileSync(join(root, 'index.html'), '<!doctype html>page');
writeFileSync(join(root, 'main.js'), 'export {}');
writeFileSync(join(root, 'main.js.map'), '{}');
writeFileSync(join(outside, 'secret.html'), 'secret');
symlinkSync(join(outside, 'secret.html'), join(root, 'link.html'));

const get = (url: string, method = 'GET'): Promise<Response> => answerWindow(root, { url, method });

test('the page is answered with the policy’s headers and its type', async () => {
  for (const url of ['app://parley/', 'app://parley/index.html', 'app://parley/index.html?x=1']) {
    const answer = await get(url);
    expect(answer.status, url).toBe(200);
    expect(await answer.text()).toContain('page');
    const headers = Object.fromEntries(answer.headers);
    for (const [name, value] of Object.entries(POLICY.headers)) expect(headers[name.toLowerCase()]).toBe(value);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
  }
  expect((await get('app://parley/main.js')).headers.get('content-type')).toContain('text/javascript');
});

test.each([
  'app://parley/..%2f..%2fetc/passwd',
  'app://parley/../../etc/passwd',
  'app://parley/%2e%2e/etc/passwd',
  'app://parley/..%5c..%5cetc',
  'app://parley/main.js%00.html',
  'app://parley//etc/passwd',
  'app://parley/./index.html',
  'app://parley/link.html',
  'app://parley/main.js.map',
  'app://parley/nothing.html',
  'app://parley/assets',
  'app://parley',
  'app://parley.evil/index.html',
  'app://evil/index.html',
  'app://parley@evil/index.html',
  'app://evil@parley/index.html',
  'https://parley/index.html',
  'file:///etc/passwd',
])('%s is refused with nothing in it', async (url) => {
  const answer = await get(url);
  expect([400, 404]).toContain(answer.status);
  expect(await answer.text()).toBe('');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is no way to ask', async (method) => {
  expect((await get('app://parley/', method)).status).toBe(405);
});

test('the control: the file that the link leads to is there, so it is the resolver that keeps it back', async () => {
  const answer = await answerWindow(outside, { url: 'app://parley/secret.html', method: 'GET' });
  expect(await answer.text()).toBe('secret');
});
