import { join } from 'node:path';

/** Where things lie: the user's data, the weights, and what comes with the program (scenarios, recordings, the catalogue). */
export type Places = {
  readonly home: string;
  readonly models: string;
  readonly tree: string;
};

export const runsFolder = ({ home }: Places): string => join(home, 'runs');
export const runFile = (places: Places, run: string): string => join(runsFolder(places), `${run}.db`);
export const libraryFile = ({ home }: Places): string => join(home, 'library.db');
/** Which programs' models may be used where they lie. */
export const rootsFile = ({ home }: Places): string => join(home, 'model-roots.json');
/** Where deleted runs lie until they are brought back. */
export const trashFolder = ({ home }: Places): string => join(home, 'trash');
/** The user's own scenarios, and those that come with the program. */
export const ownScenarios = ({ home }: Places): string => join(home, 'scenarios');
export const readyScenarios = ({ tree }: Places): string => join(tree, 'scenarios');
export const recordingsFolder = ({ tree }: Places): string => join(tree, 'scenarios', 'recordings');
export const catalogFile = ({ tree }: Places): string => join(tree, 'models', 'catalog.json');
