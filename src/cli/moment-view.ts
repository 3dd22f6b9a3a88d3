import { coordinationShare, edgesOf, type EdgeCost } from '#shared/projections/cost.ts';
import { NOT_RECORDED } from '#shared/events/imported.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { Output } from '#shared/rpc/methods.ts';
import { boardDocuments, boardLines } from './board-view.ts';
import { laneDocuments, laneLines, setupLines } from './lanes-view.ts';
import { importedLines, stateWords } from './imported-view.ts';
import { ledgerDocuments, ledgerLines } from './ledger-view.ts';
import type { Moment } from './moment.ts';
import { agentName, heading, labelled, type Sheet } from './sheet.ts';
import { terminalLine } from './terminal.ts';

/** What a list says of a run, as it was then: nothing of what came later may show. */
export function rowAt(row: Output<'run.find'>, view: RunView): Output<'run.find'> {
  const { reason: _later, ...rest } = row;
  return {
    ...rest,
    state: view.status === 'new' ? 'running' : view.status,
    ...(view.end === undefined ? {} : { reason: view.end.reason }),
    turns: view.turns.filter(({ state }) => state !== 'open' && state !== 'abandoned').length,
    events: view.lastSeq,
  };
}

/** What the run is, before all else. */
export function* headLines(sheet: Sheet, row: Output<'run.find'>, at: number | undefined): Generator<string> {
  const { style } = sheet;
  const { imported } = row;
  const started = imported?.missing.includes('times') === true ? NOT_RECORDED : row.startedAt;
  const when = at === undefined ? `${row.events} events` : `at event ${at}`;
  yield style.bold(terminalLine(row.title));
  yield terminalLine(row.question);
  yield style.dim(terminalLine(`${row.run} · ${started} · ${stateWords(row)} · ${row.turns} turns · ${when}`));
  for (const line of imported === undefined ? [] : importedLines(imported)) yield style.dim(terminalLine(line));
}

/** All of a moment for people. */
export function* momentLines(sheet: Sheet, moment: Moment): Generator<string> {
  const { run } = moment;
  yield '';
  for (const [index, seat] of (run.setup?.seats ?? []).entries()) {
    const name = sheet.style.bold(sheet.style.agent(index)(terminalLine(seat.name)));
    yield `${name} ${sheet.style.dim(`· ${terminalLine(seat.model)} ·`)} ${terminalLine(seat.role)}`;
  }
  yield* setupLines(sheet, run);
  yield* heading(sheet, 'Lanes and mailboxes');
  yield* laneLines(sheet, moment);
  yield* heading(sheet, 'Board');
  yield* boardLines(sheet, run);
  yield* heading(sheet, 'Ledger');
  yield* ledgerLines(sheet, moment);
  yield* heading(sheet, 'Cost');
  yield* costLines(sheet, moment);
}

/** All of a moment for programs, a document a line. */
export function momentDocuments(moment: Moment): readonly object[] {
  const { run, cost } = moment;
  const { total } = cost;
  return [
    ...laneDocuments(moment),
    ...boardDocuments(run.board),
    ...ledgerDocuments(moment),
    { kind: 'cost', ...total, coordinationShare: coordinationShare(total), edges: edgesInOrder(cost) },
  ];
}

function* costLines(sheet: Sheet, { cost }: Moment): Generator<string> {
  const { total } = cost;
  const share = Math.round(coordinationShare(total) * 100);
  const tokens = `${total.evaluated} evaluated, ${total.reused} reused, ${total.written} written`;
  yield* labelled(sheet, 'tokens', `${tokens}; coordination ${share} %`);
  const edges = edgesInOrder(cost).map(({ from, to, tokens: read }) => `${agentName(from)} → ${agentName(to)} ${read}`);
  if (edges.length > 0) yield* labelled(sheet, 'edges', edges.join(', '));
}

/** Most tokens first, equal ones by name in code units: the order in the fold is its own. */
const edgesInOrder = (cost: Moment['cost']): readonly EdgeCost[] =>
  edgesOf(cost).toSorted(
    (left, right) => right.tokens - left.tokens || (`${left.from}\n${left.to}` < `${right.from}\n${right.to}` ? -1 : 1),
  );
