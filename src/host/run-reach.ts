import { fail, ok, type Result } from '#shared/base/result.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { nameOf, seq, type MessageId, type RunId } from '#shared/events/ids.ts';
import { lineage } from '#shared/projections/lineage.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import { taintOf } from '#shared/projections/taint.ts';
import type { Output, RpcFailure } from '#shared/rpc/methods.ts';
import type { LiveRuns } from './live-runs.ts';
import type { RunCatalog } from './run-catalog.ts';

/** What a message has reached in a run that is on, or lies on the disk. */
export async function reachIn(
  { live, catalog }: { readonly live: LiveRuns; readonly catalog: RunCatalog },
  run: RunId,
  message: MessageId,
): Promise<Reached> {
  const found = live.get(run);
  if (found !== undefined && !found.over) return reachOf(found.stored(seq(0)), message);
  const opened = await catalog.open(run);
  if (!opened.ok) return opened;
  try {
    const events = opened.value.events(seq(0));
    return events.ok ? reachOf(events.value, message) : events;
  } finally {
    opened.value.close();
  }
}

type Reached = Result<Output<'run.reach'>, RpcFailure>;

/** What a message of these events has reached, in the two grades, with who said it and in short what. */
function reachOf(events: readonly AnyEvent[], message: MessageId): Reached {
  const { messages } = runOf(events);
  if (!messages.some((one) => one.message === message)) {
    const failure = `There is no message ${message} that anyone could have had in front.`;
    return fail({ code: 'not_found', message: failure });
  }
  const told = (ids: readonly MessageId[]): Output<'run.reach'>['answered'] =>
    messages
      .filter((one) => ids.includes(one.message))
      .map(({ message: id, from, gist }) => ({ message: id, from: from === 'arbiter' ? from : nameOf(from), gist }));
  const { answered, inFront } = taintOf(lineage.of(events), message);
  return ok({ answered: told(answered), inFront: told(inFront) });
}
