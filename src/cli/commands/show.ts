import { unreachable } from '#shared/base/assert.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { nameOf } from '#shared/events/ids.ts';
import { coordinationShare, cost } from '#shared/projections/cost.ts';
import { ledger, type LedgerEntry, type LedgerRow } from '#shared/projections/ledger.ts';
import { messageIn, transcript } from '#shared/projections/transcript.ts';
import type { Output } from '#shared/rpc/methods.ts';
import { headOf } from '../narrator.ts';
import { emit, reportFailure } from '../report.ts';
import { storedEvents } from '../stored-events.ts';
import { styleFor } from '../style.ts';
import { terminalLine } from '../terminal.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

/**
 * A run at a glance: its seats, and what became of every message, addressee by addressee. As JSON: the run, then a message a line
 * with its ledger rows, then the cost.
 */
export async function showCommand(world: World, name: string, { json }: Common): Promise<ExitCode> {
  const found = await world.client.call('run.find', { name });
  if (!found.ok) return reportFailure(world, found.failure);
  const stored = await storedEvents(world, found.value);
  if (!stored.ok) return reportFailure(world, stored.failure);
  const told = tellingOf(stored.value.map(({ event }) => event));
  if (json) await showJson(world, found.value, told);
  else for (const line of lines(world, found.value, told)) await world.stdout.write(`${line}\n`);
  return EXIT.done;
}

type Telling = ReturnType<typeof tellingOf>;

function tellingOf(events: readonly AnyEvent[]) {
  const said = transcript.of(events);
  const book = ledger.of(events);
  const spent = cost.of(events).total;
  const created = events.find((event) => event.type === 'v1.run.created');
  const entries = [...book.entries].map((entry) => ({ entry, message: messageIn(said, entry.message) }));
  return { entries, spent, setup: created?.data.setup };
}

async function showJson(world: World, found: Output<'run.find'>, { entries, spent }: Telling): Promise<void> {
  await emit(world, { kind: 'run', ...found });
  for (const { entry, message } of entries) {
    const { rows, overheard } = entry;
    const said =
      message === undefined
        ? {}
        : { to: message.to, act: message.act, inReplyTo: message.inReplyTo, gist: message.gist };
    await emit(world, { kind: 'message', message: entry.message, from: entry.from, ...said, rows, overheard });
  }
  await emit(world, { kind: 'cost', ...spent, coordinationShare: coordinationShare(spent) });
}

function* lines(world: World, found: Output<'run.find'>, { entries, spent, setup }: Telling): Generator<string> {
  const style = styleFor(world);
  const state = found.reason === undefined ? found.state : `${found.state}: ${found.reason}`;
  yield style.bold(terminalLine(found.title));
  yield terminalLine(found.question);
  yield style.dim(
    terminalLine(`${found.run} · ${found.startedAt} · ${state} · ${found.turns} turns · ${found.events} events`),
  );
  yield '';
  for (const [index, seat] of (setup?.seats ?? []).entries()) {
    yield `${style.bold(style.agent(index)(terminalLine(seat.name)))} ${style.dim(`· ${terminalLine(seat.model)} ·`)} ${terminalLine(seat.role)}`;
  }
  for (const { entry, message } of entries) {
    yield '';
    const head = message === undefined ? `${entry.message} was never sent` : headOf(message);
    yield `${style.dim(`${entry.message} `)} ${style.bold(head)}`;
    if (message !== undefined) yield `    ${terminalLine(message.gist)}`;
    yield* deliveries(entry).map((line) => style.dim(`    ${terminalLine(line)}`));
  }
  const share = Math.round(coordinationShare(spent) * 100);
  yield '';
  yield style.dim(
    `${spent.evaluated} tokens evaluated, ${spent.reused} reused, ${spent.written} written; coordination ${share} %`,
  );
}

/** "Ben: acted in m7 (delivered in turn 5)", one line per addressee, then who overheard. */
function deliveries({ rows, overheard }: LedgerEntry): readonly string[] {
  const seen = overheard.map(({ agent, turn }) => `${nameOf(agent)}: overheard in turn ${turn}`);
  return [...rows.map((row) => `${row.state === 'bounced' ? row.to : shortName(row.to)}: ${stateOf(row)}`), ...seen];
}

function stateOf(row: LedgerRow): string {
  const delivered = row.delivered === undefined ? '' : `delivered in turn ${row.delivered}`;
  switch (row.state) {
    case 'delivered':
      return delivered;
    case 'acted':
      return `${delivered === '' ? 'answered' : `${delivered}, answered`} by ${row.acted?.message ?? ''}`;
    case 'bounced':
      return `bounced (${row.bounced ?? 'unknown'})`;
    case 'sent':
      return 'sent, not yet delivered';
    case 'unread':
      return 'unread at the end';
    default:
      return unreachable(row.state);
  }
}

const shortName = (agent: string): string => agent.replace(/#\d+$/u, '');
