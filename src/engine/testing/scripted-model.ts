/**
 * The scripted model: the Inference port without a model. Deterministic and instant: a token is a word, a ground is counted once, and
 * what is said comes from a script, by default from the seed alone.
 */
import { hash32, random } from '#shared/base/random.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { micros, type ModelRef } from '#shared/events/ids.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { Abort } from '#shared/base/abort.ts';
import type { Inference, LoadedModel, ModelSpec, OpenTurn, Segment, SpeakRequest, TurnPrompt } from '../ports.ts';

export type Said = { readonly text: string; readonly reasoning?: string };

/** What the model sees of a turn when it is asked to speak. */
export type Cue = { readonly prompt: string; readonly seed: number; readonly instruction: string };

export type Script = {
  /** The text of an answer, or a failure of inference. */
  readonly speak?: (cue: Cue) => Said | ModelFailure;
  /** Log-probabilities over a menu's labels. */
  readonly decide?: (menu: string, labels: readonly string[]) => readonly number[];
  /** Waited for before each stage; for tests that hold a turn open. */
  readonly pause?: (signal: Abort) => Promise<void>;
  /** Made anew for each answer and waited for before each of its words; without it all of them are said at once. */
  readonly pace?: () => () => Promise<void>;
};

export type ScriptedInference = Inference & {
  /** Prompts as they were opened, in order. */
  readonly opened: readonly TurnPrompt[];
};

export function scriptedInference(script: Script = {}): ScriptedInference {
  const opened: TurnPrompt[] = [];
  const trunks = new Map<ModelRef, Trunks>();
  return {
    opened,
    async load(specs) {
      for (const spec of specs) {
        trunks.set(
          spec.model,
          Array.from({ length: spec.trunks }, () => []),
        );
      }
      return ok(specs.map(loaded));
    },
    async open(prompt, { signal }) {
      if (signal.aborted) return fail(CANCELLED);
      opened.push(prompt);
      return ok(openTurn({ prompt, script, trunks }));
    },
    close: async () => {},
  };
}

const CANCELLED: ModelFailure = { kind: 'cancelled', detail: 'the turn was cancelled' };

/** What each trunk of a model holds. */
type Trunks = (readonly string[])[];
type Room = { readonly prompt: TurnPrompt; readonly script: Script; readonly trunks: Map<ModelRef, Trunks> };

function openTurn({ prompt, script, trunks }: Room): OpenTurn {
  const text = textOf([...prompt.ground, ...prompt.tail]);
  const own = [...prompt.ground, ...prompt.tail].flatMap(tokensIn);
  let evaluated: readonly string[] = [];
  /** Words of the prompt that are new since the last stage; the ground among them only where the trunk has not seen it. */
  const evaluate = (stage: readonly Segment[]) => {
    const ground = prompt.ground.flatMap(tokensIn);
    const first = evaluated.length === 0;
    const known = first ? intoTrunk(ground, trunks.get(prompt.model) ?? []) : 0;
    const groundNew = first ? ground.length - known : 0;
    const full = [...own, ...stage.flatMap(tokensIn)];
    const reused = first ? known : shared(full, evaluated);
    evaluated = full;
    return { evaluated: full.length - reused, ground: groundNew, reused };
  };
  const timing = { queued: micros(0), prefill: micros(1000), stage: micros(1000) };
  return {
    groundTokens: prompt.ground.map(count),
    tailTokens: prompt.tail.map(count),
    promptHash: hashOf(text),
    async decide({ menu, labels }, { signal }) {
      await script.pause?.(signal);
      if (signal.aborted) return fail(CANCELLED);
      const logprobs = script.decide?.(textOf(menu), labels) ?? labels.map(() => -Math.log(labels.length));
      return ok({
        logprobs,
        tokens: menu.map(count),
        promptHash: hashOf(text + textOf(menu)),
        usage: evaluate(menu),
        timing,
      });
    },
    async speak(request, { signal, onPiece }) {
      const said = await say({ request, script, text }, signal);
      if (!said.ok) return said;
      const instruction = textOf(request.instruction);
      const words = tokensOf(said.value.text);
      const pace = script.pace?.();
      for (const word of words) {
        await pace?.();
        if (signal.aborted) return fail(CANCELLED);
        onPiece?.(word);
      }
      return ok({
        text: said.value.text,
        ...(said.value.reasoning === undefined ? {} : { reasoning: said.value.reasoning }),
        ids: words.map((word) => hash32(word) % 50_000),
        pieces: words.map((_, index): [number, number] => [index * 1000, words.slice(0, index + 1).join('').length]),
        finish: 'eog',
        tokens: request.instruction.map(count),
        promptHash: hashOf(text + instruction),
        usage: { ...evaluate(request.instruction), written: words.length },
        timing,
        firstToken: micros(100),
      });
    },
    close: async () => {},
  };
}

