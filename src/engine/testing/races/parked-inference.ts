import { fail } from '#shared/base/result.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { Inference, OpenTurn, TurnPrompt } from '../../ports.ts';
import { choose } from '../brake-scenarios.ts';
import { invented, scriptedInference, type Cue, type ScriptedInference } from '../scripted-model.ts';
import type { Agenda, Outcome } from '../simulator/agenda.ts';

/** What the speakers of a race do: by the name of each, what it would rather do on its menu, and what it says. */
export type Part = {
  readonly wants?: Readonly<Record<string, RegExp>>;
  readonly says?: (who: string, cue: Cue) => string;
};

const CRASHED: ModelFailure = { kind: 'crashed', detail: 'the host died', signal: 'SIGKILL' };
const CANCELLED: ModelFailure = { kind: 'cancelled', detail: 'the turn was cancelled' };

/** The scripted model in which every call waits on the agenda, so that a test says what goes on next. Every prompt is kept in `opened`. */
export function parkedInference(agenda: Agenda, part: Part = {}): Inference & { readonly opened: TurnPrompt[] } {
  const models = new Map<string, ScriptedInference>();
  const opened: TurnPrompt[] = [];
  const modelOf = (who: string): ScriptedInference => {
    const known = models.get(who) ?? modelFor(who, part);
    models.set(who, known);
    return known;
  };
  return {
    opened,
    async load(specs, options) {
      const outcome = await agenda.park('load', 'host', options.signal);
      const [first] = specs;
      if (outcome !== 'done' && first !== undefined) return fail({ ...failureOf(outcome), model: first.model });
      return modelOf('host').load(specs, options);
    },
    async open(prompt, waiting) {
      const who = speakerOf(prompt);
      const outcome = await agenda.park('open', who, waiting.signal);
      if (outcome !== 'done') return fail(failureOf(outcome));
      opened.push(prompt);
      const turn = await modelOf(who).open(prompt, waiting);
      return turn.ok ? { ok: true, value: parking(turn.value, { agenda, who }) } : turn;
    },
    close: async () => {},
  };
}

function modelFor(who: string, { wants, says }: Part): ScriptedInference {
  const wanted = wants?.[who];
  return scriptedInference({
    ...(wanted === undefined ? {} : { decide: choose(wanted) }),
    speak: (cue) => ({ text: says?.(who, cue) ?? invented(cue.seed) }),
  });
}

function parking(turn: OpenTurn, { agenda, who }: { readonly agenda: Agenda; readonly who: string }): OpenTurn {
  return {
    ...turn,
    async decide(request, waiting) {
      const outcome = await agenda.park('decide', who, waiting.signal);
      return outcome === 'done' ? turn.decide(request, waiting) : fail(failureOf(outcome));
    },
    async speak(request, waiting) {
      const outcome = await agenda.park('speak', who, waiting.signal);
      return outcome === 'done' ? turn.speak(request, waiting) : fail(failureOf(outcome));
    },
    close: () => turn.close(),
  };
}

const failureOf = (outcome: Exclude<Outcome, 'done'>): ModelFailure => (outcome === 'crashed' ? CRASHED : CANCELLED);

const speakerOf = (prompt: TurnPrompt): string => /You are ([^,\n]+),/u.exec(tailText(prompt))?.[1] ?? 'someone';

/** The own part of a prompt as text. */
export const tailText = (prompt: TurnPrompt): string =>
  prompt.tail.map((segment) => (segment.kind === 'text' ? segment.text : '')).join('');
