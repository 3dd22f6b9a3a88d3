import type { AgentId } from '#shared/events/ids.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import type { AgentView, RunView } from '#shared/projections/run.ts';
import { nearest } from '#shared/scenario/nearest.ts';
import { isMailboxFull } from './mail-cap.ts';
import { peerName } from './naming.ts';

type Bounced = EventData<'v1.message.bounced'>;

export type Addressed = {
  /** Whom the text itself names at its beginning; empty where it names nobody that is there. */
  readonly known: readonly AgentId[];
  readonly bounced: readonly Bounce[];
};

/** A name that a message does not reach: as it was written, why, and whom the sender can write to, the likeliest first. */
export type Bounce = Pick<Bounced, 'to' | 'reason' | 'valid'>;

/**
 * A text that opens with `@Name` is addressed to that agent, whatever was decided. Names are those by which peers know each other; what
 * nobody is called, the sender's own name and the name of one that has left bounce. The text stays public either way.
 */
export function addressedByName(view: RunView, text: string, from: AgentId): Addressed {
  const known: AgentId[] = [];
  const bounced: Bounce[] = [];
  const refuse = (to: string, reason: Bounced['reason']): void => {
    if (!bounced.some((other) => other.to === to)) bounced.push({ to, reason, valid: validFor(view, from, to) });
  };
  const names = peerNames(view);
  for (const written of namesAtStart(text, [...names.keys()])) {
    const agent = names.get(written.toLowerCase());
    if (agent === undefined) refuse(written, 'unknown');
    else if (agent.name === view.agents.find((own) => own.agent === from)?.name) refuse(written, 'self');
    else if (agent.state === 'left') refuse(written, 'ended');
    else if (!known.includes(agent.agent)) known.push(agent.agent);
  }
  return { known, bounced };
}

/** Addressees by name that a message does not reach: those that left while it was written, and those whose mailbox is full. */
export function unreachable(view: RunView, to: readonly AgentId[], from: AgentId): readonly Bounce[] {
  return to.flatMap((agent): readonly Bounce[] => {
    const addressee = view.agents.find((other) => other.agent === agent);
    if (addressee === undefined) return [];
    const reason = addressee.state === 'left' ? 'ended' : isMailboxFull(view, agent) ? 'full' : undefined;
    return reason === undefined
      ? []
      : [{ to: addressee.name, reason, valid: validFor(view, from, peerName(view, agent)) }];
  });
}

/** Who can be written to, by the names that the sender knows: those that are there, itself not among them, the nearest name first. */
function validFor(view: RunView, from: AgentId, written: string): string[] {
  const own = peerName(view, from);
  const names = view.agents
    .filter(({ agent, state }) => state !== 'left' && peerName(view, agent) !== own)
    .map(({ agent }) => peerName(view, agent))
    .filter((name) => name !== written);
  const likeliest = nearest(written, names);
  return likeliest === undefined ? names : [likeliest, ...names.filter((name) => name !== likeliest)];
}

/** By the name in lower case; of several incarnations the one that is there. */
function peerNames(view: RunView): ReadonlyMap<string, AgentView> {
  const names = new Map<string, AgentView>();
  for (const agent of view.agents) {
    const name = peerName(view, agent.agent).toLowerCase();
    if (names.get(name)?.state === undefined || agent.state !== 'left') names.set(name, agent);
  }
  return names;
}

/** The names behind each `@` before the text proper; a name that is known may hold spaces, the longest one counts. */
function namesAtStart(text: string, known: readonly string[]): readonly string[] {
  const longestFirst = known.toSorted((a, b) => b.length - a.length);
  const names: string[] = [];
  let rest = text.trimStart();
  while (rest.startsWith('@')) {
    const after = rest.slice(1);
    const name =
      longestFirst.find(
        (one) => after.toLowerCase().startsWith(one) && !/^[\p{L}\p{N}_]/u.test(after.slice(one.length)),
      ) ?? /^[\p{L}\p{M}\p{N}_-]+/u.exec(after)?.[0];
    if (name === undefined) break;
    names.push(after.slice(0, name.length));
    rest = after.slice(name.length).replace(/^[\s,]+/u, '');
  }
  return names;
}
