import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { RpcFailure, ScenarioRow } from '#shared/rpc/methods.ts';
import { describeProblem, parseScenario } from '#shared/scenario/parse-scenario.ts';
import { YAML_LIMITS } from '#shared/scenario/yaml-tree.ts';
import { makeFolder, syncFolder } from '#store/files.ts';
import { ownScenarios, readyScenarios, type Places } from './places.ts';

/** The ready scenarios, then the user's own, each in alphabetical order. What cannot be read, or is no scenario, is left out. */
export const listScenarios = (places: Places): readonly ScenarioRow[] => [
  ...scenariosIn(readyScenarios(places), 'ready'),
  ...scenariosIn(ownScenarios(places), 'own'),
];

/**
 * Writes a scenario among the user's own, whole or not at all, in place of one of that name; returns where it lies. Refused where
 * the text is no scenario or the name is no name of a file on every system.
 */
export function saveScenario(
  places: Places,
  { name, text }: { readonly name: string; readonly text: string },
): Result<string, RpcFailure> {
  const base = name.normalize('NFC').trim();
  if (!NAME.test(base) || RESERVED.test(base)) {
    const message = `A scenario's name has letters, digits, spaces, - and _, at most ${MOST_LETTERS}, and begins with a letter or a digit; ${JSON.stringify(name.slice(0, 100))} is none.`;
    return fail({ code: 'usage', message });
  }
  const parsed = parseScenario(text, `${base}.yaml`);
  if (!parsed.ok) return fail({ code: 'usage', message: describeProblem(parsed.failure) });
  const folder = ownScenarios(places);
  const file = join(folder, `${base}.yaml`);
  try {
    makeFolder(folder);
    writeWhole(file, text);
    syncFolder(folder);
    return ok(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail({ code: 'storage', message: `The scenario could not be written to ${file} (${why}).` });
  }
}

/** In UTF-8 and with its ending no longer than any file system takes. */
const MOST_LETTERS = 60;
const NAME = new RegExp(String.raw`^[\p{L}\p{N}][\p{L}\p{M}\p{N} _-]{0,${MOST_LETTERS - 1}}$`, 'u');
/** Names that Windows keeps for devices. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/iu;
const ENDING = /\.ya?ml$/u;

function scenariosIn(folder: string, source: ScenarioRow['source']): readonly ScenarioRow[] {
  return namesIn(folder)
    .filter((name) => ENDING.test(name) && !name.startsWith('.'))
    .toSorted((a, b) => a.localeCompare(b, 'en'))
    .flatMap((name) => {
      const text = readSmall(join(folder, name));
      const parsed = text === undefined ? undefined : parseScenario(text, name);
      if (text === undefined || parsed?.ok !== true) return [];
      const { title, question, seats } = parsed.value;
      return [{ name: name.replace(ENDING, ''), title, question, seats: seats.map((seat) => seat.name), source, text }];
    });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Its size is looked at before it is read: nobody knows what lies there. */
function readSmall(file: string): string | undefined {
  try {
    const about = statSync(file);
    return about.isFile() && about.size <= YAML_LIMITS.chars ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** Under another name first: a crash in between leaves the old file as it was. */
function writeWhole(file: string, text: string): void {
  const draft = join(dirname(file), `.${process.pid}.part`);
  try {
    const handle = openSync(draft, 'w');
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}
