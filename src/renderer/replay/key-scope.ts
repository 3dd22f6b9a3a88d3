/** Where a person writes, or picks a letter's entry out of a list: there a single key is a letter. */
export const isTyping = (target: EventTarget | null): boolean => isIn(target, WRITES);

/** What lies over the page has keys of its own. */
export const isInDialog = (target: EventTarget | null): boolean =>
  isIn(target, '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]');

/** Keys that what has the focus needs itself: Space and Enter of a button, arrows of a slider or a separator. */
export function isOwnKey(target: EventTarget | null, key: string): boolean {
  if (key === 'Space' || key === 'Enter') return isIn(target, PRESSED) || (key === 'Space' && isIn(target, TICKED));
  return /^(Arrow|Home|End|Page)/.test(key) && isIn(target, MOVED);
}

const WRITES =
  'textarea, select, [contenteditable="true"], input:not([type="checkbox"], [type="radio"], [type="range"], [type="button"])';
const PRESSED = 'button, a, summary, [role="button"], [role="tab"], [role="switch"]';
const TICKED = 'input[type="checkbox"], input[type="radio"]';
const MOVED =
  '[role="slider"], [role="separator"], [role="tab"], [role="listbox"], input[type="radio"], input[type="range"]';

const isIn = (target: EventTarget | null, what: string): boolean =>
  target !== null && 'closest' in target && (target as Element).closest(what) !== null;
