import { expect, test } from 'vitest';
import { settingsFrom } from './host-settings.ts';

const DEFAULTS = { gpu: 'auto', threads: 0, sharing: 'trunk', batching: 'composer', scriptedDelay: 0, scriptedPace: 0 };

test('what the environment does not name is as the program would have it', () => {
  expect(settingsFrom({})).toEqual(DEFAULTS);
});

test('every setting can be named', () => {
  const env = {
    PARLEY_GPU: 'off',
    PARLEY_THREADS: '3',
    PARLEY_SHARING: 'none',
    PARLEY_BATCHING: 'default',
    PARLEY_SCRIPTED_DELAY: '40',
    PARLEY_SCRIPTED_PACE: '30',
  };
  expect(settingsFrom(env)).toEqual({
    gpu: 'off',
    threads: 3,
    sharing: 'none',
    batching: 'default',
    scriptedDelay: 40,
    scriptedPace: 30,
  });
});

test('an unknown value changes nothing', () => {
  for (const value of ['', 'many', '-1', '2.5', 'NaN', 'OFF', '__proto__']) {
    const env = Object.fromEntries(
      ['GPU', 'THREADS', 'SHARING', 'BATCHING', 'SCRIPTED_DELAY', 'SCRIPTED_PACE'].map((name) => [
        `PARLEY_${name}`,
        value,
      ]),
    );
    expect(settingsFrom(env)).toEqual(DEFAULTS);
  }
});

test.each([
  ['https://mirror.example/models', 'https://mirror.example'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://mirror.example', undefined],
  ['http://127.0.0.1.evil.example', undefined],
  ['http://localhost:8080', undefined],
  ['ftp://127.0.0.1', undefined],
  ['file:///models', undefined],
  ['mirror', undefined],
])('models come from another hub over HTTPS or from this machine: %s', (address, hub) => {
  expect(settingsFrom({ PARLEY_HUB: address }).hub).toBe(hub);
});
