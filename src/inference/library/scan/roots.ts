import { join } from 'node:path';
import { nodeFiles, type ScanFiles } from './files.ts';

export const ROOT_IDS = ['lm-studio', 'ollama', 'huggingface', 'jan', 'gpt4all'] as const;
export type RootId = (typeof ROOT_IDS)[number];

export const ROOT_NAMES: Readonly<Record<RootId, string>> = {
  'lm-studio': 'LM Studio',
  ollama: 'Ollama',
  huggingface: 'Hugging Face cache',
  jan: 'Jan',
  gpt4all: 'GPT4All',
};

/** A place where another program keeps its models. */
export type ModelRoot = {
  readonly id: RootId;
  /** Where its models may lie, there or not; reads at most the program's own settings of where that is. */
  readonly folders: () => Promise<readonly string[]>;
};

export type RootMachine = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's own folder. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly files?: Pick<ScanFiles, 'text'>;
};

/** The programs whose models can be used where they lie, with each one's own ways of being moved. */
export function modelRoots(machine: RootMachine): readonly ModelRoot[] {
  const { env, home } = machine;
  const fixed = (...folders: readonly string[]) => Promise.resolve([...new Set(folders)]);
  return [
    { id: 'lm-studio', folders: () => lmStudio(machine) },
    {
      id: 'ollama',
      folders: () => {
        const moved = filled(env['OLLAMA_MODELS']);
        // The service of a Linux package runs as a user of its own.
        const service = machine.platform === 'linux' ? ['/usr/share/ollama/.ollama/models'] : [];
        return fixed(...(moved === undefined ? [join(home, '.ollama', 'models'), ...service] : [moved]));
      },
    },
    {
      id: 'huggingface',
      folders: () => {
        const cache = filled(env['XDG_CACHE_HOME']) ?? join(home, '.cache');
        const hub = join(filled(env['HF_HOME']) ?? join(cache, 'huggingface'), 'hub');
        return fixed(filled(env['HF_HUB_CACHE']) ?? filled(env['HUGGINGFACE_HUB_CACHE']) ?? hub);
      },
    },
    { id: 'jan', folders: () => fixed(...janFolders(machine)) },
    { id: 'gpt4all', folders: () => fixed(join(localData(machine), 'nomic.ai', 'GPT4All')) },
  ];
}

/** LM Studio's home is named in a pointer file, its models folder in its settings, where the user has moved them. */
async function lmStudio({ home, files = nodeFiles }: RootMachine): Promise<readonly string[]> {
  const pointed = filled((await read(files, join(home, '.lmstudio-home-pointer')))?.trim());
  const homes = pointed === undefined ? [join(home, '.lmstudio'), join(home, '.cache', 'lm-studio')] : [pointed];
  const folders: string[] = [];
  for (const one of homes) {
    const moved = downloadsIn(await read(files, join(one, 'settings.json')));
    folders.push(moved ?? join(one, 'models'));
  }
  return [...new Set(folders)];
}

function downloadsIn(settings: string | undefined): string | undefined {
  try {
    const json: unknown = JSON.parse(settings ?? '{}');
    const folder = typeof json === 'object' && json !== null ? Object.entries(json) : [];
    const moved: unknown = folder.find(([key]) => key === 'downloadsFolder')?.[1];
    return typeof moved === 'string' ? filled(moved) : undefined;
  } catch {
    return undefined;
  }
}

/** Newer versions keep models below `llamacpp`, older ones in `models`, and the oldest in a folder of the user's own. */
function janFolders(machine: RootMachine): readonly string[] {
  const { env, home, platform } = machine;
  const data =
    platform === 'linux'
      ? [
          join(localData(machine), 'Jan', 'data'),
          join(filled(env['XDG_CONFIG_HOME']) ?? join(home, '.config'), 'Jan', 'data'),
        ]
      : [join(platform === 'win32' ? roaming(machine) : localData(machine), 'Jan', 'data')];
  return [
    ...data.map((folder) => join(folder, 'llamacpp', 'models')),
    ...[...data, join(home, 'jan')].map((folder) => join(folder, 'models')),
  ];
}

const roaming = ({ env, home }: RootMachine): string => filled(env['APPDATA']) ?? join(home, 'AppData', 'Roaming');

function localData({ env, home, platform }: RootMachine): string {
  if (platform === 'win32') return filled(env['LOCALAPPDATA']) ?? join(home, 'AppData', 'Local');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  return filled(env['XDG_DATA_HOME']) ?? join(home, '.local', 'share');
}

const read = (files: Pick<ScanFiles, 'text'>, path: string): Promise<string | undefined> =>
  files.text(path).catch(() => undefined);
const filled = (text: string | undefined): string | undefined => (text === undefined || text === '' ? undefined : text);
