import { parseInstant } from "@/lib/time/instant";

const DAY_MS = 86_400_000;
const ZERO = 48;

/** NUL and halves of surrogate pairs, which Postgres stores in no text. */
const UNSTORABLE = /\0|\p{Surrogate}/gu;

/** Text of any origin as Postgres can store it. */
export const storableText = (text: string): string => text.replace(UNSTORABLE, "\ufffd");

/** Text of a value for a message: short, on one line, and storable. */
export function shown(value: unknown): string {
  const text =
    typeof value === "string"
      ? value
      : typeof value === "object"
        ? (JSON.stringify(value) ?? "")
        : String(value);
  const line = text.replace(/\s+/g, " ");
  return storableText(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}

/**
 * A whole number from 0 on, written "1234" or "1234.0" (formats rule 2); -1 where the text is something else. The digits
 * are read by code, not by expression: this runs for every count of every row.
 */
export function countOf(text: string): number {
  if (text.length < 8 && text.endsWith(".000") && AMBIGUOUS.test(text)) return -1;
  const length = text.length;
  let value = 0;
  let at = 0;
  for (; at < length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (at === 0 || at > 16 || value > Number.MAX_SAFE_INTEGER) return -1;
  if (at === length) return value;
  if (text.charCodeAt(at) !== 46) return -1;
  for (at += 1; at < length; at += 1) if (text.charCodeAt(at) !== ZERO) return -1;
  return value;
}

const GROUPED = /^[1-9]\d{0,2}(?:(?:,\d{3})+|(?:['’]\d{3})+|(?:[ \u00a0\u2009\u202f]\d{3})+)(?:\.0+)?$/;
const AMBIGUOUS = /^[1-9]\d{0,2}\.000$/;

/**
 * A count with thousands separators that can be read in one way only (formats rule 2): "1,234", "1 234 567", "1'234",
 * also "1,234.0"; -1 where it is something else. Not with points: "1.234" may be a fraction.
 */
export function writtenCount(text: string): number {
  return countOf(GROUPED.test(text) ? text.replace(/[,'’ \u00a0\u2009\u202f]/g, "") : text);
}

/** What is wrong with a count that `countOf` refused, in plain words with what to do. */
export function countProblem(value: unknown): string {
  const text = shown(value);
  const trimmed = typeof value === "string" ? value.trim() : "";
  if (AMBIGUOUS.test(trimmed))
    return `“${text}” can be read as ${trimmed.slice(0, -4)} and as ${trimmed.slice(0, -4)}000. Export whole numbers without separators.`;
  if (/^\d{1,3}(?:[.,'’\u00a0\u2009\u202f ]\d{3})+(?:[.,]\d*)?$/.test(trimmed))
    return `“${text}” is not a whole number. Export without thousands separators.`;
  if (/^\d+(?:\.\d+)?[eE][+-]?\d+$/.test(trimmed))
    return `“${text}” is a rounded form, as spreadsheets write it: digits may be lost. Export whole numbers.`;
  if (/^\s*-\d/.test(text)) return `“${text}” is negative; a count is zero or more.`;
  if (/^\s*\d{16,}/.test(text)) return `“${text}” is larger than can be counted exactly.`;
  return `“${text}” is not a whole number.`;
}

/** Text without blanks and characters of no width at its ends, which make two of what looks like one name. */
export function withoutInvisible(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isInvisible(text.charCodeAt(from))) from += 1;
  while (to > from && isInvisible(text.charCodeAt(to - 1))) to -= 1;
  return from === 0 && to === text.length ? text : text.slice(from, to);
}

/** Blanks; spaces of other widths; marks of no width and of direction; the byte order mark. */
const isInvisible = (code: number): boolean =>
  code === 32 ||
  (code >= 9 && code <= 13) ||
  code === 0xa0 ||
  (code >= 0x2000 && code <= 0x200f) ||
  (code >= 0x2028 && code <= 0x202f) ||
  (code >= 0x2060 && code <= 0x2069) ||
  code === 0x3000 ||
  code === 0xfeff;

/** An instant and, for a date alone, the calendar day it is. */
export type Moment = { ms: number; day: string | null };

/** Reads the times of one file; remembers the last date, since neighbouring rows share it. */
export class Clock {
  private lastDate = "";
  private lastDateMs = Number.NaN;
  private readonly zone: string;

  constructor(zone = "UTC") {
    this.zone = zone;
  }

  /** Milliseconds of "2026-10-01T12:34:56.789Z" and its relatives, of Unix seconds; NaN where the text names no time. */
  instant(text: string): number {
    const length = text.length;
    if (length >= 20 && text.charCodeAt(length - 1) === 90 && text.charCodeAt(13) === 58) {
      const separator = text.charCodeAt(10);
      if (separator === 84 || separator === 32) {
        const ms = this.dateMs(text.slice(0, 10)) + timeMs(text, length - 1);
        if (!Number.isNaN(ms)) return ms;
      }
    }
    return parseInstant(text, this.zone) ?? Number.NaN;
  }

  /** Midnight UTC of "2026-10-01"; NaN where it is no real date. */
  dateMs(text: string): number {
    if (text === this.lastDate) return this.lastDateMs;
    this.lastDate = text;
    this.lastDateMs = dateMs(text);
    return this.lastDateMs;
  }
}

/** True for the shape of a date alone. */
export const isDateShape = (text: string): boolean =>
  text.length === 10 && text.charCodeAt(4) === 45 && text.charCodeAt(7) === 45;

function dateMs(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return Number.NaN;
  const ms = Date.UTC(+text.slice(0, 4), +text.slice(5, 7) - 1, +text.slice(8, 10));
  return new Date(ms).toISOString().slice(0, 10) === text ? ms : Number.NaN;
}

/** "HH:MM:SS[.fff…]" from position 11 up to `end`, in milliseconds; NaN where it is something else. */
function timeMs(text: string, end: number): number {
  if (text.charCodeAt(16) !== 58) return Number.NaN;
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
  let ms = ((hour * 60 + minute) * 60 + second) * 1000;
  if (end > 19) {
    if (text.charCodeAt(19) !== 46 || end === 20) return Number.NaN;
    let scale = 100;
    for (let at = 20; at < end; at += 1) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) return Number.NaN;
      ms += digit * scale;
      scale = scale > 1 ? scale / 10 : 0;
    }
  }
  return ms;
}

function pair(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** YYYY-MM-DD of an instant that is a UTC midnight; remembers nothing, so use it per day, not per row. */
export const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** True where the half-open interval is exactly one UTC day (ledger rule 17). */
export const isWholeUtcDay = (startMs: number, endMs: number): boolean =>
  endMs - startMs === DAY_MS && startMs % DAY_MS === 0;

/** True where arrays and objects inside `value` go deeper than `levels`. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return inner.some((each) => isDeeper(each, levels - 1));
}