async function say(
  { request, script, text }: { readonly request: SpeakRequest; readonly script: Script; readonly text: string },
  signal: Abort,
): Promise<Result<Said, ModelFailure>> {
  await script.pause?.(signal);
  if (signal.aborted) return fail(CANCELLED);
  const cue = { prompt: text, seed: request.seed, instruction: textOf(request.instruction) };
  const said = script.speak?.(cue) ?? { text: invented(request.seed) };
  return 'kind' in said ? fail(said) : ok(said);
}

/** Two sentences out of the seed: no two seeds share twelve words in a row but by chance. */
export function invented(seed: number): string {
  const next = random(seed);
  const word = (): string => `${pick(ONSETS, next)}${pick(ENDINGS, next)}`;
  const sentence = (): string => {
    const words = Array.from({ length: 8 }, word).join(' ');
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
  };
  return `${sentence()} ${sentence()}`;
}

const ONSETS = ['ba', 'de', 'fi', 'go', 'ku', 'la', 'mi', 'no', 'pa', 're', 'su', 'ti', 'vo', 'we', 'zu'];
const ENDINGS = ['lar', 'men', 'nit', 'por', 'ruk', 'sel', 'tam', 'vin', 'zon', 'dal'];
const pick = (from: readonly string[], next: () => number): string => from[Math.floor(next() * from.length)] ?? '';

const textOf = (segments: readonly Segment[]): string =>
  segments.map((segment) => (segment.kind === 'frame' ? `<${segment.frame}> ` : segment.text)).join('');

const tokensOf = (text: string): readonly string[] => text.match(/\S+\s*|\s+/gu) ?? [];

/** Each segment by itself, never joined. */
const tokensIn = (segment: Segment): readonly string[] => tokensOf(textOf([segment]));

const count = (segment: Segment): number => tokensIn(segment).length;

/**
 * Brings a ground into a trunk and answers how much of it was there: the planner's rule, that a trunk which holds it whole stays as it is,
 * else one is extended, then an empty one filled, then the one overwritten that loses least.
 */
function intoTrunk(ground: readonly string[], trunks: Trunks): number {
  const held = trunks.map((trunk) => shared(ground, trunk));
  const known = Math.max(0, ...held);
  if (known === ground.length || trunks.length === 0) return known;
  const worth = trunks.map((trunk, at) => {
    const lost = trunk.length - (held[at] ?? 0);
    return lost === 0 ? (held[at] ?? 0) : -lost;
  });
  trunks[worth.indexOf(Math.max(...worth))] = ground;
  return known;
}

function shared(one: readonly string[], other: readonly string[]): number {
  const index = one.findIndex((token, at) => token !== other[at]);
  return index === -1 ? one.length : index;
}

/** Eight 32-bit hashes as hex: the shape of a SHA-256, not its strength. */
function hashOf(text: string): string {
  const whole = hash32(text);
  return Array.from({ length: 8 }, (_, index) => hash32(index, whole).toString(16).padStart(8, '0')).join('');
}

function loaded(spec: ModelSpec): LoadedModel {
  return {
    model: spec.model,
    file: 'scripted',
    sha256: '0'.repeat(64),
    size: 0,
    kind: 'chat',
    quantisation: 'none',
    loadTime: micros(0),
    memory: 0,
    context: spec.context,
    slots: spec.slots,
    trunks: spec.trunks,
    device: 'none',
    threads: 0,
    library: 'scripted',
    wrapper: { name: spec.wrapper ?? 'scripted', from: spec.wrapper === undefined ? 'template' : 'chosen' },
  };
}
