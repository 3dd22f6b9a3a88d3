import { fail, ok, type Result } from '#shared/base/result.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { emit, reportFailure } from '../report.ts';
import { windowPlace } from '../window-place.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

export type OpenOptions = Common & {
  /** In the browser, though the desktop app could be opened. */
  readonly browser: boolean;
};

/**
 * Opens the window at a place of it (`#/run/ID?seq=12`) or at a run, and waits until it is closed. Ctrl-C ends it, which is no failure.
 * As JSON says at which place; what the window's program says then goes to stderr.
 */
export async function openCommand(world: World, place: string | undefined, options: OpenOptions): Promise<ExitCode> {
  const address = await addressOf(world, place ?? '#/');
  if (!address.ok) return reportFailure(world, address.failure);
  const stopped = new AbortController();
  const heard = world.signals.onInterrupt(() => {
    if (stopped.signal.aborted) world.signals.kill();
    stopped.abort();
  });
  try {
    const wish = { at: address.value, shell: options.browser ? 'browser' : 'any' } as const;
    const stdout = options.json ? 'stderr' : 'inherit';
    if (options.json) await emit(world, { at: address.value });
    const ended = await world.openWindow(wish, { signal: stopped.signal, stdout });
    if (!ended.ok) return reportFailure(world, { code: 'failed', message: ended.failure });
    return ended.value === 0 || stopped.signal.aborted ? EXIT.done : EXIT.failed;
  } finally {
    heard.dispose();
  }
}

/** What begins with # is an address, everything else names a run; a run that nobody has is not opened. */
async function addressOf({ client }: World, place: string): Promise<Result<string, RpcFailure>> {
  if (!place.startsWith('#')) {
    const found = await client.call('run.find', { name: place });
    return found.ok ? ok(`#/run/${found.value.run}`) : found;
  }
  const known = windowPlace(place);
  if (!known.ok) return fail({ code: 'usage', message: known.failure });
  const { address, run } = known.value;
  const found = run === undefined ? undefined : await client.call('run.find', { name: run });
  return found === undefined || found.ok ? ok(address) : found;
}
