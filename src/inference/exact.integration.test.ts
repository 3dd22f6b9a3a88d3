import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test, type TestContext } from 'vitest';
import type { HostSettings } from './messages.ts';
import { FOREVER, groundOf, must, nativeInference, openTurn, spec, speakRequest } from './testing/native.ts';

const models = ['SmolLM2-135M-Instruct.Q4_1.gguf', 'gemma-3-270m-q4_k_m.gguf'].map((name) => ({
  name,
  file: fileURLToPath(new URL(`../../models/${name}`, import.meta.url)),
}));

const NAMES = ['Ada', 'Ben', 'Cleo', 'Dan'];
const PLACES = [
  'the old station',
  'a new building by the school',
  'the empty shop on the square',
  'the floor above the town hall',
];

/** A long deliberation; from message `edited` on it is another one. */
function messages(edited: number): readonly string[] {
  return Array.from({ length: 74 }, (_, index) => {
    const [name, place] = [NAMES[index % 4], PLACES[(index + (index < edited ? 0 : 1)) % 4]];
    return `${name} wrote:\n> In ${place} we could seat ${20 + ((index * 37) % 60)} readers for ${3 + ((index * 11) % 17)} thousand a year.\n\n`;
  });
}

/** The turn of interest comes after one whose ground goes on differently from three fifths on, and is cut there. */
async function editedTurn(file: string, sharing: HostSettings['sharing'], { onTestFinished }: TestContext) {
  const inference = nativeInference(file, { settings: { sharing } });
  onTestFinished(() => inference.close());
  must(await inference.load([spec({ slots: 1, context: 4096 })], { exact: true, ...FOREVER }));
  const request = speakRequest({ maxTokens: 24 });
  if (sharing === 'trunk') {
    const before = await openTurn(inference, groundOf(...messages(74).slice(0, 46)));
    must(await before.speak({ ...request, maxTokens: 1 }, FOREVER));
    await before.close();
  }
  const turn = await openTurn(inference, groundOf(...messages(44)));
  const said = must(await turn.speak(request, FOREVER));
  const prompt = [...turn.groundTokens, ...turn.tailTokens, ...said.tokens].reduce((sum, one) => sum + one, 0);
  await inference.close();
  return { ids: said.ids, prompt, usage: said.usage };
}

/** Three prompts of 2,000 tokens, which a busy machine slows down. */
const PATIENCE = 600_000;

// Each on one thread of its own: together they take as long as one after the other on two threads, and leave no core idle.
test.concurrent.for(models)(
  'in exact mode $name says the same with the cache on and off, and the cache evaluates at most half',
  { timeout: PATIENCE },
  async ({ name, file }, context) => {
    const { expect } = context;
    expect(existsSync(file), `models/${name} is missing: npm start fetches it`).toBe(true);
    const cached = await editedTurn(file, 'trunk', context);
    const whole = await editedTurn(file, 'none', context);
    expect(whole.prompt).toBeGreaterThanOrEqual(2000);
    expect(whole.usage).toMatchObject({ evaluated: whole.prompt, reused: 0, written: cached.usage.written });
    expect(cached.ids.length).toBeGreaterThan(0);
    expect(cached.ids).toEqual(whole.ids);
    expect(cached.usage.evaluated).toBeLessThanOrEqual(whole.usage.evaluated / 2);
  },
);
