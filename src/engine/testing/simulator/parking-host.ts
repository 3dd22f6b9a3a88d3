import { fail } from '#shared/base/result.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { Inference, OpenTurn, TurnPrompt } from '../../ports.ts';
import type { Agenda, Outcome } from './agenda.ts';

const CRASHED: ModelFailure = { kind: 'crashed', detail: 'the host died', signal: 'SIGKILL' };
const CANCELLED: ModelFailure = { kind: 'cancelled', detail: 'the turn was cancelled' };

/**
 * Models behind a host that takes its time and dies: each call parks on the agenda. `modelOf` gives the model that answers a speaker; for
 * `host` it gives the one that loads.
 */
export function parkingHost(agenda: Agenda, modelOf: (who: string) => Inference): Inference {
  return {
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
      const opened = await modelOf(who).open(prompt, waiting);
      return opened.ok ? { ok: true, value: parking(opened.value, { agenda, who }) } : opened;
    },
    close: async () => {},
  };
}

/** The own part of a prompt as text. */
export const tailText = (prompt: TurnPrompt): string =>
  prompt.tail.map((segment) => (segment.kind === 'text' ? segment.text : '')).join('');

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
  };
}

const failureOf = (outcome: Exclude<Outcome, 'done'>): ModelFailure => (outcome === 'crashed' ? CRASHED : CANCELLED);

const speakerOf = (prompt: TurnPrompt): string => /You are ([^,\n]+),/u.exec(tailText(prompt))?.[1] ?? 'someone';
