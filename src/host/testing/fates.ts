import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { nameOf, type AgentId, type MessageId } from '#shared/events/ids.ts';
import type { LineageEntry } from '#shared/events/vocabulary.ts';
import type { RunView } from '#shared/projections/run.ts';

export type Fate = {
  readonly message: MessageId;
  readonly to: AgentId;
  /** `lost` and `twice` must never be: neither read nor anywhere else, and read although it waits to be read. */
  readonly fate: 'held' | 'dropped' | 'retracted' | 'bounced' | 'read' | 'unread' | 'dead' | 'lost' | 'twice';
};

/** What became of every message, addressee by addressee, found from the events alone and from what the view holds as unread. */
export function fatesOf(events: readonly AnyEvent[], view: RunView): readonly Fate[] {
  return events.flatMap((event): readonly Fate[] => {
    if (event.type !== 'v1.message.sent' && event.type !== 'v1.message.held') return [];
    const { message } = event.data;
    const about = events.filter((other) => isAbout(other, message));
    const approved = about.find((other) => other.type === 'v1.message.approved');
    const before = events.filter((other) => other.seq < (approved ?? event).seq);
    const hidden = event.type === 'v1.message.held' && approved === undefined;
    return addressees(event, before).map((to) => {
      const gone = about.some((other) => other.type === 'v1.message.dropped') ? 'dropped' : 'held';
      return { message, to, fate: hidden ? gone : publicFate({ events, view, about, event, to }) };
    });
  });
}

type Written = EventOf<'v1.message.sent'> | EventOf<'v1.message.held'>;

type Case = {
  readonly events: readonly AnyEvent[];
  readonly view: RunView;
  readonly about: readonly AnyEvent[];
  readonly event: Written;
  readonly to: AgentId;
};

function publicFate({ events, view, about, event, to }: Case): Fate['fate'] {
  const sources = [event, ...about.filter((other) => other.type === 'v1.message.edited')].map(({ seq }) => seq);
  const unread = view.agents.find(({ agent }) => agent === to)?.unread.includes(event.data.message) === true;
  const read = lineagesOf(events, to).some(({ source, form }) =>
    sources.some((one) => one === source && ['full', 'gist', 'private'].includes(form)),
  );
  if (read && unread) return 'twice';
  if (read) return 'read';
  if (unread) return 'unread';
  if (about.some((other) => other.type === 'v1.message.retracted')) return 'retracted';
  const bounced = about.some(
    (other) => other.type === 'v1.message.bounced' && (other.data.to === to || other.data.to === nameOf(to)),
  );
  if (bounced) return 'bounced';
  return events.some((other) => other.type === 'v1.agent.left' && other.data.agent === to) ? 'dead' : 'lost';
}

function addressees({ data: { from, to } }: Written, before: readonly AnyEvent[]): readonly AgentId[] {
  if (to !== 'all') return to;
  const left = new Set(before.flatMap((event) => (event.type === 'v1.agent.left' ? [event.data.agent] : [])));
  const joined = before.flatMap((event) => (event.type === 'v1.agent.joined' ? [event.data.agent] : []));
  return joined.filter((agent) => agent !== from && !left.has(agent));
}

/** All that stood in the prompts of the turns that an agent has ended. */
function lineagesOf(events: readonly AnyEvent[], agent: AgentId): readonly LineageEntry[] {
  return events.flatMap((event) => {
    if (event.type !== 'v1.turn.ended' || event.data.agent !== agent) return [];
    const { turn, attempt, decision, speech } = event.data;
    const started = events.find(
      (other) => other.type === 'v1.turn.started' && other.data.turn === turn && other.data.attempt === attempt,
    );
    const prompt = started?.type === 'v1.turn.started' ? started.data.lineage : [];
    return [...prompt, ...(decision.lineage ?? []), ...(speech?.lineage ?? [])];
  });
}

const isAbout = (event: AnyEvent, message: MessageId): boolean =>
  'message' in (event.data as object) && (event.data as { readonly message: unknown }).message === message;
