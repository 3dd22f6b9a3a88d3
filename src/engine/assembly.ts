/**
 * Prompt assembly: the ground first, the role last. The ground is what several agents see alike (system text, question, messages in the
 * third person), token for token the same for all of them; the tail is one agent's alone. Pure: the same view gives the same prompt.
 */
import { gistOf } from '#shared/base/text.ts';
import type { AgentId, Seq } from '#shared/events/ids.ts';
import type { Form, LineageEntry } from '#shared/events/vocabulary.ts';
import { assert, present } from '#shared/base/assert.ts';
import type { AgentView, MessageView, RunView } from '#shared/projections/run.ts';
import type { Seat } from '#shared/events/setup.ts';
import { nameOf } from '#shared/events/ids.ts';
import { displayName, type Choice } from './dialogue.ts';
import { headerOf, instructionOf, menuLine, SYSTEM_TEXT } from './instructions.ts';
import type { Frame, Segment } from './ports.ts';

/** A block of a prompt with where it comes from; `tokens` are filled in when the host has counted them. */
export type Block = { readonly segment: Segment; readonly form: Form; readonly source?: Seq };

export const LABELS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

/** What every agent has in front of it that sees everything before `before`. */
export function groundOf(view: RunView, before: Seq): readonly Block[] {
  const created = present(view.created, 'a turn belongs to a created run');
  return [
    frame('system'),
    text('system', SYSTEM_TEXT),
    frame('user'),
    text('question', `Question: ${created.data.setup.question}\n\n`, created.seq),
    ...visibleMessages(view, before).map((message) => text('full', quoteOf(message), message.seq)),
  ];
}

/** The messages in the ground of a turn that sees everything before `before`. */
export const visibleMessages = (view: RunView, before: Seq): readonly MessageView[] =>
  view.messages.filter((message) => message.seq < before);

/** A peer's text as a quote that no text can forge: each line begins with `> ` under a line with the registry's name. */
export function quoteOf(message: MessageView): string {
  const to = message.to === 'all' ? [] : message.to.map(nameOf);
  const lines = message.body.split(/\r\n|[\n\r\u2028\u2029\u0085\v\f]/u).map((line) => `> ${line}`);
  return `${headerOf(message.act, displayName(message.from), to)}\n${lines.join('\n')}\n\n`;
}

/** Who the agent is and what is for it alone; the instruction for its act follows in its stage. */
export function tailOf(view: RunView, agent: AgentView): readonly Block[] {
  const seat = seatOf(view, agent);
  const question = present(view.setup, 'a created run has a setup').question;
  return [
    text('question', `The question again: ${gistOf(question)}\n`),
    text('role', `You are ${agent.name}, ${seat.role}\n`),
    ...noticesFor(view, agent.agent).map((notice) => text('notice', `${notice}\n`)),
  ];
}

export function menuBlocks(menu: readonly Choice[]): readonly Block[] {
  assert(menu.length <= LABELS.length, 'a menu has a label for each choice');
  const lines = menu.map((choice, index) => `${LABELS[index] ?? ''}) ${menuLine(choice)}\n`);
  return [text('menu', `Your next move?\n${lines.join('')}One letter:`), frame('answer')];
}

export const instructionBlocks = (choice: Choice, sentences: number): readonly Block[] => [
  text('instruction', instructionOf(choice, sentences)),
  frame('answer'),
];

/** The lineage of blocks whose tokens were counted: own text is kept, an event's text stands in that event. */
export const lineageOf = (
  blocks: readonly Block[],
  tokens: readonly number[],
  part: 'ground' | 'tail',
): LineageEntry[] =>
  blocks.map(({ segment, form, source }, index) => ({
    part,
    form,
    ...(source === undefined ? { text: segment.kind === 'frame' ? segment.frame : segment.text } : { source }),
    tokens: present(tokens[index], 'the host counts the tokens of each segment'),
  }));

export const segmentsOf = (blocks: readonly Block[]): readonly Segment[] => blocks.map((block) => block.segment);

export function seatOf(view: RunView, agent: AgentView): Seat {
  return present(view.setup?.seats[agent.seat], 'an agent sits on a seat of its run');
}

/** What bounced since the agent spoke last. */
function noticesFor(view: RunView, agent: AgentId): readonly string[] {
  const last = view.turns.findLast(
    (turn) => turn.agent === agent && (turn.state === 'spoke' || turn.state === 'passed'),
  );
  if (last === undefined) return [];
  const sent = view.messages.filter((message) => message.turn === last.turn).map((message) => message.message);
  return view.bounces
    .filter((bounce) => bounce.from === agent && sent.includes(bounce.message))
    .map((bounce) => `There is no ${bounce.to} here; you can write to ${bounce.valid.join(', ')}.`);
}

const frame = (name: Frame): Block => ({ segment: { kind: 'frame', frame: name }, form: 'frame' });

function text(form: Form, content: string, source?: Seq): Block {
  return { segment: { kind: 'text', text: content }, form, ...(source === undefined ? {} : { source }) };
}
