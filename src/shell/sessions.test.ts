import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fingerprint, newSecret, proofOf, sameSecret } from './secrets.ts';
import { sessions, type Opened, type Sessions } from './sessions.ts';
import { proven } from './testing/shell-client.ts';

/** Milliseconds that only the test moves. */
function clock(): { readonly now: () => number; pass(ms: number): void } {
  let time = 0;
  return { now: () => time, pass: (ms) => void (time += ms) };
}

function entered(people: Sessions): Opened {
  const session = people.enter(people.newLink());
  if (!session.ok) throw new Error('the link was refused');
  return session.value;
}

test('a link opens once, and its session holds', () => {
  const people = sessions();
  const link = people.newLink();
  const session = people.enter(link);
  expect(session.ok && people.holds(session.value.cookie)).toBe(true);
  expect(people.enter(link)).toEqual({ ok: false, failure: { wait: 0 } });
});

test('a new link takes the place of one that nobody used, and not of the sessions', () => {
  const people = sessions();
  const session = entered(people);
  const old = people.newLink();
  const link = people.newLink();
  expect(people.enter(old).ok).toBe(false);
  expect(people.enter(link).ok).toBe(true);
  expect(people.holds(session.cookie)).toBe(true);
});

test.each([
  ['none', ''],
  ['a short one', 'abc'],
  ['one of the right length', 'A'.repeat(43)],
  ['a long one', 'A'.repeat(100_000)],
  ['one that is no text of ours', '\0é\u{1F600}'],
])('L5: %s is neither link, session nor ticket', (_, guess) => {
  const people = sessions();
  const link = people.newLink();
  expect(people.enter(guess).ok).toBe(false);
  expect(people.holds(guess)).toBe(false);
  expect(people.redeem(guess, guess)).toBe(false);
  expect(people.enter(link).ok).toBe(true);
});

test('L5: a secret of one kind is none of another, nor of another process', () => {
  const [one, other] = [sessions(), sessions()];
  const { cookie, key } = entered(one);
  const ticket = one.ticket(cookie);
  const link = one.newLink();
  expect([
    one.holds(ticket),
    one.holds(key),
    one.holds(link),
    one.enter(cookie).ok,
    one.redeem(cookie, cookie),
  ]).toEqual([false, false, false, false, false]);
  expect([other.holds(cookie), other.redeem(proven(ticket, key), cookie)]).toEqual([false, false]);
});

/** What a window of this session shows for a socket. */
const fresh = (people: Sessions, { cookie, key }: Opened): string => proven(people.ticket(cookie), key);

test('L5: the cookie alone, which other servers of this machine may see, opens nothing', () => {
  const people = sessions();
  const [session, other] = [entered(people), entered(people)];
  const wrong = [
    (ticket: string) => ticket,
    (ticket: string) => `${ticket}.`,
    (ticket: string) => `${ticket}.${ticket}`,
    (ticket: string) => proven(ticket, other.key),
    (ticket: string) => proven(ticket, session.cookie),
    // What a shell says of itself is nothing that a window could say.
    (ticket: string) => `${ticket}.${people.proof(session.cookie, ticket)}`,
  ];
  for (const answer of wrong) expect(people.redeem(answer(people.ticket(session.cookie)), session.cookie)).toBe(false);
  expect(people.redeem(fresh(people, session), session.cookie)).toBe(true);
});

test('a shell that remembers another one lets its windows in, and shows them that it may', () => {
  const one = sessions();
  const session = entered(one);
  const next = sessions({ before: one.remembered() });
  const nonce = newSecret();
  expect(next.proof(session.cookie, nonce)).toBe(proofOf(session.key, `shell ${nonce}`));
  expect(next.redeem(fresh(next, session), session.cookie)).toBe(true);
  // The control: a ticket of the one before is none of its own.
  expect(next.redeem(fresh(one, session), session.cookie)).toBe(false);
  expect(sessions().proof(session.cookie, nonce)).toBeUndefined();
});

