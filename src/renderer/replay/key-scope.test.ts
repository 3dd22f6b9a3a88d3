import { expect, test } from 'vitest';
import { isInDialog, isOwnKey, isTyping } from './key-scope.ts';

/** An element that these simple selectors are true of. */
const element = (...own: readonly string[]): EventTarget =>
  ({
    closest: (selectors: string) => {
      const found = selectors.split(/,\s*(?![^(]*\))/).find((selector) => own.includes(selector));
      return found === undefined ? null : {};
    },
  }) as unknown as EventTarget;

const button = element('button');
const page = element('main');

test('Space and Enter belong to a button that has the focus, and to nobody else', () => {
  expect([isOwnKey(button, 'Space'), isOwnKey(button, 'Enter'), isOwnKey(element('[role="tab"]'), 'Space')]).toEqual([
    ...[true, true, true],
  ]);
  expect([isOwnKey(page, 'Space'), isOwnKey(page, 'Enter'), isOwnKey(null, 'Space')]).toEqual([false, false, false]);
  // Everything else does what it does, wherever the focus is.
  expect(['k', '.', 'ArrowLeft', 'Home'].map((key) => isOwnKey(button, key))).toEqual([false, false, false, false]);
});

test('arrows belong to what is moved by them', () => {
  const slider = element('[role="slider"]');
  expect(['ArrowLeft', 'Home', 'PageUp'].map((key) => isOwnKey(slider, key))).toEqual([true, true, true]);
  expect(['Space', 'Shift+ArrowLeft', 'f'].map((key) => isOwnKey(slider, key))).toEqual([false, false, false]);
});

test('keys are letters where a person writes, and belong to what lies over the page', () => {
  expect([isTyping(element('textarea')), isTyping(element('select')), isTyping(button), isTyping(null)]).toEqual([
    ...[true, true, false, false],
  ]);
  expect([isInDialog(element('[role="dialog"]')), isInDialog(element('[role="menu"]')), isInDialog(page)]).toEqual([
    ...[true, true, false],
  ]);
});
