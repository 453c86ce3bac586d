import type { CellValue, ColumnKind } from "./columns";
import { isNumeric } from "./columns";

const DECIMAL = /^(-?)0*(\d*)(?:\.(\d*?)0*)?$/;
const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Orders two decimal texts exactly, however long: no float comes between. */
export function compareDecimals(a: string, b: string): number {
  const [left, right] = [DECIMAL.exec(a), DECIMAL.exec(b)];
  if (!left || !right) return Number(a) - Number(b) || words.compare(a, b);
  const zero = (found: RegExpExecArray) => !found[2] && !found[3];
  const sign = (found: RegExpExecArray) => (zero(found) ? 0 : found[1] ? -1 : 1);
  if (sign(left) !== sign(right)) return sign(left) - sign(right);
  return sign(left) * compareSizes(left, right);
}

function compareSizes(left: RegExpExecArray, right: RegExpExecArray): number {
  const [a = "", b = ""] = [left[2], right[2]];
  if (a.length !== b.length) return a.length - b.length;
  if (a !== b) return a < b ? -1 : 1;
  const [x = "", y = ""] = [left[3], right[3]];
  return x === y ? 0 : x < y ? -1 : 1;
}

/** Ascending order of two present values of one kind. */
export function compareCells(kind: ColumnKind, a: CellValue, b: CellValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (isNumeric(kind)) return compareDecimals(String(a), String(b));
  if (kind === "date") return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
  return words.compare(String(a), String(b));
}