test('what is remembered opens nothing by itself: the cookie stands there as its fingerprint', () => {
  const one = sessions();
  const session = entered(one);
  expect(one.remembered()).toEqual([{ fingerprint: fingerprint(session.cookie), key: session.key }]);
  const next = sessions({ before: one.remembered() });
  for (const { fingerprint: print, key } of one.remembered())
    for (const guess of [print, key]) expect([next.holds(guess), next.enter(guess).ok]).toEqual([false, false]);
});

test('a ticket is good once, for its own session, and not for long', () => {
  const time = clock();
  const people = sessions({ now: time.now });
  const [session, other] = [entered(people), entered(people)];
  const ticket = fresh(people, session);
  expect(people.redeem(ticket, session.cookie)).toBe(true);
  expect(people.redeem(ticket, session.cookie)).toBe(false);
  expect(people.redeem(fresh(people, session), other.cookie)).toBe(false);
  const late = fresh(people, session);
  time.pass(29_999);
  const inTime = fresh(people, session);
  time.pass(1);
  expect(people.redeem(late, session.cookie)).toBe(false);
  expect(people.redeem(inTime, session.cookie)).toBe(true);
});

/** Guesses that were looked at out of many in a row, a tenth of a second apart. */
function looked(people: ReturnType<typeof sessions>, time: ReturnType<typeof clock>, guesses: number): number {
  let count = 0;
  for (let guess = 0; guess < guesses; guess += 1) {
    const answer = people.enter(newSecret());
    if (!answer.ok && answer.failure.wait === 0) count += 1;
    time.pass(100);
  }
  return count;
}

test('L5: of 10,000 guesses a few are looked at, the right link waits like the rest, and then opens', () => {
  const time = clock();
  const people = sessions({ now: time.now });
  const link = people.newLink();
  // 1000 s at one look in 8 s, and the first few.
  expect(looked(people, time, 10_000)).toBeLessThan(140);
  const early = people.enter(link);
  expect(early).toMatchObject({ ok: false, failure: { wait: expect.any(Number) } });
  time.pass(8_000);
  expect(people.enter(link).ok).toBe(true);
});

test('the control: without the back-off every guess is looked at', () => {
  const time = clock();
  expect(looked(sessions({ now: time.now, wrongLinks: Infinity }), time, 10_000)).toBe(10_000);
});

test('L5: guesses leave nothing behind, and a good session is never shut out by them', () => {
  const time = clock();
  const people = sessions({ now: time.now });
  const session = entered(people);
  looked(people, time, 100);
  expect(people.holds(session.cookie)).toBe(true);
  expect(people.redeem(fresh(people, session), session.cookie)).toBe(true);
});

test('what is remembered is bounded', () => {
  const people = sessions();
  const first = entered(people);
  const ticket = fresh(people, first);
  for (let more = 0; more < 64; more += 1) people.ticket(entered(people).cookie);
  expect([people.holds(first.cookie), people.redeem(ticket, first.cookie)]).toEqual([false, false]);
});

test('a secret has 256 bits, and each is another', () => {
  const secrets = Array.from({ length: 100 }, newSecret);
  expect(new Set(secrets).size).toBe(100);
  for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/u);
  expect(sameSecret('a', 'a')).toBe(true);
  expect(sameSecret('a', 'b')).toBe(false);
});

/** Comparisons of a secret that stop at the first character that differs. */
const EARLY =
  /(?<!typeof )\b(?:link|token|session|ticket|cookie|secret|proof|key|fingerprint)\w*\s*[!=]==(?!\s*undefined)|[!=]==\s*(?:link|token|session|ticket|cookie|secret|proof|key|fingerprint)\b/giu;

test('L5: secrets are compared in constant time, and nowhere else in the shell', () => {
  const folder = import.meta.dirname;
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  expect(readFileSync(join(folder, 'secrets.ts'), 'utf8')).toContain('timingSafeEqual(hashOf(one), hashOf(other))');
  for (const name of sources) expect(readFileSync(join(folder, name), 'utf8').match(EARLY) ?? []).toEqual([]);
  expect('if (token === link)'.match(EARLY)).not.toBeNull();
  expect('one.ticket !== ticket'.match(EARLY)).not.toBeNull();
});
