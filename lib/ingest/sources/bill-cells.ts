import { parseUsd } from "@/lib/money/parse";
import type { Period } from "../records";
import { checkTime, DAY_MS } from "./period";
import { type Amount, flat, type Row } from "./row";
import type { OpenFile } from "./source";
import { isoDay, isWholeUtcDay, shown, storableText } from "./values";

/** Bills are written by many hands: a cell may say “null” for nothing. */
const isNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === "string" && (value.trim() === "" || value.trim().toLowerCase() === "null"));

/** Text of a dimension of a bill; null where the cell is absent, empty or says “null”. */
export function billText(row: Row, field: number): string | null {
  if (field < 0 || isNothing(row.cells[field])) return null;
  asText(row, field);
  return row.text(field);
}

/** Parquet holds ids and whole amounts as integers of 64 bits. */
function asText(row: Row, field: number): void {
  const value = row.cells[field];
  if (typeof value === "bigint") row.cells[field] = value.toString();
}

/** A cell's own text however long (tags, resource ids, descriptions), for natural keys and for telling what it names. */
export function longText(row: Row, field: number): string | null {
  const value = field < 0 ? null : row.cells[field];
  if (isNothing(value)) return null;
  if (typeof value === "string") return storableText(value.trim());
  return storableText(typeof value === "object" ? JSON.stringify(value, integersAsText) : String(value));
}

const integersAsText = (_: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value;

/** An amount of a bill; null where the cell is absent, empty or says “null”, which is unpriced, not free. */
export function billAmount(row: Row, field: number): Amount | null {
  if (field < 0 || isNothing(row.cells[field])) return null;
  asText(row, field);
  return row.amount(field, parseUsd);
}

const AMERICAN = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;

/**
 * The instant a bill's cell names, in UTC: the usual shapes, also “10/31/2026” and “5/1/25” (month first: Azure's EA
 * files and spreadsheets) and “20261031”. null where the cell is empty, NaN where it names no time.
 */
export function billInstant(file: OpenFile, row: Row, field: number): number | null {
  const value = field < 0 ? null : row.cells[field];
  if (isNothing(value)) return null;
  if (value instanceof Date) return value.getTime();
  const text = String(value);
  let ms = known.get(text);
  if (ms === undefined) {
    if (known.size >= KNOWN_MAX) known.clear();
    ms = instantOf(file, text.trim());
    known.set(flat(text), ms);
  }
  return ms;
}

/** A bill names the same few hundred hours and days on all its lines, three on each. Bills are in UTC throughout. */
const known = new Map<string, number>();
const KNOWN_MAX = 10_000;

function instantOf(file: OpenFile, text: string): number {
  const american = AMERICAN.exec(text);
  if (american) {
    const [, month = "", day = "", year = "", hour = "0", minute = "0", second = "0"] = american;
    return utcOf([year.length === 2 ? `20${year}` : year, month, day, hour, minute, second].map(Number));
  }
  const compact = COMPACT.exec(text);
  return compact ? utcOf([...compact.slice(1).map(Number), 0, 0, 0]) : file.clock.instant(text);
}

function utcOf([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: readonly number[]): number {
  const ms = Date.UTC(year, month - 1, day);
  const date = new Date(ms);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal && hour < 24 && minute < 60 && second < 60
    ? ms + ((hour * 60 + minute) * 60 + second) * 1000
    : Number.NaN;
}

/** The instant of a cell that may be empty; what stands there must name a time. */
export function optionalInstant(file: OpenFile, row: Row, field: number): number | null {
  const ms = billInstant(file, row, field);
  if (ms !== null && Number.isNaN(ms))
    throw row.problem(field, `“${shown(row.cells[field])}” is not a time.`);
  return ms;
}

/** The instant of a cell that must name one, within the ledger's time (rule 19). */
export function neededInstant(file: OpenFile, row: Row, field: number): number {
  const ms = billInstant(file, row, field);
  if (ms === null) throw row.problem(field, "The time is missing.");
  checkTime(file, row, field, ms);
  return ms;
}

/** When a line was charged: half-open, a whole UTC day marked so (rule 17); without an end only the instant. */
export function chargePeriod(file: OpenFile, row: Row, fields: { start: number; end: number }): Period {
  const startMs = neededInstant(file, row, fields.start);
  const endMs = optionalInstant(file, row, fields.end);
  if (endMs === null) return { startMs, endMs, wholeUtcDay: null };
  // One-time charges may end where they begin.
  if (endMs < startMs)
    throw row.problem(fields.end, `The period ends (${shown(row.cells[fields.end])}) before it begins.`);
  if (endMs === startMs) return { startMs, endMs: null, wholeUtcDay: null };
  return { startMs, endMs, wholeUtcDay: isWholeUtcDay(startMs, endMs) ? isoDay(startMs) : null };
}

/** A whole UTC day, of a bill that has one row a day. */
export function chargeDay(file: OpenFile, row: Row, field: number): Period {
  const ms = neededInstant(file, row, field);
  const startMs = ms - (ms % DAY_MS);
  return { startMs, endMs: startMs + DAY_MS, wholeUtcDay: isoDay(startMs) };
}

/** A billing period by its start: "2026-10", or "2026-10-15" where it does not begin with a month. */
export function billingPeriod(file: OpenFile, row: Row, field: number, chargedMs: number): string {
  const ms = billInstant(file, row, field);
  if (ms === null || Number.isNaN(ms)) return isoDay(chargedMs - (chargedMs % DAY_MS)).slice(0, 7);
  const day = isoDay(ms - (ms % DAY_MS));
  return day.endsWith("-01") ? day.slice(0, 7) : day;
}
