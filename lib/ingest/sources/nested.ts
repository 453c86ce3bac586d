import { RowProblem } from "./refusal";
import { checkText, flat, type Row } from "./row";
import { countOf, countProblem } from "./values";

export type Json = Readonly<Record<string, unknown>>;

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value that some exports write as JSON text inside a cell; the text itself where it is none. */
export function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The object in a cell, written as one or as JSON text; null where there is none. */
export function objectIn(row: Row, field: number): Json | null {
  if (!row.has(field)) return null;
  const value = parsed(row.cells[field]);
  return isJson(value) ? value : null;
}

/** What stands at a path of keys ("a.b"); undefined where any of them is missing. */
export function valueAt(object: Json | null, path: string): unknown {
  let value: unknown = object;
  for (const key of path.split(".")) {
    if (!isJson(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Short text at a path, null where there is none. Throws RowProblem where it cannot be stored. */
export function textAt(object: Json | null, path: string): string | null {
  const value = valueAt(object, path);
  if (typeof value !== "string" || value.length > 200) return null;
  checkText(value, path);
  return value.trim() === "" ? null : flat(value.trim());
}

/**
 * The first count that stands at one of the paths; null where none does. Throws RowProblem where it is no count, with the
 * column of `field`, or with the path where that is -1.
 */
export function countAt(row: Row, field: number, object: Json | null, ...paths: string[]): number | null {
  for (const path of paths) {
    const value = valueAt(object, path);
    if (value === undefined || value === null || value === "") continue;
    const count = typeof value === "number" || typeof value === "string" ? countOf(String(value)) : -1;
    if (count < 0)
      throw field < 0
        ? new RowProblem(countProblem(value), path)
        : row.problem(field, `${path}: ${countProblem(value)}`);
    return count;
  }
  return null;
}
