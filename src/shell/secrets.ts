import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in 43 characters that stand unquoted in an address, a cookie and a subprotocol. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What `newSecret` gives, `fingerprint` and `proofOf` too. */
export const SECRET = /^[\w-]{43}$/u;

/** Whether two secrets are the same, in a time that depends on neither: what is compared are their hashes, which have one length. */
export const sameSecret = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other));

/** What may be written down of a secret: it tells whether another one is the same, and opens nothing. */
export const fingerprint = (secret: string): string => hashOf(secret).toString('base64url');

/** Shows to who knows the key that one knows it too, and gives it away to nobody (HMAC, RFC 2104). */
export const proofOf = (key: string, words: string): string =>
  createHmac('sha256', key).update(words).digest('base64url');

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
