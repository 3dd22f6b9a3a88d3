import { expect, test } from 'vitest';
import { completed, platformOf } from './complete-lock.ts';

test('a binary package tells its platform by its name', () => {
  expect(platformOf('@oxlint/binding-linux-arm64-musl')).toEqual({ os: ['linux'], cpu: ['arm64'], libc: ['musl'] });
  expect(platformOf('@node-llama-cpp/mac-arm64-metal')).toEqual({ os: ['darwin'], cpu: ['arm64'] });
  expect(platformOf('@rolldown/binding-wasm32-wasi')).toEqual({ cpu: ['wasm32'] });
  expect(platformOf('left-pad')).toBeUndefined();
});

test('a lock that lacks an optional binary gets it, and what it has stays as it is', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/tool': {
        version: '1.0.0',
        dev: true,
        optionalDependencies: { 'tool-linux-x64': '1.0.0', 'tool-win32-x64': '1.0.0' },
      },
      'node_modules/tool-linux-x64': { version: '1.0.0', integrity: 'sha512-x', optional: true },
    },
  };
  const { packages } = completed(lock);
  expect(packages['node_modules/tool-win32-x64']).toEqual({
    version: '1.0.0',
    os: ['win32'],
    cpu: ['x64'],
    dev: true,
    optional: true,
  });
  expect(packages['node_modules/tool-linux-x64']).toEqual(lock.packages['node_modules/tool-linux-x64']);
});
