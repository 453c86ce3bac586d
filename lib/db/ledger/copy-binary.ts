/**
 * Values in the format of Postgres's binary COPY: a length of four bytes, then the value; each function writes one at
 * `at` and gives the position after it.
 */
export const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
export const TRAILER = Buffer.from([0xff, 0xff]);

const EPOCH_2000_MS = 946_684_800_000;
const EPOCH_2000_DAY = 10_957;
const WORD = 4_294_967_296;

export const viewOf = (chunk: Buffer): DataView => new DataView(chunk.buffer, chunk.byteOffset, chunk.length);

export function none(view: DataView, at: number): number {
  view.setInt32(at, -1);
  return at + 4;
}

export function short(view: DataView, at: number, value: number): number {
  view.setInt32(at, 2);
  view.setInt16(at + 4, value);
  return at + 6;
}

export function int(view: DataView, at: number, value: number | null): number {
  if (value === null) return none(view, at);
  view.setInt32(at, 4);
  view.setInt32(at + 4, value);
  return at + 8;
}

/** Eight bytes, of a whole number that a double holds exactly. */
export function long(view: DataView, at: number, value: number | null): number {
  if (value === null) return none(view, at);
  view.setInt32(at, 8);
  view.setInt32(at + 4, Math.floor(value / WORD));
  view.setUint32(at + 8, value >>> 0);
  return at + 12;
}

export function longOf(view: DataView, at: number, value: bigint): number {
  view.setInt32(at, 8);
  view.setBigInt64(at + 4, value);
  return at + 12;
}

/** A timestamptz: microseconds since 2000. */
export const time = (view: DataView, at: number, ms: number): number =>
  long(view, at, (ms - EPOCH_2000_MS) * 1_000);

/** A date, given as days since 1970. */
export const date = (view: DataView, at: number, day: number): number => int(view, at, day - EPOCH_2000_DAY);
