import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Disposable } from '#shared/base/disposable.ts';
import { emitter } from '#shared/base/emitter.ts';
import type { Client } from '#shared/rpc/client.ts';
import { isUnderWay, pullAfter, type Pull, type PullEvent } from './pull-state.ts';

export type PullOptions = {
  /** Whoever asks has shown the terms and had them accepted; false where there are none. */
  readonly acceptTerms?: boolean;
  /** A file on this machine to take over in place of a download. */
  readonly from?: string;
};

/** Every model that was fetched in this window, by id; it outlives the page that began it. */
export const pulls = createStore<Readonly<Record<string, Pull>>>(() => ({}));

const stops = new Map<string, AbortController>();
const cancelled = new Set<string>();
const ended = emitter<void>();

/** Where fetching this model stands; undefined where this window has not asked for it. */
export const usePull = (id: string): Pull | undefined => useStore(pulls, (all) => all[id]);

/** Hears each time that a pull of this window is over, however it ended: what is known of the files is then old. */
export const onPullEnded = (listener: () => void): Disposable => ended.on(listener);

/** Fetches a model or goes on with it; what comes of it stands in the store. One that is under way is left to itself. */
export async function startPull(
  client: Client,
  id: string,
  { acceptTerms = false, from }: PullOptions = {},
): Promise<void> {
  const before = pulls.getState()[id];
  if (before !== undefined && isUnderWay(before)) return;
  const stop = new AbortController();
  stops.set(id, stop);
  tell(id, { kind: 'started', ...(from === undefined ? {} : { from }) });
  const input = { id, acceptTerms, ...(from === undefined ? {} : { from }) };
  for await (const item of client.stream('models.pull', input, { signal: stop.signal })) {
    tell(id, { kind: 'item', item });
  }
  tell(id, { kind: 'over' });
  stops.delete(id);
  if (cancelled.delete(id)) forgetPull(id);
  ended.emit();
}

/** Stops fetching; the bytes that have come stay and the next start goes on from there. */
export function pausePull(id: string): void {
  tell(id, { kind: 'pause' });
  stops.get(id)?.abort();
}

/** Stops fetching and forgets it; the bytes that have come stay for whoever fetches it later. */
export function cancelPull(id: string): void {
  if (stops.has(id)) cancelled.add(id);
  pausePull(id);
  forgetPull(id);
}

/** Deletes what has come of a download that is not under way; a refusal is a sentence. */
export async function discardPull(client: Client, id: string): Promise<string | undefined> {
  const discarded = await client.call('models.discard', { id });
  if (!discarded.ok) return discarded.failure.message;
  forgetPull(id);
  ended.emit();
  return undefined;
}

/** Forgets a pull that is not under way: its line goes from the page, its bytes stay. */
export function forgetPull(id: string): void {
  const { [id]: pull, ...others } = pulls.getState();
  if (pull !== undefined && !isUnderWay(pull)) pulls.setState(others, true);
}

function tell(id: string, event: PullEvent): void {
  const all = pulls.getState();
  const next = pullAfter(all[id], event);
  if (next !== undefined && next !== all[id]) pulls.setState({ ...all, [id]: next }, true);
}
