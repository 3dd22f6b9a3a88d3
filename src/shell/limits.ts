/** What one shell bears. Times in milliseconds, sizes in bytes. */
export type ShellLimits = {
  /** Windows that may be connected at once. */
  readonly clients: number;
  /** TCP connections at once, those of the windows among them; more are closed unheard. */
  readonly sockets: number;
  /** The longest frame a window may send. */
  readonly frame: number;
  /** Frames that a window may send at once, and a second in the long run; a large frame counts as several. */
  readonly burst: number;
  readonly perSecond: number;
  /** Frames that are no requests, after which a window is closed: ours sends none. */
  readonly badFrames: number;
  /** Bytes waiting for one window above which its streams wait, and above which it is closed. */
  readonly streamsWait: number;
  readonly buffered: number;
  /** A window that answers no ping from one to the next is closed; it resumes by connecting again. */
  readonly pingEvery: number;
  /** The longest body of POST /session. */
  readonly body: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** A connection on which nothing moves. */
  readonly idleTimeout: number;
  /** How often the timeouts of requests are looked at. */
  readonly checkEvery: number;
  /** How long a ticket is good for. */
  readonly ticket: number;
  /** Wrong links in a row after which the door is shut for `firstWait`; each one more doubles the wait, up to `longestWait`. */
  readonly wrongLinks: number;
  readonly firstWait: number;
  readonly longestWait: number;
};

export const SHELL_LIMITS: ShellLimits = {
  clients: 16,
  sockets: 64,
  frame: 1024 * 1024,
  burst: 4_000,
  perSecond: 1_000,
  badFrames: 16,
  streamsWait: 1024 * 1024,
  buffered: 32 * 1024 * 1024,
  pingEvery: 20_000,
  body: 4096,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  idleTimeout: 30_000,
  checkEvery: 1_000,
  ticket: 30_000,
  wrongLinks: 5,
  firstWait: 250,
  longestWait: 8_000,
};
