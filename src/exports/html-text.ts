import { visibleText } from '#shared/base/visible-text.ts';

/** Any text as HTML that shows it and is nothing else, within an element or a quoted attribute; what acts unseen is a mark. */
export const htmlText = (text: string): string =>
  visibleText(text).replace(/[&<>"'`]/gu, (char) => `&#${char.codePointAt(0)};`);

/** A document as JSON within an element of data: no character of it ends the element or begins another. */
export const htmlJson = (document: unknown): string =>
  JSON.stringify(document).replace(
    /[<>&\u2028\u2029]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
