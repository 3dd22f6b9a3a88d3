import { expect, test } from 'vitest';
import { shellArguments, USAGE } from './arguments.ts';

test('by itself it opens a browser; a place and a home may be named', () => {
  expect(shellArguments([])).toEqual({ ok: true, value: { open: true, help: false } });
  expect(shellArguments(['--no-open', '--home', '/h', '--at', '#/run/r1?seq=3'])).toEqual({
    ok: true,
    value: { open: false, help: false, at: '#/run/r1?seq=3' },
  });
  expect(shellArguments(['-h'])).toMatchObject({ value: { help: true } });
});

test.each([
  ['--host', ['--host', '0.0.0.0']],
  ['--host', ['--host=0.0.0.0']],
  ['--port', ['--port', '80']],
  ['--bind', ['--bind', '0.0.0.0']],
  ['--listen', ['--listen']],
  ['0.0.0.0', ['0.0.0.0']],
  ['--at', ['--at', 'https://evil.com']],
  ['--at', ['--at']],
  ['--at', ['--at', '#/run/"><script>']],
  ['--home', ['--home', '']],
])('L8: %s is refused in words (%j)', (named, argv) => {
  const parsed = shellArguments(argv);
  expect(parsed.ok ? '' : parsed.failure).toContain(named);
  expect(USAGE).not.toMatch(/--host|--port|--bind|--listen/u);
});
