import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in 43 characters that stand unquoted in an address, a cookie and a subprotocol. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Whether two secrets are the same, in a time that depends on neither: what is compared are their hashes, which have one length. */
export const sameSecret = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other));

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
