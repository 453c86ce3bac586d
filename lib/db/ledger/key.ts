import { hash as hashOf } from "node:crypto";

/**
 * The 16 bytes that identify a row, as a uuid: 48 bits of the event's own time in milliseconds, then 80 bits of a hash
 * of what identifies it. The same row gives the same key in any file, and because keys of one period lie together the
 * unique index is written at its edge, which loads about twice as fast as random keys.
 */
export function rowKey(timeMs: number, identity: string): string {
  return keyText(timeMs, hashOf("sha1", identity, "hex"));
}

/** The same of a hash that has been made already, as bytes one a character (latin1). */
export function keyOf(timeMs: number, hash: string): string {
  return keyText(timeMs, Buffer.from(hash, "latin1").toString("hex"));
}

function keyText(timeMs: number, hash: string): string {
  const time = timeMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-${hash.slice(0, 4)}-${hash.slice(4, 8)}-${hash.slice(8, 20)}`;
}

/** The smallest key of a moment: keys of the moments before it are all smaller. */
export function keyFloor(timeMs: number): string {
  const time = Math.max(0, timeMs).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/** 16 bytes of a hash of a text, as a uuid: for scopes and skus, whose parts are their identity. */
export function contentKey(text: string): string {
  const hash = hashOf("sha1", text, "hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-${hash.slice(12, 16)}-${hash.slice(16, 20)}-${hash.slice(20, 32)}`;
}
