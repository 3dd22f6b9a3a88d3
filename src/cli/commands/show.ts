import { fail, ok, type Result } from '#shared/base/result.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { messageIdSchema } from '#shared/events/ids.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { messageDocuments, messageLines, storyOf } from '../message-view.ts';
import { momentOf, type Moment } from '../moment.ts';
import { headLines, momentDocuments, momentLines, rowAt } from '../moment-view.ts';
import { emit, reportFailure } from '../report.ts';
import { sheetFor, type Sheet } from '../sheet.ts';
import { storedEvents } from '../stored-events.ts';
import { terminalLine } from '../terminal.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

export type ShowOptions = Common & {
  /** A position of the log: what is shown is the state after that event. */
  readonly at?: number | undefined;
  /** Only this message: its whole life and every turn whose prompt held it. */
  readonly message?: string | undefined;
};

/**
 * A run at a moment: lanes, mailboxes, board and ledger, or one message of it. As JSON a document a line, each with its `kind`: the run,
 * then its lanes, the items of the board, a message a line with its ledger rows, the cost.
 */
export async function showCommand(world: World, name: string, options: ShowOptions): Promise<ExitCode> {
  const found = await world.client.call('run.find', { name });
  if (!found.ok) return reportFailure(world, found.failure);
  const { at } = options;
  const { events: count, run } = found.value;
  if (at !== undefined && at > count) {
    const message = `${run} has ${count} events: --at takes a number from 1 to ${count}.`;
    return reportFailure(world, { code: 'usage', message });
  }
  const stored = await storedEvents(world, found.value);
  if (!stored.ok) return reportFailure(world, stored.failure);
  const events = stored.value.map(({ event }) => event).filter(({ seq }) => at === undefined || seq <= at);
  const moment = momentOf(events);
  const page = pageOf(events, moment, options);
  if (!page.ok) return reportFailure(world, page.failure);
  const row = at === undefined ? found.value : rowAt(found.value, moment.run);
  if (options.json) {
    for (const document of [{ kind: 'run', ...row, ...(at === undefined ? {} : { at }) }, ...page.value.documents()]) {
      await emit(world, document);
    }
    return EXIT.done;
  }
  const sheet = sheetFor(world, moment.run.setup?.seats.map((seat) => seat.name) ?? []);
  for (const line of headLines(sheet, row, at)) await world.stdout.write(`${line}\n`);
  for (const line of page.value.lines(sheet)) await world.stdout.write(`${line}\n`);
  return EXIT.done;
}

type Page = {
  readonly lines: (sheet: Sheet) => Iterable<string>;
  readonly documents: () => readonly object[];
};

function pageOf(
  events: readonly AnyEvent[],
  moment: Moment,
  { at, message }: Pick<ShowOptions, 'at' | 'message'>,
): Result<Page, RpcFailure> {
  if (message === undefined) {
    return ok({ lines: (sheet) => momentLines(sheet, moment), documents: () => momentDocuments(moment) });
  }
  const id = messageIdSchema.safeParse(message);
  const story = id.success ? storyOf(events, moment, id.data) : undefined;
  if (story === undefined) {
    const when = at === undefined ? '' : ` up to event ${at}`;
    const hint = 'm7 is what turn 7 said, a1 what the arbiter said first';
    return fail({ code: 'usage', message: `There is no message ${terminalLine(message)}${when}: ${hint}.` });
  }
  return ok({ lines: (sheet) => messageLines(sheet, story), documents: () => messageDocuments(story) });
}
