import type { Period } from "../records";
import type { Row } from "./row";
import type { OpenFile } from "./source";
import { isDateShape, isoDay, isWholeUtcDay, shown } from "./values";

export const DAY_MS = 86_400_000;
/** Nothing in this ledger is older (rule 19). */
const EARLIEST_MS = Date.UTC(2020, 0, 1);

/** Rejects a time before 2020 or more than a day ahead (rule 19). */
export function checkTime(file: OpenFile, row: Row, field: number, ms: number): void {
  if (ms >= EARLIEST_MS && ms <= file.latestMs) return;
  const value = shown(row.cells[field]);
  if (Number.isNaN(ms))
    throw row.problem(field, `“${value}” is not a time. Write it like 2026-10-31T14:05:00Z.`);
  throw row.problem(
    field,
    ms < EARLIEST_MS
      ? `“${value}” is before 2020, earlier than this ledger goes.`
      : `“${value}” is more than a day ahead of now.`,
  );
}

/** The instant a cell names, checked; text of any of the usual shapes, or a number of Unix seconds. */
export function instantOf(file: OpenFile, row: Row, field: number): number {
  const value = row.cells[field];
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  const ms = text === "" ? Number.NaN : file.clock.instant(text);
  if (text.trim() === "" && (value === undefined || value === null || typeof value === "string"))
    throw row.problem(field, "The time is missing.");
  checkTime(file, row, field, ms);
  return ms;
}

/** An instant, or for a date alone the whole UTC day (rule 17). */
export function instantOrDay(file: OpenFile, row: Row, field: number): Period {
  const value = row.cells[field];
  if (typeof value === "string" && isDateShape(value)) return dayPeriod(file, row, field, value);
  return { startMs: instantOf(file, row, field), endMs: null, wholeUtcDay: null };
}

/** A whole UTC day written YYYY-MM-DD. */
export function dayPeriod(file: OpenFile, row: Row, field: number, text: string): Period {
  const startMs = file.clock.dateMs(text);
  checkTime(file, row, field, startMs);
  return { startMs, endMs: startMs + DAY_MS, wholeUtcDay: text };
}

/** A half-open bucket between two instants. */
export function bucket(file: OpenFile, row: Row, fields: { start: number; end: number }): Period {
  const startMs = instantOf(file, row, fields.start);
  const endMs = endOf(file, row, fields.end);
  if (endMs <= startMs)
    throw row.problem(fields.end, `The bucket ends (${shown(row.cells[fields.end])}) before it begins.`);
  return { startMs, endMs, wholeUtcDay: isWholeUtcDay(startMs, endMs) ? isoDay(startMs) : null };
}

/** The end of a bucket: it may lie ahead, since the running bucket is exported too. */
function endOf(file: OpenFile, row: Row, field: number): number {
  const value = row.cells[field];
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  const ms = text === "" ? Number.NaN : file.clock.instant(text);
  if (Number.isNaN(ms)) throw row.problem(field, `“${shown(value)}” is not a time.`);
  return ms;
}
