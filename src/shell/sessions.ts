import { fail, ok, type Result } from '#shared/base/result.ts';
import { fingerprint, newSecret, proofOf, sameSecret } from './secrets.ts';
import { backOff } from './back-off.ts';
import { SHELL_LIMITS, type ShellLimits } from './limits.ts';

/**
 * Who may come in: a link, good once, is exchanged for a session, which has two halves: a cookie, which browsers show to every port of
 * this host, and a key, which only pages of our origin hold and which goes over the line once, in the answer to the link. With both a
 * window is given tickets, each good once and for a short time, for its sockets. What is remembered of a session opens nothing by
 * itself: of the cookie only its fingerprint is kept.
 */
export type Sessions = {
  /** The token of a new link; the one before it, where nobody used it, is good no more. */
  newLink(): string;
  /** The session for a link. `wait`: too many wrong ones came before, nothing was looked at; the milliseconds say how long. */
  enter(link: string): Result<Opened, { readonly wait: number }>;
  holds(cookie: string): boolean;
  /** A ticket for a session that holds. */
  ticket(cookie: string): string;
  /** Shows to the window of a session that this is the shell that let it in, by a number that it made up; undefined where none holds. */
  proof(cookie: string, nonce: string): string | undefined;
  /**
   * Whether `TICKET.PROOF` names a ticket that was given to this session, not long ago, and not used, and shows that who sends it has the
   * session's key; the ticket is used up by the question.
   */
  redeem(answer: string, cookie: string): boolean;
  /** What another process needs to know in order to let the same windows in. */
  remembered(): readonly Remembered[];
};

export type Opened = { readonly cookie: string; readonly key: string };
export type Remembered = { readonly fingerprint: string; readonly key: string };

type Options = Pick<ShellLimits, 'ticket' | 'wrongLinks' | 'firstWait' | 'longestWait'> & {
  readonly now: () => number;
  /** Sessions of a shell that was before this one. */
  readonly before: readonly Remembered[];
};
type Ticket = { readonly ticket: string; readonly owner: Remembered; readonly until: number };

export function sessions(given: Partial<Options> = {}): Sessions {
  const options: Options = { ...SHELL_LIMITS, now: () => performance.now(), before: [], ...given };
  let link: string | undefined;
  let open: readonly Remembered[] = options.before.slice(-KEPT);
  let tickets: readonly Ticket[] = [];
  const door = backOff(options);
  const sessionOf = (cookie: string): Remembered | undefined => {
    const print = fingerprint(cookie);
    return open.find((one) => sameSecret(one.fingerprint, print));
  };
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
      const opened = { cookie: newSecret(), key: newSecret() };
      open = [...open.slice(1 - KEPT), { fingerprint: fingerprint(opened.cookie), key: opened.key }];
      return ok(opened);
    },
    holds: (cookie) => sessionOf(cookie) !== undefined,
    ticket(cookie) {
      const owner = sessionOf(cookie);
      const ticket = newSecret();
      const now = options.now();
      const good = tickets.filter(({ until }) => until > now);
      if (owner !== undefined) tickets = [...good.slice(1 - KEPT), { ticket, owner, until: now + options.ticket }];
      return ticket;
    },
    proof(cookie, nonce) {
      const session = sessionOf(cookie);
      return session === undefined ? undefined : proofOf(session.key, `shell ${nonce}`);
    },
    redeem(answer, cookie) {
      const [ticket = '', proof = ''] = answer.split('.');
      const found = tickets.find((one) => sameSecret(one.ticket, ticket));
      tickets = tickets.filter((one) => one !== found);
      if (found === undefined || found.until <= options.now() || found.owner !== sessionOf(cookie)) return false;
      return sameSecret(proof, proofOf(found.owner.key, `window ${found.ticket}`));
    },
    remembered: () => open,
  };
}

/** Sessions and unused tickets that are remembered; the oldest goes first. */
const KEPT = 64;
