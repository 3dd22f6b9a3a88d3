/** What a key can do, in the words of the list that `?` shows. `default` is a key as `keyOf` writes it. */
export type Action = {
  readonly id: ActionId;
  readonly words: string;
  readonly group: (typeof GROUPS)[number];
  readonly default: string;
  /** Others that do the same. */
  readonly also?: readonly string[];
};

export const GROUPS = ['Playing', 'Moving', 'Timeline', 'Window'] as const;

export const ACTIONS = [
  { id: 'play', words: 'Play or stop', group: 'Playing', default: 'Space', also: ['k'] },
  { id: 'slower', words: 'Slower', group: 'Playing', default: 'j' },
  { id: 'faster', words: 'Faster', group: 'Playing', default: 'l' },
  { id: 'live', words: 'Go live', group: 'Playing', default: 'Shift+L' },
  { id: 'go-to', words: 'Go to a time or a turn…', group: 'Playing', default: 'g' },
  { id: 'details', words: 'Open the turn at the playhead', group: 'Playing', default: 'Enter' },
  { id: 'minutes', words: 'Show or hide the minutes', group: 'Playing', default: 'm' },
  { id: 'bookmark', words: 'Bookmark what is picked out, or the moment', group: 'Playing', default: 'b' },
  { id: 'note', words: 'Write a note on it…', group: 'Playing', default: 'Shift+B' },
  { id: 'copy-link', words: 'Copy a link to this moment', group: 'Playing', default: 'y' },
  { id: 'fork', words: 'Fork here…', group: 'Playing', default: 'h' },
  { id: 'rerun', words: 'Re-run from here…', group: 'Playing', default: 'r' },
  { id: 'branches', words: 'Show or hide the branches', group: 'Playing', default: 'Shift+H' },
  { id: 'previous-turn', words: 'Previous turn', group: 'Moving', default: 'ArrowLeft' },
  { id: 'next-turn', words: 'Next turn', group: 'Moving', default: 'ArrowRight' },
  { id: 'previous-round', words: 'Previous round', group: 'Moving', default: 'Shift+ArrowLeft' },
  { id: 'next-round', words: 'Next round', group: 'Moving', default: 'Shift+ArrowRight' },
  { id: 'previous-message', words: 'Previous message', group: 'Moving', default: '<' },
  { id: 'next-message', words: 'Next message', group: 'Moving', default: '>' },
  { id: 'previous-event', words: 'Previous event', group: 'Moving', default: ',' },
  { id: 'next-event', words: 'Next event', group: 'Moving', default: '.' },
  { id: 'previous-marker', words: 'Previous marker', group: 'Moving', default: '[' },
  { id: 'next-marker', words: 'Next marker', group: 'Moving', default: ']' },
  { id: 'first', words: 'To the beginning', group: 'Moving', default: 'Home' },
  { id: 'last', words: 'To the end', group: 'Moving', default: 'End' },
  { id: 'lane-up', words: 'Lane above', group: 'Timeline', default: 'ArrowUp' },
  { id: 'lane-down', words: 'Lane below', group: 'Timeline', default: 'ArrowDown' },
  { id: 'zoom-in', words: 'Zoom in', group: 'Timeline', default: '+', also: ['w', '='] },
  { id: 'zoom-out', words: 'Zoom out', group: 'Timeline', default: '-', also: ['s'] },
  { id: 'pan-left', words: 'Move left', group: 'Timeline', default: 'a' },
  { id: 'pan-right', words: 'Move right', group: 'Timeline', default: 'd' },
  { id: 'fit-selection', words: 'Fit what is picked out', group: 'Timeline', default: 'f' },
  { id: 'fit-all', words: 'Fit all', group: 'Timeline', default: 'Shift+F' },
  { id: 'palette', words: 'Search runs, messages and actions', group: 'Window', default: 'Ctrl+k' },
  { id: 'find', words: 'Find in the open run', group: 'Window', default: 'Ctrl+f', also: ['/'] },
  { id: 'new', words: 'New deliberation', group: 'Window', default: 'Ctrl+n', also: ['n'] },
  { id: 'models', words: 'Models', group: 'Window', default: 'Ctrl+Shift+M' },
  { id: 'settings', words: 'Settings', group: 'Window', default: 'Ctrl+,' },
  { id: 'keys', words: 'Keys', group: 'Window', default: '?', also: ['F1', 'Ctrl+/'] },
  { id: 'sidebar', words: 'Show or hide the sidebar', group: 'Window', default: 'Ctrl+Shift+S' },
] as const satisfies readonly (Omit<Action, 'id'> & { readonly id: string })[];

