import { readFile, stat } from 'node:fs/promises';
import { fail, ok } from '#shared/base/result.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { describeProblem, parseScenario } from '#shared/scenario/parse-scenario.ts';
import { YAML_LIMITS } from '#shared/scenario/yaml-tree.ts';
import type { Places } from '../places.ts';
import { listScenarios, saveScenario } from '../scenario-shelf.ts';

type ScenarioHandlers = Pick<Handlers, 'scenario.load' | 'scenario.list' | 'scenario.save'>;

/** Scenario files, in and out. */
export function scenarioHandlers(places: Places): ScenarioHandlers {
  return {
    async 'scenario.load'({ path }) {
      const text = await readSmallFile(path);
      if (!text.ok) return text;
      const parsed = parseScenario(text.value, path);
      return parsed.ok
        ? ok({ setup: parsed.value })
        : fail({ code: 'usage', message: describeProblem(parsed.failure) });
    },
    'scenario.list': async () => ok({ scenarios: [...listScenarios(places)] }),
    async 'scenario.save'(input) {
      const saved = saveScenario(places, input);
      return saved.ok ? ok({ path: saved.value }) : saved;
    },
  };
}

/** A scenario is refused by its size before it is read. */
async function readSmallFile(path: string) {
  try {
    const about = await stat(path);
    if (!about.isFile())
      return fail<RpcFailure>({ code: 'usage', message: `${path} is not a file: name a scenario file.` });
    if (about.size > YAML_LIMITS.chars) {
      const message = `${path} has ${about.size} bytes, a scenario at most ${YAML_LIMITS.chars}: is it the right file?`;
      return fail<RpcFailure>({ code: 'usage', message });
    }
    return ok(await readFile(path, 'utf8'));
  } catch {
    return fail<RpcFailure>({ code: 'usage', message: `The scenario ${path} cannot be read: check its name.` });
  }
}
