import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { hashOf } from "./token";

const MARK = "cc_";
const SECRET_LENGTH = 43; // 32 bytes as base64url
const CHECK_LENGTH = 6;
const SHAPE = /^cc_[A-Za-z0-9_-]{49}$/;

/** Six characters that follow from the rest: a mistyped or cut key is refused without asking the database. */
const checkOf = (secret: string): string =>
  createHash("sha256").update(`${MARK}${secret}`).digest("base64url").slice(0, CHECK_LENGTH);

/** A new API key: `cc_`, 32 random bytes, a checksum. `text` is shown once; `prefix` and `hash` are kept. */
export function newApiKey(): { text: string; prefix: string; hash: Buffer } {
  const secret = randomBytes(32).toString("base64url");
  const text = `${MARK}${secret}${checkOf(secret)}`;
  return { text, prefix: text.slice(0, MARK.length + 6), hash: hashOf(text) };
}

/** The hash to look a presented key up by, or null where it cannot be one of ours. */
export function apiKeyHash(text: string): Buffer | null {
  if (!SHAPE.test(text)) return null;
  const secret = text.slice(MARK.length, MARK.length + SECRET_LENGTH);
  const given = Buffer.from(text.slice(-CHECK_LENGTH));
  return timingSafeEqual(given, Buffer.from(checkOf(secret))) ? hashOf(text) : null;
}
