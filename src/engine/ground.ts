/**
 * The ground: what several agents see alike (system text, question, messages in the third person), token for token the same for all whose
 * row of the sight table is the same. Pure: the same view gives the same ground.
 */
import { present } from '#shared/base/assert.ts';
import type { Seq } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { AgentView, RunView } from '#shared/projections/run.ts';
import { frameBlock, textBlock, type Block } from './assembly.ts';
import { SYSTEM_TEXT } from './instructions.ts';
import { seatPeerName } from './naming.ts';
import { quoteOf } from './quote.ts';
import { groundMessages } from './seen.ts';

/** What an agent has in front of it that it shares with others, as it stood before `before`; a message is its own block, in order, at the end. */
export function groundOf(view: RunView, reader: AgentView, before: Seq): readonly Block[] {
  const created = present(view.created, 'a turn belongs to a created run');
  return [
    frameBlock('system'),
    textBlock('system', SYSTEM_TEXT),
    frameBlock('user'),
    ...preambleOf(present(view.setup, 'a created run has a setup')),
    textBlock('question', `Question: ${created.data.setup.question}\n\n`, created.seq),
    ...groundMessages(view, reader, before).map((message) =>
      textBlock(message.form, quoteOf(view, message), message.source),
    ),
  ];
}

/** What a mode tells everybody alike before the question: who plays which part, who coordinates. A pure function of the setup. */
export function preambleOf(setup: RunSetup): readonly Block[] {
  const nameAt = (seat: number): string => seatPeerName(setup, seat);
  if (setup.mode === 'roleplay') {
    const parts = setup.seats.map(({ role }, seat) => `- ${nameAt(seat)}: ${role.replaceAll(/\s+/gu, ' ')}\n`);
    return [textBlock('role', `You play all of these parts:\n${parts.join('')}\n`)];
  }
  if (setup.mode === 'hierarchy') {
    return [textBlock('role', `${nameAt(0)} coordinates: the others work for and report to ${nameAt(0)}.\n\n`)];
  }
  return [];
}
