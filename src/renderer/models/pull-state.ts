import type { Result } from '#shared/base/result.ts';
import type { Item, RpcFailure } from '#shared/rpc/methods.ts';
import { bytesText, percentOf, speedText, timeLeftText } from './figures.ts';

/**
 * Where fetching a model stands. What has come stays on the disk in every state but `done`, so that fetching again goes on from there.
 * `left` are the sources that were given up, each with its reason.
 */
export type Pull = {
  readonly state: 'running' | 'pausing' | 'paused' | 'failed' | 'done';
  readonly step: 'asking' | 'source' | 'progress' | 'verifying' | 'done';
  /** What is being done or was done last, in words. */
  readonly text: string;
  readonly bytes: number;
  readonly total: number;
  readonly bytesPerSecond: number;
  readonly left: readonly string[];
  readonly failure?: RpcFailure;
  /** The file that is taken over in place of a download. */
  readonly from?: string;
};

export type PullEvent =
  | { readonly kind: 'started'; readonly from?: string }
  | { readonly kind: 'item'; readonly item: Result<Item<'models.pull'>, RpcFailure> }
  | { readonly kind: 'pause' }
  /** The stream is over; without a failure before and without `done` it was cut off. */
  | { readonly kind: 'over' };

const CUT_OFF: RpcFailure = { code: 'failed', message: 'The line broke off; what has come is kept. Try again.' };

/** The next state of a pull; events that come after its end change nothing. */
export function pullAfter(pull: Pull | undefined, event: PullEvent): Pull | undefined {
  if (event.kind === 'started') return started(pull, event.from);
  if (pull === undefined || !isUnderWay(pull)) return pull;
  switch (event.kind) {
    case 'pause':
      return { ...pull, state: 'pausing', bytesPerSecond: 0 };
    case 'over':
      return pull.state === 'pausing' ? paused(pull) : failed(pull, CUT_OFF);
    case 'item':
      return event.item.ok ? afterStep(pull, event.item.value) : afterFailure(pull, event.item.failure);
    default:
      return event satisfies never;
  }
}

export const isUnderWay = ({ state }: Pull): boolean => state === 'running' || state === 'pausing';

/** What people read beside the bar: "41 % · 40 MB of 98 MB · 12 MB/s · 5 s left". */
export function pullLine(pull: Pull): string {
  const { bytes, total, bytesPerSecond } = pull;
  const share = `${percentOf(bytes, total)} % · ${bytesText(bytes)} of ${bytesText(total)}`;
  switch (pull.state) {
    case 'failed':
      return sentence(pull.failure?.message ?? pull.text);
    case 'done':
      return sentence(pull.text);
    case 'paused':
      return `Paused at ${share}`;
    case 'pausing':
      return 'Pausing…';
    case 'running':
      if (pull.step === 'verifying') return `Checking: ${pull.text}`;
      if (pull.step !== 'progress') return pull.text === '' ? 'Asking…' : `From ${pull.text}…`;
      return `${share} · ${speedText(bytesPerSecond)} · ${timeLeftText(total - bytes, bytesPerSecond)}`;
    default:
      return pull.state satisfies never;
  }
}

/**
 * A pull that is not under way by what lies on the disk (`begun` bytes of `size`): of its progress only a few steps a second are told, so that
 * the last bytes before a pause or a failure are in none of them. A file that is taken over leaves nothing there.
 */
export function withBegun(
  pull: Pull,
  { begun, size }: { readonly begun?: number | undefined; readonly size: number },
): Pull {
  const settled = pull.state === 'paused' || pull.state === 'failed';
  return settled && begun !== undefined && pull.from === undefined
    ? { ...pull, bytes: Math.max(begun, pull.bytes), total: size }
    : pull;
}

/** The sources that were given up and whose reason is not told with the failure. */
export const leftBeside = ({ left, failure }: Pull): readonly string[] =>
  left.filter((reason) => failure?.message.includes(reason) !== true);

/** What can be done about a failure, beside trying again. */
export function pullAdvice({ failure }: Pull): string {
  switch (failure?.code) {
    case undefined:
      return '';
    case 'terms':
      return 'Accept the terms first.';
    case 'busy':
      return 'Another window or the command line is fetching it: wait for it or end it there.';
    case 'usage':
    case 'not_found':
      return 'Check the path.';
    default:
      // Most reasons say themselves what to do and what is kept.
      return failure?.message.includes('kept') === true ? '' : 'Trying again goes on from what has come.';
  }
}

function started(before: Pull | undefined, from: string | undefined): Pull {
  const kept = from === undefined && before?.from === undefined ? before : undefined;
  return {
    state: 'running',
    step: 'asking',
    text: '',
    bytes: kept?.state === 'done' ? 0 : (kept?.bytes ?? 0),
    total: kept?.total ?? 0,
    bytesPerSecond: 0,
    left: [],
    ...(from === undefined ? {} : { from }),
  };
}

function afterStep(pull: Pull, { step, text, bytes, total, bytesPerSecond }: Item<'models.pull'>): Pull {
  if (step === 'failed') return { ...pull, left: [...pull.left, text], bytesPerSecond: 0 };
  const next = { ...pull, step, text, bytes, total, bytesPerSecond: pull.state === 'pausing' ? 0 : bytesPerSecond };
  return step === 'done' ? { ...next, state: 'done', bytesPerSecond: 0 } : next;
}

const afterFailure = (pull: Pull, failure: RpcFailure): Pull =>
  failure.code === 'cancelled' ? paused(pull) : failed(pull, failure);

const paused = (pull: Pull): Pull => ({ ...pull, state: 'paused', bytesPerSecond: 0 });
const failed = (pull: Pull, failure: RpcFailure): Pull => ({ ...pull, state: 'failed', failure, bytesPerSecond: 0 });

const sentence = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
