/** What a key can do, in the words of the list that `?` shows. `default` is a key as `keyOf` writes it. */
export type Action = {
  readonly id: ActionId;
  readonly words: string;
  readonly group: 'Playing' | 'Moving' | 'Timeline' | 'Window';
  readonly default: string;
  /** Others that do the same. */
  readonly also?: readonly string[];
};

export type ActionId =
  | 'play'
  | 'slower'
  | 'faster'
  | 'previous-turn'
  | 'next-turn'
  | 'previous-event'
  | 'next-event'
  | 'previous-message'
  | 'next-message'
  | 'previous-marker'
  | 'next-marker'
  | 'first'
  | 'last'
  | 'lane-up'
  | 'lane-down'
  | 'zoom-in'
  | 'zoom-out'
  | 'pan-left'
  | 'pan-right'
  | 'fit-selection'
  | 'fit-all'
  | 'live'
  | 'palette'
  | 'new'
  | 'settings'
  | 'keys'
  | 'sidebar';

export const ACTIONS: readonly Action[] = [
  { id: 'play', words: 'Play or stop', group: 'Playing', default: 'Space', also: ['k'] },
  { id: 'slower', words: 'Slower', group: 'Playing', default: 'j' },
  { id: 'faster', words: 'Faster', group: 'Playing', default: 'l' },
  { id: 'live', words: 'Go live', group: 'Playing', default: 'g' },
  { id: 'previous-turn', words: 'Previous turn', group: 'Moving', default: 'ArrowLeft' },
  { id: 'next-turn', words: 'Next turn', group: 'Moving', default: 'ArrowRight' },
  { id: 'previous-message', words: 'Previous message', group: 'Moving', default: 'Shift+ArrowLeft' },
  { id: 'next-message', words: 'Next message', group: 'Moving', default: 'Shift+ArrowRight' },
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
  { id: 'new', words: 'New deliberation', group: 'Window', default: 'Ctrl+n', also: ['n'] },
  { id: 'settings', words: 'Settings', group: 'Window', default: 'Ctrl+,' },
  { id: 'keys', words: 'Keys', group: 'Window', default: '?', also: ['F1', 'Ctrl+/'] },
  { id: 'sidebar', words: 'Show or hide the sidebar', group: 'Window', default: 'Ctrl+Shift+S' },
];

/** A digit goes to that tenth of the run. */
export const decileOf = (key: string): number | undefined => (/^[0-9]$/.test(key) ? Number(key) / 10 : undefined);

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** A key as it is written in the map: `Ctrl+k` (also for the command key), `Shift+ArrowLeft`, `?`. Empty where Alt makes it another's. */
export function keyOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  if (altKey || ['Control', 'Shift', 'Alt', 'Meta', 'Dead', 'Process', 'Unidentified'].includes(key)) return '';
  const name = key === ' ' ? 'Space' : key;
  // A sign that Shift has already made another stands for itself.
  const shifted = shiftKey && (name.length > 1 || /\p{L}/u.test(name));
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${shifted ? 'Shift+' : ''}${name}`;
}

/** What a key does: what the person bound it to, else the map's own unless that action was bound elsewhere. */
export function actionOf(key: string, bindings: Readonly<Record<string, string>>): ActionId | undefined {
  if (key === '') return undefined;
  const bound = ACTIONS.find((action) => bindings[action.id] === key);
  if (bound !== undefined) return bound.id;
  return ACTIONS.find(
    (action) => bindings[action.id] === undefined && (action.default === key || action.also?.includes(key) === true),
  )?.id;
}
