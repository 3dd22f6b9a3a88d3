import { setTimeout as delay } from 'node:timers/promises';
import { invented, type Script } from '#engine/testing/scripted-model.ts';
import type { HostSettings } from './host-settings.ts';

/** As many answers of two sentences make one where they are written word by word: 64 words, about what a real model says. */
const LONG = 4;

/** How the scripted model behaves in this process: at once, or as slow as a real one. */
export function scriptOf({
  scriptedDelay,
  scriptedPace,
}: Pick<HostSettings, 'scriptedDelay' | 'scriptedPace'>): Script {
  return {
    ...(scriptedDelay === 0 ? {} : { pause: () => delay(scriptedDelay) }),
    ...(scriptedPace === 0
      ? {}
      : {
          pace: () => paced(1000 / scriptedPace),
          speak: ({ seed }) => ({ text: Array.from({ length: LONG }, (_, part) => invented(seed + part)).join(' ') }),
        }),
  };
}

/** A wait of so many milliseconds from word to word. One that came late is made up for by the next: timers on a busy machine are late. */
function paced(step: number): () => Promise<void> {
  const began = performance.now();
  let words = 0;
  return async () => {
    words += 1;
    await delay(Math.max(0, began + words * step - performance.now()));
  };
}
