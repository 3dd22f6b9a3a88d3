import type { Draft } from '#shared/events/event.ts';
import { nameOf } from '#shared/events/ids.ts';
import { commandSchema, type Command, type CommandInput } from '#shared/events/commands.ts';
import type { RunView } from '#shared/projections/run.ts';
import { decideCommand } from '../../commands.ts';

/** A command that was taken: its kind, and what it writes. */
export type Given = { readonly kind: Command['kind']; readonly drafts: readonly Draft[] };
export type Refused = { readonly kind: Command['kind']; readonly drafts?: never };

/** A command that an arbiter might give, sensible or not, drawn with `next`, and what becomes of it. */
export function randomCommand(view: RunView, next: () => number): Given | Refused {
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(next() * items.length)];
  const make = pick(COMMANDS) ?? COMMANDS[0];
  return given(view, make({ view, pick }));
}

export function given(view: RunView, input: CommandInput): Given | Refused {
  const command = commandSchema.parse(input);
  const decided = decideCommand(view, command);
  return decided.ok ? { kind: command.kind, drafts: decided.value } : { kind: command.kind };
}

type Draw = { readonly view: RunView; readonly pick: <Item>(items: readonly Item[]) => Item | undefined };

const TEXTS = ['What would it cost?', 'Keep to the budget of last year.', 'The numbers of turn two were wrong.'];

const COMMANDS: readonly [(draw: Draw) => CommandInput, ...((draw: Draw) => CommandInput)[]] = [
  () => ({ kind: 'pause' }),
  () => ({ kind: 'resume' }),
  () => ({ kind: 'step' }),
  ({ pick }) => ({ kind: 'say', text: pick(TEXTS) ?? '', to: 'all' }),
  ({ view, pick }) => ({ kind: 'say', text: pick(TEXTS) ?? '', to: [seat(view, pick)], act: 'ask' }),
  ({ pick }) => ({ kind: 'say', text: pick(TEXTS) ?? '', to: 'all', act: 'propose' }),
  ({ view, pick }) => ({ kind: 'hold', seats: pick(['all' as const, [], [seat(view, pick)]]) ?? [] }),
  ({ view, pick }) => ({ kind: 'approve', message: held(view, pick) }),
  ({ view, pick }) => ({ kind: 'approve', message: held(view, pick) }),
  ({ view, pick }) => ({ kind: 'drop', message: held(view, pick) }),
  ({ view, pick }) => ({
    kind: 'edit',
    message: pick([held(view, pick), written(view, pick)]) ?? M1,
    text: pick(TEXTS) ?? '',
  }),
  ({ view, pick }) => ({ kind: 'mute', agent: seat(view, pick) }),
  ({ view, pick }) => ({ kind: 'unmute', agent: seat(view, pick) }),
  ({ view, pick }) => ({ kind: 'dismiss', seat: seat(view, pick) }),
  ({ view, pick }) => ({ kind: 'recall', seat: seat(view, pick) }),
  ({ view, pick }) => ({ kind: 'recall', seat: seat(view, pick) }),
  ({ view, pick }) => ({ kind: 'retract', message: written(view, pick) }),
  ({ view, pick }) => ({
    kind: 'rule',
    proposal: proposal(view, pick),
    ruling: pick(['decided', 'rejected'] as const) ?? 'decided',
  }),
  () => ({ kind: 'callVote' }),
  ({ pick }) => (pick([0, 1, 2, 3]) === 0 ? { kind: 'wrapUp' } : { kind: 'resume' }),
];

type Messages = RunView['messages'][number]['message'];
const M1 = 'm1' as Messages;

const seat = (view: RunView, pick: Draw['pick']): string => {
  const agent = pick(view.agents);
  return agent === undefined
    ? 'Nobody'
    : (pick([agent.name, agent.name, nameOf(agent.agent), `${agent.name}x`]) ?? agent.name);
};
const held = (view: RunView, pick: Draw['pick']): Messages => pick(view.held)?.message ?? M1;
const written = (view: RunView, pick: Draw['pick']): Messages => pick(view.messages)?.message ?? M1;
const proposal = (view: RunView, pick: Draw['pick']): Messages =>
  pick(view.messages.filter(({ act }) => act === 'propose' || act === 'revise'))?.message ?? M1;
