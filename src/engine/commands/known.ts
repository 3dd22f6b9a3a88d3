import { fail, ok, type Result } from '#shared/base/result.ts';
import type { MessageId } from '#shared/events/ids.ts';
import type { AgentView, MessageView, RunView } from '#shared/projections/run.ts';
import { hint } from '#shared/scenario/nearest.ts';

/** The longest text of the arbiter, in characters: about what the smallest context of a scenario can hold. */
export const LONGEST_TEXT = 16_000;
/** The longest reason or note. */
export const LONGEST_NOTE = 1_000;
/** More names than this help nobody who reads a refusal. */
const SHOWN = 8;

/** The newest incarnation of a seat by its name, or any by its id; case does not matter. */
export function agentCalled(view: RunView, name: string): Result<AgentView, string> {
  const wanted = name.trim().toLowerCase();
  const found = view.agents.findLast(
    (agent) => agent.name.toLowerCase() === wanted || agent.agent.toLowerCase() === wanted,
  );
  if (found !== undefined) return ok(found);
  const names = [...new Set(view.agents.map((agent) => agent.name))];
  const near = hint(name, names);
  const known = near.startsWith('; known') ? '' : ` known: ${names.join(', ')}`;
  return fail(`nobody here is called '${cut(name)}'${near}${known}`);
}

/** One that has not left. */
export function presentAgent(view: RunView, name: string): Result<AgentView, string> {
  const found = agentCalled(view, name);
  if (!found.ok || found.value.state !== 'left') return found;
  const there = view.agents.filter((agent) => agent.state !== 'left').map((agent) => agent.name);
  const others = there.length === 0 ? 'nobody is there' : `there are ${there.join(', ')}`;
  return fail(`${found.value.name} has left; recall ${found.value.name} first, or choose another: ${others}`);
}

/** Of all names the agents, each once, or what is wrong with the first that is wrong: nothing is done by halves. */
export function presentAgents(view: RunView, names: readonly string[]): Result<readonly AgentView[], string> {
  const agents: AgentView[] = [];
  for (const name of names) {
    const found = presentAgent(view, name);
    if (!found.ok) return found;
    if (!agents.includes(found.value)) agents.push(found.value);
  }
  return ok(agents);
}

/** A message that waits for approval. */
export function heldMessage(view: RunView, message: MessageId): Result<MessageView, string> {
  const held = view.held.find((other) => other.message === message);
  if (held !== undefined) return ok(held);
  if (view.messages.some((other) => other.message === message)) return fail(`${message} is public already`);
  const waiting = view.held.map((other) => other.message);
  const what = waiting.length === 0 ? 'no message is waiting for approval' : `waiting: ${listed(waiting)}`;
  return fail(`${message} is not waiting for approval; ${what}`);
}

/** A message that everyone may have in front: public and not taken back. */
export function publicMessage(view: RunView, message: MessageId): Result<MessageView, string> {
  const found = view.messages.find((other) => other.message === message);
  if (found?.retracted === true) return fail(`${message} is retracted already`);
  if (found !== undefined) return ok(found);
  if (view.held.some((other) => other.message === message)) {
    return fail(`${message} is not public, it waits for approval; approve, edit or drop it`);
  }
  const newest = view.messages
    .filter((other) => !other.retracted)
    .slice(-SHOWN)
    .map((other) => other.message);
  return fail(
    `there is no message ${message}; ${newest.length === 0 ? 'nothing was said yet' : `the newest are ${listed(newest)}`}`,
  );
}

/** A text without space around it, neither empty nor longer than `limit` characters. `what` begins the sentence: "the message". */
export function textWithin(text: string, what: string, limit = LONGEST_TEXT): Result<string, string> {
  const trimmed = text.trim();
  const length = Array.from(trimmed).length;
  if (length === 0) return fail(`${what} is empty; write at least a word`);
  if (length > limit) return fail(`${what} has ${length} characters, at most ${limit} are allowed; shorten it`);
  return ok(trimmed);
}

/** A reason or a note, which may be left out. */
export const noteWithin = (text: string | undefined, what: string): Result<string, string> =>
  text === undefined || text.trim() === '' ? ok('') : textWithin(text, what, LONGEST_NOTE);

export const listed = (ids: readonly string[]): string =>
  ids.length > SHOWN ? `${ids.slice(0, SHOWN).join(', ')} and ${ids.length - SHOWN} more` : ids.join(', ');

const cut = (name: string): string => (name.length > 40 ? `${name.slice(0, 40)}…` : name);
