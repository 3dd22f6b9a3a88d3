/** What a pull tells while it works; the last one of a pull that ends well is `done`. */
export type PullStep = {
  /** `source` names one that is tried, `failed` says why one was left, `progress` moves, `done` ends. */
  readonly step: 'source' | 'failed' | 'progress' | 'verifying' | 'done';
  /** For people. */
  readonly text: string;
  /** Bytes that are here, and bytes of the whole file. */
  readonly bytes: number;
  readonly total: number;
  readonly bytesPerSecond: number;
};

export interface Progress {
  say(step: Exclude<PullStep['step'], 'progress'>, text: string): void;
  /** Bytes of the file that are here now; told at most four times a second. */
  at(bytes: number): void;
}

type Meter = { readonly total: number; readonly now: () => number; readonly onStep: (step: PullStep) => void };

const PAUSE = 250;
/** The speed is that of the last five seconds or so. */
const WINDOW = 5000;

export function progressOf({ total, now, onStep }: Meter): Progress {
  let here = 0;
  let told = Number.NEGATIVE_INFINITY;
  let samples: (readonly [time: number, bytes: number])[] = [];
  const speed = (): number => {
    const [first, last] = [samples[0], samples.at(-1)];
    if (first === undefined || last === undefined || last[0] <= first[0]) return 0;
    return Math.max(0, ((last[1] - first[1]) * 1000) / (last[0] - first[0]));
  };
  const tell = (step: PullStep['step'], text: string): void => {
    onStep({ step, text, bytes: here, total, bytesPerSecond: speed() });
  };
  return {
    say(step, text) {
      samples = [];
      tell(step, text);
    },
    at(bytes) {
      const time = now();
      // a source that starts anew makes the count fall: speed is then measured from there
      if (bytes < here) samples = [];
      here = bytes;
      if (time - told < PAUSE && bytes < total) return;
      told = time;
      samples = [...samples.filter(([then]) => time - then <= WINDOW), [time, bytes]];
      tell('progress', describe({ bytes, total, speed: speed() }));
    },
  };
}

/** `41 % of 98 MB, 12.3 MB/s, 5 s left` */
function describe({
  bytes,
  total,
  speed,
}: {
  readonly bytes: number;
  readonly total: number;
  readonly speed: number;
}): string {
  const percent = total === 0 ? 100 : Math.floor((bytes / total) * 100);
  const parts = [`${percent} % of ${megabytes(total)}`];
  if (speed > 0) parts.push(`${(speed / 1e6).toFixed(1)} MB/s`, `${timeOf((total - bytes) / speed)} left`);
  return parts.join(', ');
}

function timeOf(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return whole < 90 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}

export const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6))} MB`;
