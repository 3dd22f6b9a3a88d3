import { expect, test } from 'vitest';
import { runId, seq } from '#shared/events/ids.ts';
import { openRun } from '../state/run-session.ts';
import type { RunSession } from '../state/run-state.ts';
import { linkSessions } from './link-sessions.ts';
import { linkedSeq, turnsIn } from './linked.ts';
import { recordedHost } from './testing/recorded-host.ts';

const headOf = ({ store }: RunSession): number => store.getState().head;

async function pair(): Promise<readonly [RunSession, RunSession]> {
  const { client } = recordedHost();
  const one = openRun(client, runId('users-endpoint-rounds'));
  const other = openRun(client, runId('users-endpoint-vote'));
  for (const { store } of [one, other]) await expect.poll(() => store.getState().phase).toBe('open');
  for (const { store, log } of [one, other])
    await expect.poll(() => store.getState().last === log.events.length && store.getState().last > 20).toBe(true);
  return [one, other];
}

test('either playhead takes the other along, and both stay where they are once the link is off', async () => {
  const [one, other] = await pair();
  const answer = (head: number) => linkedSeq(turnsIn(one.log.events), turnsIn(other.log.events), seq(head));
  one.seek(seq(15));
  // The control: without a link nothing follows.
  expect(headOf(other)).toBe(other.store.getState().last);
  const unlink = linkSessions(one, other);
  expect(headOf(other)).toBe(answer(15));
  one.seek(seq(24));
  expect(headOf(one)).toBe(24);
  expect(headOf(other)).toBe(answer(24));
  other.step('turn', -1);
  const moved = headOf(other);
  expect(headOf(one)).toBe(linkedSeq(turnsIn(other.log.events), turnsIn(one.log.events), seq(moved)));
  unlink();
  const before = headOf(other);
  one.seek(seq(9));
  expect(headOf(other)).toBe(before);
  one.dispose();
  other.dispose();
});

test('with the link one plays and the other follows; where the other is played, the first stops', async () => {
  const frames: (() => void)[] = [];
  globalThis.requestAnimationFrame = (next) => frames.push(() => next(performance.now()));
  globalThis.cancelAnimationFrame = () => undefined;
  const [one, other] = await pair();
  const unlink = linkSessions(one, other);
  one.seek(seq(10));
  one.play(true);
  expect(one.store.getState().playing.on).toBe(true);
  other.play(true);
  expect(other.store.getState().playing.on).toBe(true);
  expect(one.store.getState().playing.on).toBe(false);
  unlink();
  one.dispose();
  other.dispose();
});
