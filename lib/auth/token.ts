import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, fit for a cookie or an address. Only its hash is ever stored. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** SHA-256. Enough for a random token, whose 256 bits nobody can guess; a password needs argon2id instead. */
export const hashOf = (token: string): Buffer => createHash("sha256").update(token, "utf8").digest();
