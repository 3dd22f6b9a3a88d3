import { fail, ok, type Result } from '#shared/base/result.ts';
import { counted } from '#shared/base/text.ts';
import { turnDetailSchema } from '#shared/events/event.ts';
import { seq, type RunId, type Seq } from '#shared/events/ids.ts';
import type { Output, RpcFailure } from '#shared/rpc/methods.ts';
import { compared, differenceSentence, tracesIn, type TurnTrace } from '#engine/difference.ts';
import type { RunCatalog } from './run-catalog.ts';
import { storedIn, type WholeRun } from './whole-run.ts';

/** Where a run first differs from its parent, or from another that is named, behind what it has copied. */
export async function differenceBetween(
  catalog: RunCatalog,
  run: RunId,
  named: RunId | undefined,
): Promise<Result<Output<'run.difference'>, RpcFailure>> {
  const own = await storedIn(catalog, run);
  if (!own.ok) return own;
  const created = own.value.events[0];
  const parent = created?.type === 'v1.run.created' ? created.data.parent : undefined;
  const other = named ?? parent?.run;
  if (other === undefined) {
    return fail({ code: 'usage', message: `The run ${run} is no branch of another: name the run to compare it with.` });
  }
  const theirs = await storedIn(catalog, other);
  if (!theirs.ok) return theirs;
  const from = parent?.run === other ? parent.seq : seq(0);
  const { turns, tokens, difference } = compared(tracesOf(own.value, from), tracesOf(theirs.value, from));
  const same = difference === undefined;
  const sentence = same
    ? `token-equal: ${counted(turns, 'turn')}, ${counted(tokens, 'token')}`
    : differenceSentence(difference);
  return ok({ other, same, turns, tokens, ...(same ? {} : { difference }), sentence });
}

function tracesOf({ rows, events }: WholeRun, from: Seq): readonly TurnTrace[] {
  const traced = events.map((event, at) => ({ event, detail: detailOf(rows[at]?.detail) }));
  return tracesIn(traced, from);
}

function detailOf(text: string | undefined) {
  return text === undefined ? undefined : turnDetailSchema.safeParse(JSON.parse(text)).data;
}
