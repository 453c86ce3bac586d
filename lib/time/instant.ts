import { instantOfLocal } from "./zone";

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:\s?(Z|z|UTC|[+-]\d{2}(?::?\d{2})?))?)?$/;
const OFFSET_MINUTES_MAX = 15 * 60;
const UNIX = /^(\d{9,19})(?:\.\d+)?$/;

/**
 * The instant a text names, in milliseconds (finer digits are cut), or null where it names none: ISO 8601 with or
 * without zone ("2026-06-28T03:46:57Z", "2026-06-28 03:46:57.713", "2026-06-28 03:46"), a date alone (its start), Unix
 * seconds, milliseconds, microseconds or nanoseconds by their length. Text without a zone is read in `zone` (UTC where
 * none is given). What is early or late is the ledger's question (rule 19), not asked here.
 */
export function parseInstant(text: string, zone = "UTC"): number | null {
  const trimmed = text.trim();
  const found = ISO.exec(trimmed);
  if (!found) return parseUnix(trimmed);
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", offset] = found;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (new Date(date).getUTCDate() !== Number(day) || Number(month) < 1 || Number(month) > 12) return null;
  const local =
    date +
    Number(hour) * 3_600_000 +
    Number(minute) * 60_000 +
    Number(second) * 1000 +
    (fraction === "" ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0")));
  if (offset === undefined) return zone === "UTC" ? local : instantOfLocal(local, zone);
  const offsetMs = offsetMsOf(offset);
  return offsetMs === null ? null : local - offsetMs;
}

/** Milliseconds of "+02:00", null beyond what any clock on earth shows. */
function offsetMsOf(offset: string): number | null {
  if (offset === "Z" || offset === "z" || offset === "UTC") return 0;
  const minutes = Number(offset.slice(3).replace(":", "") || 0);
  const size = Number(offset.slice(1, 3)) * 60 + minutes;
  if (minutes > 59 || size > OFFSET_MINUTES_MAX) return null;
  return (offset.startsWith("-") ? -size : size) * 60_000;
}

function parseUnix(text: string): number | null {
  const digits = UNIX.exec(text)?.[1];
  if (digits === undefined) return null;
  if (digits.length <= 11) return Math.floor(Number(text) * 1000);
  if (digits.length <= 14) return Number(digits);
  if (digits.length <= 16) return Number(digits.slice(0, -3));
  return digits.length >= 18 ? Number(digits.slice(0, -6)) : null;
}
