import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newSecret, sameSecret } from './secrets.ts';
import { sessions } from './sessions.ts';

/** Milliseconds that only the test moves. */
function clock(): { readonly now: () => number; pass(ms: number): void } {
  let time = 0;
  return { now: () => time, pass: (ms) => void (time += ms) };
}

function entered(people: ReturnType<typeof sessions>): string {
  const session = people.enter(people.newLink());
  if (!session.ok) throw new Error('the link was refused');
  return session.value;
}

test('a link opens once, and its session holds', () => {
  const people = sessions();
  const link = people.newLink();
  const session = people.enter(link);
  expect(session.ok && people.holds(session.value)).toBe(true);
  expect(people.enter(link)).toEqual({ ok: false, failure: { wait: 0 } });
});

test('a new link takes the place of one that nobody used, and not of the sessions', () => {
  const people = sessions();
  const session = entered(people);
  const old = people.newLink();
  const link = people.newLink();
  expect(people.enter(old).ok).toBe(false);
  expect(people.enter(link).ok).toBe(true);
  expect(people.holds(session)).toBe(true);
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
  const session = entered(one);
  const ticket = one.ticket(session);
  const link = one.newLink();
  expect([one.holds(ticket), one.holds(link), one.enter(session).ok, one.redeem(session, session)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect([other.holds(session), other.redeem(ticket, session)]).toEqual([false, false]);
});

test('a ticket is good once, for its own session, and not for long', () => {
  const time = clock();
  const people = sessions({ now: time.now });
  const [session, other] = [entered(people), entered(people)];
  const ticket = people.ticket(session);
  expect(people.redeem(ticket, session)).toBe(true);
  expect(people.redeem(ticket, session)).toBe(false);
  expect(people.redeem(people.ticket(session), other)).toBe(false);
  const late = people.ticket(session);
  time.pass(29_999);
  const inTime = people.ticket(session);
  time.pass(1);
  expect(people.redeem(late, session)).toBe(false);
  expect(people.redeem(inTime, session)).toBe(true);
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
  expect(people.holds(session)).toBe(true);
  expect(people.redeem(people.ticket(session), session)).toBe(true);
});

test('what is remembered is bounded', () => {
  const people = sessions();
  const first = entered(people);
  const ticket = people.ticket(first);
  for (let more = 0; more < 64; more += 1) people.ticket(entered(people));
  expect([people.holds(first), people.redeem(ticket, first)]).toEqual([false, false]);
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
  /(?<!typeof )\b(?:link|token|session|ticket|cookie|secret)\w*\s*[!=]==(?!\s*undefined)|[!=]==\s*(?:link|token|session|ticket|cookie|secret)\b/giu;

test('L5: secrets are compared in constant time, and nowhere else in the shell', () => {
  const folder = import.meta.dirname;
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  expect(readFileSync(join(folder, 'secrets.ts'), 'utf8')).toContain('timingSafeEqual(hashOf(one), hashOf(other))');
  for (const name of sources) expect(readFileSync(join(folder, name), 'utf8').match(EARLY) ?? []).toEqual([]);
  expect('if (token === link)'.match(EARLY)).not.toBeNull();
  expect('one.ticket !== ticket'.match(EARLY)).not.toBeNull();
});
