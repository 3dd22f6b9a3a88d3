import { ok } from '#shared/base/result.ts';
import type { Event } from '#shared/events/event.ts';
import { seq } from '#shared/events/ids.ts';
import { foldRun } from '#shared/projections/fold-run.ts';
import { changeAgent, type Owned, type RunView } from '#shared/projections/run.ts';
import { nextStep } from '../../next-step.ts';
import type { Journal } from '../../ports.ts';
import { recoveryOf } from '../../recover.ts';
import { PROGRAM, type Seams } from './seams.ts';

/** Bugs that somebody could make, each planted into one part of the program: a simulator that finds none of them shows nothing. */
export const PLANTED: Readonly<Record<string, Partial<Seams>>> = {
  'a window takes what it has already': {
    follower: (take) => {
      let last = 0;
      return {
        get last() {
          return seq(last);
        },
        arrive(event) {
          if (event.seq > last + 1) return 'gap';
          last = Math.max(last, event.seq);
          take(event);
          return 'news';
        },
      };
    },
  },
  'a window subscribes one event too far': {
    follower: (take) => {
      const inner = PROGRAM.follower(take);
      return {
        get last() {
          return seq(inner.last + 1);
        },
        arrive: (event) => inner.arrive(event),
      };
    },
  },
  'an append is acknowledged before it is committed': { journal: acknowledgingEarly },
  'a wake-up is lost': { waker: () => ({ wake: () => {}, next: () => new Promise(() => {}) }) },
  'one turn more than the budget allows': {
    next: (view, now) =>
      nextStep(
        withBudget(view, (turns) => turns + 1),
        now,
      ),
  },
  'a resume takes the last committed turn again': {
    recover(view) {
      const last = view.turns.findLast((turn) => turn.state === 'spoke');
      const turns = view.turns.map((turn) => (turn === last ? { ...turn, state: 'open' as const } : turn));
      return recoveryOf({ ...view, turns });
    },
  },
  'a retry keeps the number of its attempt': {
    next(view, now) {
      const step = nextStep(view, now);
      if (step.kind !== 'start') return step;
      return { ...step, turns: step.turns.map((turn) => ({ ...turn, attempt: 1 })) };
    },
  },
  'the end overtakes the last messages': {
    next(view, now) {
      const spent = view.turns.length >= (view.setup?.budget.turns ?? 0);
      return spent ? { kind: 'end', reason: 'budget', detail: 'the budget is spent' } : nextStep(view, now);
    },
  },
  'a retracted message stays in the ground': {
    fold: (view, event) => (event.type === 'v1.message.retracted' ? skipped(view, event) : foldRun(view, event)),
  },
  'mail counts as read when a turn begins': {
    fold(view, event) {
      const next = foldRun(view, event);
      if (event.type === 'v1.turn.started') changeAgent(next as Owned, event.data.agent, { unread: [] });
      return next;
    },
  },
  'a held message is public at once': {
    fold: (view, event) =>
      event.type === 'v1.message.held' ? foldRun(view, { ...event, type: 'v1.message.sent' }) : foldRun(view, event),
  },
  'a brake that never ends a run': {
    next(view, now) {
      const step = nextStep(view, now);
      return step.kind === 'end' && step.reason === 'stalled' ? { kind: 'wait' } : step;
    },
  },
};

/** What is appended is written only with the next append; until then it is only said to be there. */
function acknowledgingEarly(journal: Journal): Journal {
  let waiting: Parameters<Journal['append']> | undefined;
  return {
    run: journal.run,
    read: (after, limit) => journal.read(after, limit),
    append(...appended) {
      if (waiting !== undefined) {
        const written = journal.append(...waiting);
        if (!written.ok) return written;
      }
      waiting = appended;
      const [drafts, at] = appended;
      const first = journal.read(seq(0)).length + 1;
      return ok(drafts.map(({ type, data }, index) => ({ seq: seq(first + index), at, type, data }) as Event));
    },
  };
}

function withBudget(view: RunView, change: (turns: number) => number): RunView {
  const { setup } = view;
  if (setup === undefined) return view;
  return { ...view, setup: { ...setup, budget: { ...setup.budget, turns: change(setup.budget.turns) } } };
}

function skipped(view: RunView, event: Parameters<typeof foldRun>[1]): RunView {
  return foldRun(view, { seq: event.seq, at: event.at, type: 'unknown', name: event.type, data: event.data });
}

/** The program with one bug. */
export const withBug = (name: string): Seams => ({ ...PROGRAM, ...PLANTED[name] });
