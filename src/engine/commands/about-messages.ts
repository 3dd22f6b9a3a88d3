import { fail, ok, type Result } from '#shared/base/result.ts';
import { gistOf } from '#shared/base/text.ts';
import type { CommandOf } from '#shared/events/commands.ts';
import type { Draft } from '#shared/events/event.ts';
import { messageOfArbiter } from '#shared/events/ids.ts';
import type { Addressees } from '#shared/events/vocabulary.ts';
import type { RunView } from '#shared/projections/run.ts';
import { unreachable } from '../addressing.ts';
import { heldMessage, noteWithin, presentAgents, publicMessage, textWithin } from './known.ts';

type Drafts = Result<readonly Draft[], string>;

/** The arbiter's word to all or to some. Where one name is wrong nothing is said to the others either. */
export function say(view: RunView, { text, to, act, inReplyTo }: CommandOf<'say'>): Drafts {
  const body = textWithin(text, 'the message');
  if (!body.ok) return body;
  const addressees = addresseesOf(view, to);
  if (!addressees.ok) return addressees;
  const answered = inReplyTo === undefined ? undefined : publicMessage(view, inReplyTo);
  if (answered?.ok === false) return answered;
  const count = view.messages.filter((message) => message.from === 'arbiter').length + 1;
  return ok([
    {
      type: 'v1.message.sent',
      data: {
        message: messageOfArbiter(count),
        from: 'arbiter',
        to: addressees.value,
        act,
        ...(inReplyTo === undefined ? {} : { inReplyTo }),
        gist: gistOf(body.value),
        body: body.value,
      },
    },
  ]);
}

/** A held message becomes public; only now it is seen which of those that it names are gone or can take no more mail. */
export function approve(view: RunView, { message }: CommandOf<'approve'>): Drafts {
  const held = heldMessage(view, message);
  if (!held.ok) return held;
  const { from, to } = held.value;
  const missed = to === 'all' || from === 'arbiter' ? [] : unreachable(view, to, from);
  return ok([
    { type: 'v1.message.approved', data: { message } },
    ...missed.map((bounce): Draft => ({ type: 'v1.message.bounced', data: { message, from, ...bounce } })),
  ]);
}

export function edit(view: RunView, { message, text }: CommandOf<'edit'>): Drafts {
  const body = textWithin(text, 'the new text');
  if (!body.ok) return body;
  const held = view.held.find((other) => other.message === message);
  const found = held === undefined ? publicMessage(view, message) : ok(held);
  if (!found.ok) return found;
  if (found.value.body === body.value) return fail(`${message} says just that already; nothing is changed`);
  return ok([{ type: 'v1.message.edited', data: { message, gist: gistOf(body.value), body: body.value } }]);
}

export function drop(view: RunView, { message, reason }: CommandOf<'drop'>): Drafts {
  const held = heldMessage(view, message);
  if (!held.ok) {
    const isPublic = view.messages.some((other) => other.message === message);
    return isPublic ? fail(`${held.failure}; retract it instead`) : held;
  }
  const why = noteWithin(reason, 'the reason');
  return why.ok ? ok([{ type: 'v1.message.dropped', data: { message, reason: why.value } }]) : why;
}

export function retract(view: RunView, { message, reason }: CommandOf<'retract'>): Drafts {
  const found = publicMessage(view, message);
  if (!found.ok) return found;
  const why = noteWithin(reason, 'the reason');
  return why.ok ? ok([{ type: 'v1.message.retracted', data: { message, reason: why.value } }]) : why;
}

function addresseesOf(view: RunView, to: CommandOf<'say'>['to']): Result<Addressees, string> {
  if (to === 'all') {
    const heard = view.agents.some((agent) => agent.state !== 'left');
    return heard ? ok('all') : fail('nobody is there to hear it; recall a seat first');
  }
  if (to.length === 0) return fail("the message is addressed to nobody; name at least one agent, or 'all'");
  const agents = presentAgents(view, to);
  return agents.ok ? ok(agents.value.map(({ agent }) => agent)) : agents;
}