export type ActionId = (typeof ACTIONS)[number]['id'];

/** What needs the program behind the window: a file that holds one recording has none. */
const NEEDS_PARLEY: ReadonlySet<string> = new Set<ActionId>([
  ...(['live', 'bookmark', 'note', 'fork', 'rerun', 'branches'] as const),
  ...(['palette', 'find', 'new', 'models', 'sidebar'] as const),
]);

/** Whether there is anything that the action could do here. */
export const isHere = (id: ActionId, { isFile }: { readonly isFile: boolean }): boolean =>
  !isFile || !NEEDS_PARLEY.has(id);

/** Keys that differ from the map's own, by action. */
export type Bindings = Readonly<Record<string, string>>;

const ALL: readonly Action[] = ACTIONS;

/** A digit goes to that tenth of the run. */
export const decileOf = (key: string): number | undefined => (/^[0-9]$/.test(key) ? Number(key) / 10 : undefined);

/** Keys that keep their meaning: the tenths, the way out, and the way on. */
export const isReserved = (key: string): boolean =>
  decileOf(key) !== undefined || ['Escape', 'Tab', 'Shift+Tab'].includes(key);

export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & {
  readonly isComposing?: boolean;
  readonly getModifierState?: (name: 'AltGraph') => boolean;
};

const NO_KEYS = ['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Dead', 'Process', 'Unidentified'];

/**
 * A key as it is written in the map: `Ctrl+k` (also for the command key), `Shift+ArrowLeft`, `?`. Letters are the same whether the capitals
 * are locked or not. Empty for what writes a sign of its own: Alt, AltGr, and a composition that is not done.
 */
export function keyOf(event: Pressed): string {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  const isAltGr = event.getModifierState?.('AltGraph') === true;
  if (altKey || isAltGr || event.isComposing === true || NO_KEYS.includes(key)) return '';
  const isLetter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  const letter = shiftKey ? key.toUpperCase() : key.toLowerCase();
  const name = key === ' ' ? 'Space' : isLetter ? letter : key;
  // A sign that Shift has already made another stands for itself.
  const isShifted = shiftKey && (name.length > 1 || isLetter);
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${isShifted ? 'Shift+' : ''}${name}`;
}

/** What a key does: what the person bound it to, else the map's own unless that action was bound elsewhere. */
export function actionOf(key: string, bindings: Bindings): ActionId | undefined {
  if (key === '') return undefined;
  const bound = ALL.find((action) => bindings[action.id] === key);
  if (bound !== undefined) return bound.id;
  return ALL.find((action) => bindings[action.id] === undefined && ownKeys(action).includes(key))?.id;
}

/** The keys that do this now; none where all of them were bound to something else. */
export function keysOf(action: Action, bindings: Bindings): readonly string[] {
  const bound = bindings[action.id];
  const keys = bound === undefined ? ownKeys(action) : [bound];
  return keys.filter((key) => actionOf(key, bindings) === action.id);
}

/** The bindings with one key more, or with an action as it was; what is bound as the map has it needs no entry. */
export function withBinding(bindings: Bindings, id: ActionId, key: string | undefined): Bindings {
  // One key does one thing: who had it by a binding is as the map has it again.
  const others = Object.entries(bindings).filter(([own, bound]) => own !== id && bound !== key);
  const isOwn = ALL.some((action) => action.id === id && action.default === key && action.also === undefined);
  return Object.fromEntries(key === undefined || isOwn ? others : [...others, [id, key]]);
}

/** A key for people: `Ctrl K`, `Shift ←`, `Space`. */
export const keyWords = (key: string): string =>
  key
    .split(/\+(?=.)/)
    .map((part) => SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ');

const SIGNS: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };

const ownKeys = (action: Action): readonly string[] => [action.default, ...(action.also ?? [])];
