import { visibleLine } from '#shared/base/visible-text.ts';
import { nameOf, type AgentId } from '#shared/events/ids.ts';
import type { Addressees, Sender } from '#shared/events/vocabulary.ts';

/** A time since the run began, from microseconds: `27.0s`, `2:07.4`, `1:02:07`. */
export function clockWords(at: number): string {
  const tenths = Math.floor(at / 100_000);
  const seconds = Math.floor(tenths / 10);
  if (seconds < 60) return `${seconds}.${tenths % 10}s`;
  const two = (count: number): string => `${count}`.padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}.${tenths % 10}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** A number of tokens, short: `931`, `1.9k`, `24k`, `1.2M`. */
export function shortCount(count: number): string {
  if (count < 1000) return `${count}`;
  if (count < 999_500)
    return `${count < 9950 ? (count / 1000).toFixed(1) : Math.round(count / 1000)}k`.replace('.0k', 'k');
  return `${(count / 1e6).toFixed(1)}M`.replace('.0M', 'M');
}

/** An agent for people: its name, and which incarnation where it is not the first. One visible line. */
export const agentWords = (agent: AgentId): string =>
  visibleLine(agent.endsWith('#1') ? nameOf(agent) : `${nameOf(agent)} (${agent.slice(agent.lastIndexOf('#') + 1)})`);

export const senderWords = (sender: Sender): string => (sender === 'arbiter' ? 'Arbiter' : agentWords(sender));

export const addresseesWords = (to: Addressees): string => (to === 'all' ? 'all' : listed(to.map(agentWords)));

/** `Ada`, `Ada and Ben`, `Ada, Ben and Cleo`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
