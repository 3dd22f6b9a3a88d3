import type { Seq } from '../events/ids.ts';
import { bumped, changed, isStale, itemNamed, refused, withItem, type Post } from './board-items.ts';
import type { Board, Task } from './board.ts';

/** A task sent in reply to a task can be claimed once that one is done. */
export function tasked(state: Board, { posted, seq }: Post): Board {
  const { message, from, inReplyTo } = posted.data;
  const first = inReplyTo === undefined ? undefined : itemNamed(state, inReplyTo);
  return withItem(state, {
    kind: 'task',
    item: message,
    by: from,
    state: 'open',
    dependsOn: first?.kind === 'task' ? [first.item] : [],
    versions: [{ version: 1, since: seq }],
  });
}

/** What a message does to the task that it speaks of: of several claims the first one wins. */
export function aboutTask(state: Board, task: Task, post: Post): Board {
  const { message, from, act } = post.posted.data;
  if (act === 'claim' && from !== 'arbiter') {
    if (task.state !== 'open' || isStale(task, post) || !isReady(state, task)) return refused(state, task, post);
    return changed(state, bumped({ ...task, state: 'claimed', owner: from, claim: message }, post.seq));
  }
  if (act === 'done') {
    if (task.state !== 'claimed' || task.owner !== from || isStale(task, post)) return refused(state, task, post);
    return changed(state, bumped({ ...task, state: 'done', report: message }, post.seq));
  }
  return state;
}

/** The task as it was before anyone took it. */
export function freed(task: Task, seq: Seq): Task {
  const { owner: _owner, claim: _claim, report: _report, ...rest } = task;
  return bumped({ ...rest, state: 'open' }, seq);
}

export function unreported(task: Task, seq: Seq): Task {
  const { report: _report, ...rest } = task;
  return bumped({ ...rest, state: 'claimed' }, seq);
}

/** Whether all that has to be done before it is done; a task that was taken back holds nothing up. */
export const isReady = (state: Board, task: Task): boolean =>
  task.dependsOn.every((first) => {
    const before = itemNamed(state, first);
    return before?.kind !== 'task' || before.state === 'done' || before.state === 'retracted';
  });
