import type { Seq } from '#shared/events/ids.ts';
import { itemNamed } from '#shared/projections/board.ts';
import type { AgentView, MessageView, RunView } from '#shared/projections/run.ts';
import { oneLine } from './quote.ts';
import { peerName, peerNameOf } from './naming.ts';
import { awaits } from './presence.ts';
import { lastCommitted } from './seen.ts';

/**
 * What code has to tell an agent, each thing once: where its words could not go, which change of the board came too late, and a
 * second ask. A turn is told of what happened after the ground of the one before it ended and before its own begins.
 */
export function noticesFor(view: RunView, agent: AgentView, before: Seq): readonly string[] {
  const since = lastCommitted(view, agent)?.groundEnd ?? 0;
  const isNews = ({ seq }: { readonly seq: Seq }): boolean => seq > since && seq < before;
  return [
    ...view.bounces
      .filter((bounce) => bounce.from === agent.agent && isNews(bounce))
      .map((bounce) => bounceLine(view, bounce)),
    ...view.board.refused
      .filter((refused) => refused.agent === agent.agent && isNews(refused))
      .map((refused) => refusal(view, refused)),
    ...nudges(view, agent, isNews),
  ].filter((line, index, lines) => lines.indexOf(line) === index);
}

type Bounce = RunView['bounces'][number];

function bounceLine(view: RunView, { to, reason, valid }: Bounce): string {
  const name = oneLine(peerNameOf(view, to));
  const others = valid.map((other) => oneLine(peerNameOf(view, other))).join(', ');
  const whom = others === '' ? '' : `; you can write to ${others}`;
  switch (reason) {
    case 'unknown':
      return `There is no ${name} here${whom}.`;
    case 'self':
      return `You cannot write to yourself${whom}.`;
    case 'ended':
      return `${name} has left and does not read your message${whom}.`;
    case 'full':
      return `${name} has too much mail and does not get your message; wait for an answer${others === '' ? '' : `, or write to ${others}`}.`;
    default:
      return reason satisfies never;
  }
}

function refusal(view: RunView, { message, item }: RunView['board']['refused'][number]): string {
  const act = view.messages.find((other) => other.message === message)?.act;
  const what = ITEM_WORDS[itemNamed(view.board, item)?.kind ?? 'proposal'];
  const tried = act === 'claim' || act === 'done' || act === 'withdraw' || act === 'agree' ? act : 'change';
  return `Your ${TRIED[tried]} did not count: the ${what} had changed since you read it. What you wrote stands.`;
}

const ITEM_WORDS = { proposal: 'proposal', question: 'question', task: 'task' } as const;
const TRIED = {
  claim: 'claim',
  done: 'report',
  withdraw: 'withdrawal',
  agree: 'agreement',
  change: 'change',
} as const;

/** A nudge about a message that was answered or taken back meanwhile is not told. */
function nudges(view: RunView, agent: AgentView, isNews: (event: { readonly seq: Seq }) => boolean): readonly string[] {
  return view.nudges
    .filter((nudge) => nudge.agent === agent.agent && isNews(nudge))
    .flatMap((nudge) => {
      if (nudge.message === undefined) return ['Nobody has written since. Say what is still open.'];
      const message = view.messages.find((other) => other.message === nudge.message);
      const stands = message !== undefined && !message.retracted && awaits(view, message, { agent: agent.agent });
      return stands ? [secondAsk(view, message)] : [];
    });
}

function secondAsk(view: RunView, message: MessageView): string {
  const what = message.act === 'ask' ? 'question' : message.act === 'challenge' ? 'objection' : 'message';
  return `You have not read or answered ${peerName(view, message.from)}'s ${what} yet: ${oneLine(message.gist)}`;
}
