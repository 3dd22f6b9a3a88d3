import { createStore } from 'zustand/vanilla';

/** What this window remembers of its own: nothing that a run depends on. Kept in the browser's storage. */
export type Settings = {
  readonly theme: 'system' | 'dark' | 'light';
  readonly axis: 'time' | 'sequence';
  /** Idle gaps of the time axis are drawn short. */
  readonly foldIdle: boolean;
  /** Single keys do something; Ctrl and Esc always do. */
  readonly keys: boolean;
  /** Keys that differ from the keymap, by action. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly sidebar: boolean;
};

const KEY = 'parley.settings';
const DEFAULTS: Settings = { theme: 'system', axis: 'time', foldIdle: true, keys: true, bindings: {}, sidebar: true };

export const settings = createStore<Settings>(() => ({ ...DEFAULTS, ...stored() }));

settings.subscribe((state) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // A window without storage forgets; that is all.
  }
});

/** What was stored, as far as it is of the right kind. */
function stored(): Partial<Settings> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof read !== 'object' || read === null) return {};
    const entries = Object.entries(DEFAULTS).flatMap(([key, value]) => {
      const own = (read as Record<string, unknown>)[key];
      return typeof own === typeof value && own !== null ? [[key, own]] : [];
    });
    return Object.fromEntries(entries) as Partial<Settings>;
  } catch {
    return {};
  }
}
