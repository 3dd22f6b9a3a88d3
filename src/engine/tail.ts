/** The tail: what is one agent's alone, in front of the instruction for its act. It is short, and the role stands next to the answer. */
import { present } from '#shared/base/assert.ts';
import { gistOf } from '#shared/base/text.ts';
import type { Seq } from '#shared/events/ids.ts';
import type { AgentView, RunView } from '#shared/projections/run.ts';
import { seatOf, textBlock, type Block } from './assembly.ts';
import { peerName } from './naming.ts';
import { noticesFor } from './notices.ts';
import { presenceLines } from './presence.ts';
import { quoteOf } from './quote.ts';
import { privateMail, pulledText } from './seen.ts';

/**
 * The question in short, who the agent is, its private mail, the text it asked for, what its peers are doing and what code has to tell
 * it; the instruction for its act follows in its stage. Like the ground it stands as it was before `before`.
 */
export function tailOf(view: RunView, agent: AgentView, before: Seq): readonly Block[] {
  const { question } = present(view.setup, 'a created run has a setup');
  return [
    textBlock('question', `The question again: ${gistOf(question)}\n`),
    textBlock('role', `You are ${peerName(view, agent.agent)}, ${seatOf(view, agent).role}\n`),
    ...mailBlocks(view, agent, before),
    ...presenceLines(view, agent, before).map((line) => textBlock('presence', `${line}\n`)),
    ...noticesFor(view, agent, before).map((notice) => textBlock('notice', `${notice}\n`)),
  ];
}

function mailBlocks(view: RunView, agent: AgentView, before: Seq): readonly Block[] {
  const { kept, omitted } = privateMail(view, agent, before);
  const pulled = pulledText(view, agent, before);
  const older = `${omitted} older ${omitted === 1 ? 'message' : 'messages'} omitted.\n`;
  return [
    ...(kept.length === 0 ? [] : [textBlock('notice', 'For you alone:\n')]),
    ...(omitted === 0 ? [] : [textBlock('notice', older)]),
    ...kept.map((message) => textBlock(message.form, quoteOf(view, message), message.source)),
    ...(pulled === undefined
      ? []
      : [
          textBlock('notice', 'The full text that you asked for:\n'),
          textBlock('private', quoteOf(view, pulled), pulled.source),
        ]),
  ];
}
