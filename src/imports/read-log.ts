import { fail, ok, type Result } from '#shared/base/result.ts';
import { readAutogen } from './autogen.ts';
import type { ForeignLog } from './foreign.ts';
import { jsonLinesOf, objectOf } from './json-lines.ts';
import { brokenLine } from './json-places.ts';
import { faulty, IMPORT_LIMITS, type ImportFault } from './limits.ts';
import { readOpenai } from './openai.ts';
import { isSillyTavernHead, readSillyTavern } from './sillytavern.ts';

/** Whether a text's first line is the header of an export of ours, of whatever version; then the store reads it. */
export const isNative = (firstLine: string): boolean =>
  objectOf(withoutMark(firstLine))?.['schema'] === 'parley.events';

/**
 * The conversations in a log of another program, told by what it looks like: AutoGen or Magentic-One (a JSON array, or an object with
 * `history`), messages of OpenAI (a conversation a line, or one object), or a chat of SillyTavern. One fault refuses the whole file.
 */
export function readLog(given: string): Result<readonly ForeignLog[], ImportFault> {
  const text = withoutMark(given);
  const refused = refusedOutright(text);
  if (refused !== undefined) return fail(refused);
  const logs = logsIn(text);
  if (!logs.ok) return logs;
  for (const log of logs.value) {
    const why = unfit(log);
    if (why !== undefined) return faulty(why);
  }
  return logs;
}

function logsIn(text: string): Result<readonly ForeignLog[], ImportFault> {
  const first = /[^\s]/u.exec(text)?.[0];
  if (first !== '[' && first !== '{') return faulty(UNKNOWN, { line: 1 });
  const [line = ''] = text.trimStart().split('\n', 1);
  const head = objectOf(line);
  // A whole object on the first line is the first of many, or the only one.
  if (head !== undefined && !('history' in head)) return linesIn(text, head);
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch (error) {
    return faulty('the text breaks off here and is no JSON', { line: brokenLine(text, error) });
  }
  if (Array.isArray(whole) || (isObject(whole) && 'history' in whole)) return one(readAutogen(whole, text));
  if (isObject(whole) && 'messages' in whole) return one(readOpenai(whole, 1));
  return faulty(UNKNOWN, { line: 1 });
}

function linesIn(text: string, head: Readonly<Record<string, unknown>>): Result<readonly ForeignLog[], ImportFault> {
  const tavern = isSillyTavernHead(head);
  if (!tavern && !('messages' in head)) return faulty(UNKNOWN, { line: 1 });
  const lines = jsonLinesOf(text);
  if (!lines.ok) return lines;
  if (tavern) return one(readSillyTavern(lines.value));
  if (lines.value.length > IMPORT_LIMITS.conversations) {
    return faulty(
      `the file holds ${lines.value.length} conversations and ${IMPORT_LIMITS.conversations} are taken at most`,
    );
  }
  const logs: ForeignLog[] = [];
  for (const { line, value } of lines.value) {
    const log = readOpenai(value, line);
    if (!log.ok) return log;
    logs.push(log.value);
  }
  return ok(logs);
}

const one = (log: Result<ForeignLog, ImportFault>): Result<readonly ForeignLog[], ImportFault> =>
  log.ok ? ok([log.value]) : log;

function refusedOutright(text: string): ImportFault | undefined {
  if (text.length > IMPORT_LIMITS.bytes) {
    return { why: `the file has over ${IMPORT_LIMITS.bytes} characters, which is more than is taken` };
  }
  if (ARCHIVES.some((mark) => text.startsWith(mark))) {
    return { line: 1, why: 'this is an archive: unpack it and import what is in it' };
  }
  return text.trim() === '' ? { line: 1, why: 'the file is empty' } : undefined;
}

/** Why a conversation that was read cannot be a run. */
function unfit({ messages, roles }: ForeignLog): string | undefined {
  const speakers = new Set([...messages.flatMap(({ from }) => from ?? []), ...roles.keys()]);
  if (messages.length === 0) return 'there is no message in it';
  if (speakers.size === 0) return 'nobody but the person says anything in it';
  if (messages.length > IMPORT_LIMITS.messages) return `it has more than ${IMPORT_LIMITS.messages} messages`;
  if (speakers.size > IMPORT_LIMITS.speakers)
    return `it has ${speakers.size} speakers and ${IMPORT_LIMITS.speakers} are taken at most`;
  const long = messages.findIndex(({ body }) => body.length > IMPORT_LIMITS.line);
  return long === -1 ? undefined : `message ${long + 1} has more than ${IMPORT_LIMITS.line} characters`;
}

/** Zip, and gzip or zstd as they read when taken for UTF-8. */
const ARCHIVES = ['PK\u0003\u0004', '\u001F\uFFFD', '(\uFFFD/\uFFFD'];

const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const UNKNOWN =
  'the format is not known: an export of Parley, messages of AutoGen or OpenAI, or a chat of SillyTavern can be imported';
