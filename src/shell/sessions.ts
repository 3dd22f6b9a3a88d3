import { fail, ok, type Result } from '#shared/base/result.ts';
import { newSecret, sameSecret } from './secrets.ts';
import { SHELL_LIMITS, type ShellLimits } from './limits.ts';

/**
 * Who may come in: a link, good once, is exchanged for a session (the value of a cookie); a session is given tickets, each good once and
 * for a short time, for its windows' sockets. All of it lies in memory and ends with the process.
 */
export type Sessions = {
  /** The token of a new link; the one before it, where nobody used it, is good no more. */
  newLink(): string;
  /** The session for a link. `wait`: too many wrong ones came before, nothing was looked at; the milliseconds say how long. */
  enter(link: string): Result<string, { readonly wait: number }>;
  holds(session: string): boolean;
  /** A ticket for a session that holds. */
  ticket(session: string): string;
  /** Whether the ticket was given to this session, not long ago, and not used; it is used up by the question. */
  redeem(ticket: string, session: string): boolean;
};

type Options = Pick<ShellLimits, 'ticket' | 'wrongLinks' | 'firstWait' | 'longestWait'> & {
  readonly now: () => number;
};
type Ticket = { readonly ticket: string; readonly session: string; readonly until: number };

export function sessions(given: Partial<Options> = {}): Sessions {
  const options: Options = { ...SHELL_LIMITS, now: () => performance.now(), ...given };
  let link: string | undefined;
  let open: readonly string[] = [];
  let tickets: readonly Ticket[] = [];
  const door = backOff(options);
  return {
    newLink() {
      link = newSecret();
      return link;
    },
    enter(token) {
      const wait = door.wait();
      if (wait > 0) return fail({ wait });
      if (link === undefined || !sameSecret(token, link)) {
        door.wrong();
        return fail({ wait: 0 });
      }
      link = undefined;
      door.right();
      const session = newSecret();
      open = [...open.slice(1 - KEPT), session];
      return ok(session);
    },
    holds: (session) => open.some((one) => sameSecret(one, session)),
    ticket(session) {
      const now = options.now();
      const ticket = newSecret();
      const good = tickets.filter(({ until }) => until > now);
      tickets = [...good.slice(1 - KEPT), { ticket, session, until: now + options.ticket }];
      return ticket;
    },
    redeem(ticket, session) {
      const found = tickets.find((one) => sameSecret(one.ticket, ticket));
      tickets = tickets.filter((one) => one !== found);
      return found !== undefined && found.until > options.now() && sameSecret(found.session, session);
    },
  };
}

/** Sessions and unused tickets that are remembered; the oldest goes first. */
const KEPT = 64;

/** After some wrong guesses the door is shut for a time that doubles with each one more, for the right one too. */
function backOff({ wrongLinks, firstWait, longestWait, now }: Options): {
  wait(): number;
  wrong(): void;
  right(): void;
} {
  let wrong = 0;
  let shutUntil = -Infinity;
  return {
    wait: () => Math.max(0, shutUntil - now()),
    wrong() {
      wrong += 1;
      if (wrong >= wrongLinks) shutUntil = now() + Math.min(longestWait, firstWait * 2 ** (wrong - wrongLinks));
    },
    right() {
      wrong = 0;
    },
  };
}
