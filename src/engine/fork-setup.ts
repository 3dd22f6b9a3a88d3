import { unreachable } from '#shared/base/assert.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Change, ChangeOf } from '#shared/events/fork.ts';
import { runSetupSchema, samplerSchema, type RunSetup, type Seat } from '#shared/events/setup.ts';
import type { RunView } from '#shared/projections/run.ts';
import { seatNamed } from '#shared/scenario/seat-named.ts';
import { textWithin } from './commands/known.ts';

/** As long as a scenario allows, in characters. */
const LONGEST_ROLE = 4_000;

type Changed = Result<RunSetup, string>;

/** The setup of a branch: that of the run at its fork with the changes made, or in one sentence which of them does not fit. */
export function changedSetup(view: RunView, changes: readonly Change[]): Changed {
  if (view.setup === undefined) return fail('the run has not begun; fork it after its first event');
  let setup = view.setup;
  for (const change of changes) {
    const next = changedBy(view, setup, change);
    if (!next.ok) return next;
    setup = next.value;
  }
  const misfit = misfitOf(view, setup, changes);
  return misfit === undefined ? ok(setup) : fail(misfit);
}

function changedBy(view: RunView, setup: RunSetup, change: Change): Changed {
  switch (change.kind) {
    case 'edit':
    case 'drop':
    case 'retract':
    case 'insert':
      return ok(setup);
    case 'seat':
      return reseated(setup, change);
    case 'mode':
      return ok({ ...setup, mode: change.mode });
    case 'cadence':
      return ok({ ...setup, cadence: change.cadence });
    case 'visibility':
      return seen(setup, change.visibility);
    case 'seed':
      return ok({ ...setup, seed: change.seed });
    case 'exact':
      return ok({ ...setup, exact: change.exact });
    case 'budget':
      return budgeted(view, setup, change);
    default:
      return unreachable(change);
  }
}

/** A wrapper was chosen for the model before; another model has its own. */
function reseated(setup: RunSetup, { seat: name, model, role, sampler }: ChangeOf<'seat'>): Changed {
  const found = seatNamed(
    name,
    setup.seats.map((seat) => seat.name),
  );
  if (!found.ok) return found;
  if (model === undefined && role === undefined && sampler === undefined) {
    return fail(`nothing is said about what changes on the seat ${found.value}; give it a model, a role or a sampler`);
  }
  const words = role === undefined ? undefined : textWithin(role, `the role of ${found.value}`, LONGEST_ROLE);
  if (words?.ok === false) return words;
  const seats = setup.seats.map((seat): Seat => {
    if (seat.name !== found.value) return seat;
    const { wrapper, ...rest } = seat;
    const kept = wrapper === undefined || (model !== undefined && model !== seat.model) ? {} : { wrapper };
    return {
      ...rest,
      ...kept,
      ...(model === undefined ? {} : { model }),
      ...(words === undefined ? {} : { role: words.value }),
      sampler: samplerSchema.parse({ ...seat.sampler, ...withoutGaps(sampler) }),
    };
  });
  return ok({ ...setup, seats });
}

/** A budget that is spent already would end the branch before it begins. */
function budgeted(view: RunView, setup: RunSetup, { turns, tokens, time }: ChangeOf<'budget'>): Changed {
  if (turns === undefined && tokens === undefined && time === undefined) {
    return fail('nothing is said about what changes in the budget; give it turns, tokens or a time');
  }
  const begun = view.turns.length + (setup.summary === undefined ? 0 : 1);
  if (turns !== undefined && turns <= begun) {
    return fail(`a budget of ${turns} turns is spent at this moment already; give it ${begun + 1} or more`);
  }
  if (tokens !== undefined && tokens <= view.tokens) {
    return fail(`a budget of ${tokens} tokens is spent at this moment already; give it ${view.tokens + 1} or more`);
  }
  if (time !== undefined && time <= view.at) {
    return fail(`a budget of ${time / 1e6} seconds is spent at this moment already; give it more`);
  }
  const changed = Object.fromEntries(Object.entries({ turns, tokens, time }).filter(([, own]) => own !== undefined));
  return ok({ ...setup, budget: { ...setup.budget, ...changed } });
}

function seen(setup: RunSetup, visibility: RunSetup['visibility']): Changed {
  const names = setup.seats.map((seat) => seat.name);
  for (const { reader, writer } of visibility === 'full' ? [] : visibility.edges) {
    const unknown = [reader, writer].find((name) => !names.includes(name));
    if (unknown === undefined) continue;
    const found = seatNamed(unknown, names);
    return fail(found.ok ? `write the seat '${unknown}' as ${found.value}` : found.failure);
  }
  return ok({ ...setup, visibility });
}

/** What is right by itself and does not fit this run at this moment. */
function misfitOf(view: RunView, setup: RunSetup, changes: readonly Change[]): string | undefined {
  const kinds = new Set(changes.map(({ kind }) => kind));
  if (kinds.has('cadence') && setup.mode !== 'peers') {
    return `the cadence says who speaks when among peers, and the mode is ${setup.mode}; change the mode to peers too`;
  }
  const first = view.turns.find((turn) => turn.purpose === undefined);
  if (kinds.has('mode') && setup.mode === 'single' && view.setup?.mode !== 'single' && first !== undefined) {
    return `the mode single is one answer to the question, and a turn was begun at event ${first.startedAt}; fork before it`;
  }
  const parsed = runSetupSchema.safeParse(setup);
  return parsed.success ? undefined : `the changes make no setup: ${parsed.error.issues[0]?.message ?? 'invalid'}`;
}

const withoutGaps = (sampler: ChangeOf<'seat'>['sampler']): object =>
  Object.fromEntries(Object.entries(sampler ?? {}).filter(([, value]) => value !== undefined));
