import { unreachable } from '#shared/base/assert.ts';
import { visibleText } from '#shared/base/visible-text.ts';

/** Cleans text that comes in pieces; what it returns holds no control character but line feed and tab. */
export interface TerminalFilter {
  push(chunk: string): string;
}

/** Untrusted text made safe to write to a terminal: control sequences are gone, overrides and the like are visible marks. */
export const terminalText = (text: string): string => terminalFilter().push(text);

/** `terminalText` on one line. */
export const terminalLine = (text: string): string => terminalText(text).replace(/\s+/gu, ' ').trim();

/**
 * A filter with the state machine of ECMA-48 (after Paul Williams' VT500 parser): sequences are recognised wherever chunks are
 * cut, and dropped. A control string (OSC, DCS, …) ends at its terminator or at a line's end, so that none swallows the rest.
 */
export function terminalFilter(): TerminalFilter {
  let state: State = 'text';
  let held = '';
  let afterReturn = false;
  return {
    push(chunk) {
      const text = held + chunk;
      held = HIGH_SURROGATE.test(text) ? text.slice(-1) : '';
      let out = '';
      for (const char of held === '' ? text : text.slice(0, -1)) {
        const lineFeed = char === '\n';
        if (lineFeed && afterReturn) {
          afterReturn = false;
          continue;
        }
        afterReturn = char === '\r';
        const step = next(state, char);
        state = step.state;
        if (step.keep) out += afterReturn ? '\n' : char;
      }
      return visibleText(out);
    },
  };
}

type State = 'text' | 'escape' | 'sequence' | 'string' | 'string-escape';
type Step = { readonly state: State; readonly keep: boolean };

const HIGH_SURROGATE = /[\ud800-\udbff]$/;
const DROP = (state: State): Step => ({ state, keep: false });

function next(state: State, char: string): Step {
  const code = char.codePointAt(0) ?? 0;
  // A C1 control, ESC, CAN and SUB end whatever was going on; so does a line's end, which is always kept.
  if (code === 0x0a || code === 0x0d) return { state: 'text', keep: true };
  if (code === 0x18 || code === 0x1a) return DROP('text');
  if (code === 0x1b) return DROP(state === 'string' || state === 'string-escape' ? 'string-escape' : 'escape');
  if (code >= 0x80 && code <= 0x9f)
    return DROP(STRING_OPENERS.has(code) ? 'string' : code === 0x9b ? 'sequence' : 'text');
  switch (state) {
    case 'text':
      return { state, keep: char === '\t' || (code >= 0x20 && code !== 0x7f) };
    case 'escape':
      return escaped(code);
    case 'sequence':
      if (code >= 0x40 && code <= 0x7e) return DROP('text');
      return code < 0x80 ? DROP('sequence') : { state: 'text', keep: true };
    case 'string':
      return DROP(code === 0x07 ? 'text' : 'string');
    case 'string-escape':
      return char === '\\' ? DROP('text') : escaped(code);
    default:
      return unreachable(state);
  }
}

/** DCS, SOS, OSC, PM, APC as single C1 characters. */
const STRING_OPENERS: ReadonlySet<number> = new Set([0x90, 0x98, 0x9d, 0x9e, 0x9f]);

function escaped(code: number): Step {
  if (code === 0x5b) return DROP('sequence');
  if ([0x50, 0x58, 0x5d, 0x5e, 0x5f].includes(code)) return DROP('string');
  if (code >= 0x20 && code <= 0x2f) return DROP('escape');
  return code < 0x7f ? DROP('text') : { state: 'text', keep: code > 0x9f };
}
