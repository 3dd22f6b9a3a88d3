import type { Inference, TurnPrompt } from '../../ports.ts';
import { choose } from '../brake-scenarios.ts';
import { invented, scriptedInference, type Cue, type ScriptedInference } from '../scripted-model.ts';
import type { Agenda } from '../simulator/agenda.ts';
import { parkingHost } from '../simulator/parking-host.ts';

/** What the speakers of a race do: by the name of each, what it would rather do on its menu, and what it says. */
export type Part = {
  readonly wants?: Readonly<Record<string, RegExp>>;
  readonly says?: (who: string, cue: Cue) => string;
};

/** The scripted models of a race, one a speaker, behind the parking host: a test says what goes on next. Every prompt is kept in `opened`. */
export function parkedInference(agenda: Agenda, part: Part = {}): Inference & { readonly opened: TurnPrompt[] } {
  const models = new Map<string, ScriptedInference>();
  const opened: TurnPrompt[] = [];
  const modelOf = (who: string): Inference => {
    const model = models.get(who) ?? modelFor(who, part);
    models.set(who, model);
    return {
      ...model,
      open(prompt, waiting) {
        opened.push(prompt);
        return model.open(prompt, waiting);
      },
    };
  };
  return { ...parkingHost(agenda, modelOf), opened };
}

function modelFor(who: string, { wants, says }: Part): ScriptedInference {
  const wanted = wants?.[who];
  return scriptedInference({
    ...(wanted === undefined ? {} : { decide: choose(wanted) }),
    speak: (cue) => ({ text: says?.(who, cue) ?? invented(cue.seed) }),
  });
}
