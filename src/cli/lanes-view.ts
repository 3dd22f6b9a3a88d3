import { isRecorded, NOT_RECORDED } from '#shared/events/imported.ts';
import { visibilityIn } from '#shared/events/visibility.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { agentState, agentStateInWords, type AgentLane, type Mark, type Span } from '#shared/projections/lanes.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { Moment } from './moment.ts';
import { agentName, labelled, type Sheet } from './sheet.ts';
import { terminalLine } from './terminal.ts';

/** How a run was set up, in one line, and where not all see all: who sees whom in which form. */
export function* setupLines(sheet: Sheet, { setup, sight, created }: RunView): Generator<string> {
  if (setup === undefined) return;
  if (created !== undefined && !isRecorded(created.data, 'rules')) {
    yield* labelled(sheet, 'set up', NOT_RECORDED);
    return;
  }
  yield* labelled(sheet, 'set up', [setup.mode, setup.cadence, seesOf(setup), ...rulesOf(setup)].join(' · '));
  if (setup.visibility === 'full' && sight.every((row) => row.every((form) => form === 'full'))) return;
  for (const [reader, row] of sight.entries()) {
    const others = setup.seats.flatMap((seat, writer) =>
      writer === reader || row[writer] === 'none'
        ? []
        : [`${seat.name} ${row[writer] === 'gist' ? 'as gists' : 'in full'}`],
    );
    const name = setup.seats[reader]?.name ?? '';
    yield* labelled(sheet, '', `${name} sees ${others.length === 0 ? 'nobody' : others.join(', ')}`);
  }
}

/** A lane for each agent with what waits in its mailbox, then those of the arbiter and the system. */
export function* laneLines(sheet: Sheet, moment: Moment): Generator<string> {
  const { lanes, run } = moment;
  for (const lane of lanes.agents) {
    const agent = run.agents.find((own) => own.agent === lane.agent);
    const state =
      agent?.state === 'left' || agent?.state === 'muted' ? agent.state : agentStateInWords(lanes, lane.agent);
    yield `${sheet.name(lane.agent)} ${sheet.style.dim(terminalLine(`· ${lane.model} · ${state}`))}`;
    const turns = [...lane.spans].map(spanText);
    yield* labelled(sheet, 'turns', turns.length === 0 ? 'none yet' : turns.join(', '));
    yield* labelled(sheet, 'unread', mailOf(moment, lane));
  }
  yield* markLines(sheet, 'Arbiter', [...lanes.arbiter]);
  yield* markLines(sheet, 'System', [...lanes.system]);
}

/** The same for programs: a document a lane. */
export function laneDocuments({ lanes, run }: Moment): readonly object[] {
  const agents = [...lanes.agents].map(({ spans, marks, ...lane }) => {
    const agent = run.agents.find((own) => own.agent === lane.agent);
    const { unread = [], state, turns, tokens } = agent ?? {};
    const doing = agentState(lanes, lane.agent);
    return { kind: 'lane', ...lane, state, doing, turns, tokens, unread, spans: [...spans], marks: [...marks] };
  });
  return [
    ...agents,
    { kind: 'lane', agent: 'arbiter', marks: [...lanes.arbiter] },
    { kind: 'lane', agent: 'system', marks: [...lanes.system] },
  ];
}

function seesOf(setup: RunSetup): string {
  if (setup.visibility === 'full') return 'all see all';
  const { topology, sight, edges } = visibilityIn(setup);
  const changed = edges.length === 0 ? '' : `, ${edges.length} ${edges.length === 1 ? 'edge' : 'edges'} changed`;
  return `${topology} (${sight === 'full' ? 'in full' : 'as gists'}${changed})`;
}

const rulesOf = (setup: RunSetup): readonly string[] => [
  ...(setup.exact ? ['exact'] : []),
  ...(setup.anonymous === true ? ['anonymous'] : []),
  ...(setup.answerWithin === undefined ? [] : [`answers within ${setup.answerWithin} turns`]),
  ...(setup.quorum === undefined ? [] : [`quorum ${setup.quorum}`]),
  ...(setup.tasks === true ? ['tasks'] : []),
];

/** "4 → m4", "5 passed (repetition)", "6 thinking"; a second attempt of turn 4 is 4.2. */
function spanText({ turn, attempt, outcome, message, reason }: Span): string {
  const number = attempt === 1 ? String(turn) : `${turn}.${attempt}`;
  const why = reason === undefined ? '' : ` (${reason})`;
  if (outcome === 'open') return `${number} thinking`;
  if (outcome === 'abandoned') return `${number} lost${why}`;
  return message === undefined ? `${number} ${outcome}${why}` : `${number} → ${message}`;
}

function mailOf({ run }: Moment, { agent }: AgentLane): string {
  const unread = run.agents.find((own) => own.agent === agent)?.unread ?? [];
  if (unread.length === 0) return 'none';
  const mail = unread.map((id) => {
    const message = run.messages.find((own) => own.message === id);
    return message === undefined ? id : `${id} (${message.act}, ${agentName(message.from)})`;
  });
  return mail.join(', ');
}

function* markLines(sheet: Sheet, title: string, marks: readonly Mark[]): Generator<string> {
  if (marks.length === 0) return;
  yield sheet.style.bold(title);
  for (const { seq, text, message } of marks) {
    yield* labelled(sheet, `${seq}`, message === undefined ? text : `${message} ${text}`);
  }
}
