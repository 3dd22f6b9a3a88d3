/**
 * What a prompt is made of: the ground first (`ground.ts`), the role last (`tail.ts`), then what a stage adds. Pure: the same view gives the
 * same prompt.
 */
import type { Seq } from '#shared/events/ids.ts';
import type { Form, LineageEntry } from '#shared/events/vocabulary.ts';
import { assert, present } from '#shared/base/assert.ts';
import type { AgentView, RunView } from '#shared/projections/run.ts';
import type { Seat } from '#shared/events/setup.ts';
import type { Choice } from './dialogue.ts';
import { instructionOf, menuLine } from './instructions.ts';
import { playedSeat } from './mode/played-seat.ts';
import type { Frame, Segment } from './ports.ts';

/** A block of a prompt with where it comes from; `tokens` are filled in when the host has counted them. */
export type Block = { readonly segment: Segment; readonly form: Form; readonly source?: Seq };

export const LABELS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

export function menuBlocks(menu: readonly Choice[]): readonly Block[] {
  assert(menu.length <= LABELS.length, 'a menu has a label for each choice');
  const lines = menu.map((choice, index) => `${LABELS[index] ?? ''}) ${menuLine(choice)}\n`);
  return [textBlock('menu', `Your next move?\n${lines.join('')}One letter:`), frameBlock('answer')];
}

export const instructionBlocks = (choice: Choice, sentences: number): readonly Block[] => [
  textBlock('instruction', instructionOf(choice, sentences)),
  frameBlock('answer'),
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
  return playedSeat(present(view.setup, 'a created run has a setup'), agent.seat);
}

export const frameBlock = (name: Frame): Block => ({ segment: { kind: 'frame', frame: name }, form: 'frame' });

export function textBlock(form: Form, content: string, source?: Seq): Block {
  return { segment: { kind: 'text', text: content }, form, ...(source === undefined ? {} : { source }) };
}
