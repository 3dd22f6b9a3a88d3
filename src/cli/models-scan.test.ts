import { expect, test } from 'vitest';
import { setupWith } from '#engine/testing/deliberation.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { runCli } from './main.ts';
import { fakeWorld as worldOf, type FakeWorld } from './testing/fake-world.ts';

const MODEL: ModelRow = {
  id: 'ollama:tiny:1b',
  name: 'tiny:1b',
  file: 'sha256-abc',
  size: 98_000_000,
  kind: 'chat',
  licence: '',
  context: 8192,
  quantisation: 'Q4_1',
  present: true,
  origin: 'elsewhere',
  terms: false,
  note: 'a \u001b[2Jfile',
  owners: ['Ollama'],
};

function host(): { readonly handlers: Partial<Handlers>; readonly allowed: Set<string> } {
  const allowed = new Set<string>();
  const handlers: Partial<Handlers> = {
    'models.roots': async () =>
      ok({
        roots: [
          { root: 'lm-studio', name: 'LM Studio', folders: ['/lm'], found: true, allowed: allowed.has('lm-studio') },
          { root: 'ollama', name: 'Ollama', folders: ['/ollama'], found: true, allowed: allowed.has('ollama') },
          { root: 'jan', name: 'Jan', folders: ['/jan'], found: false, allowed: false },
        ],
      }),
    'models.allowRoot': async ({ root, allowed: yes }) => {
      if (yes) allowed.add(root);
      else allowed.delete(root);
      return ok({});
    },
    'models.scan': async () =>
      allowed.has('ollama')
        ? ok({
            roots: [{ root: 'ollama', name: 'Ollama', count: 1, notes: ['/ollama/x cannot be read (EACCES)'] }],
            models: [MODEL],
          })
        : ok({ roots: [], models: [] }),
  };
  return { handlers, allowed };
}
const world = (handlers: Partial<Handlers>): FakeWorld => worldOf(loopback(fakeHandlers(handlers)));

test('a scan shows the roots, looks only into those that are allowed, and says how to allow one', async () => {
  const { handlers, allowed } = host();
  const first = world(handlers);
  expect(await runCli(['models', 'scan'], first)).toBe(0);
  expect(first.out()).toBe(
    'ROOT                    PROGRAM    FOLDERS\nlm-studio  not allowed  LM Studio  /lm\nollama     not allowed  Ollama     /ollama\njan        not there    Jan        /jan\n',
  );
  expect(first.err()).toContain('parley models scan --allow lm-studio');
  const second = world(handlers);
  expect(await runCli(['models', 'scan', '--allow', 'ollama'], second)).toBe(0);
  expect(second.out()).toContain('ollama     1 found');
  expect(second.out()).toMatch(/^ollama:tiny:1b +98\.0 MB +chat +Ollama +a \S*file$/mu);
  expect(second.out()).not.toContain('\u001b');
  expect(second.err()).toContain('/ollama/x cannot be read (EACCES)');
  expect([...allowed]).toEqual(['ollama']);
  expect(await runCli(['models', 'scan', '--forbid', 'ollama'], world(handlers))).toBe(0);
  expect([...allowed]).toEqual([]);
});

test('an unknown root is wrong usage and changes nothing; programs get a line for each root and model', async () => {
  const { handlers, allowed } = host();
  const wrong = world(handlers);
  expect(await runCli(['models', 'scan', '--allow', 'steam'], wrong)).toBe(2);
  expect(wrong.err()).toContain('"steam" is none of lm-studio, ollama, huggingface, jan, gpt4all');
  expect([...allowed]).toEqual([]);
  const json = world(handlers);
  expect(await runCli(['models', 'scan', '--allow', 'ollama', '--json'], json)).toBe(0);
  const documents = json
    .out()
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(documents).toMatchObject([
    { root: 'lm-studio', count: 0 },
    { root: 'ollama', count: 1, notes: ['/ollama/x cannot be read (EACCES)'] },
    { root: 'jan', found: false },
    { id: 'ollama:tiny:1b' },
  ]);
});

test('a run whose model is missing says how to take one that is here', async () => {
  const setup = setupWith({});
  const model = setup.seats[0]?.model ?? '';
  const message = `the model ${model} is not here; or take one that is here: ollama:tiny 1b`;
  const instead = { model, offers: [{ id: 'ollama:tiny 1b', name: 'tiny' }] };
  const refusing = world({
    'scenario.load': async () => ok({ setup }),
    'run.start': async () => fail({ code: 'not_found', message, instead }),
  });
  expect(await runCli(['run', 'x.yaml'], refusing)).toBe(2);
  const [seat] = setup.seats;
  expect(refusing.err()).toContain(`${message}, with: --seat '${seat?.name ?? ''}=ollama:tiny 1b'`);
});
