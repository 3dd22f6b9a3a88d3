/**
 * Text from anywhere made safe to show in a line-oriented sink (a terminal, a text file): what would act without being seen is
 * shown as a mark. Line breaks and tabs stay, every other control character, every bidirectional override, zero-width and tag
 * character becomes `⟨U+202E⟩`; half characters become U+FFFD. Joiners stay: scripts and emoji need them.
 */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/gu, '\n')
    .replace(INVISIBLE, (char) => `⟨U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

/** `visibleText` on one line: every run of white space becomes one space. */
export const visibleLine = (text: string): string => visibleText(text.replace(/\s+/gu, ' ')).trim();

/**
 * Control characters but tab and line feed; soft hyphen; bidi marks, embeddings, overrides, isolates; separators; zero-width; fillers that
 * are letters by name and blank to see; what is ignored by default; tags, and the variation selectors beyond the first sixteen, which
 * carry bytes unseen.
 */
const INVISIBLE =
  /(?![\t\n])\p{Cc}|\u034f|\u17b4|\u17b5|[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
