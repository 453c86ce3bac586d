import { longText } from "./bill-cells";
import { flat, type Row } from "./row";

/**
 * What tells lines of a bill apart, written one way whatever shape the bill has: a CSV holds its tags as JSON text and
 * its quantities as their author wrote them, Parquet as maps and numbers (ledger rule 14).
 */
export function keyText(row: Row, field: number): string | null {
  const text = longText(row, field);
  if (text === null || !(text.startsWith("{") || text.startsWith("["))) return text;
  let key = known.get(text);
  if (key === undefined) {
    if (known.size >= KNOWN_MAX) known.clear();
    key = sortedJson(text);
    known.set(flat(text), key);
  }
  return key;
}

/** The same tags stand on thousands of lines. */
const known = new Map<string, string>();
const KNOWN_MAX = 5000;

/** JSON without blanks, names in order; a text that only looks like JSON as it is. */
function sortedJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    );
  } catch {
    return text;
  }
}

const DECIMAL = /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d{1,3}))?$/;

/** A quantity: “31.1020”, “31.102” and “3.1102E+01” are one. */
export function keyQuantity(row: Row, field: number): string | null {
  const text = longText(row, field);
  const found = text === null ? null : DECIMAL.exec(text);
  if (!found) return text;
  const [, sign, whole = "", fraction = "", exponent] = found;
  if (whole + fraction === "") return text;
  const point = whole.length + Number(exponent ?? 0);
  const digits = (whole + fraction).padStart(whole.length + fraction.length - Math.min(0, point), "0");
  const at = Math.max(0, point);
  const units = digits.slice(0, at).padEnd(at, "0").replace(/^0+/, "") || "0";
  const rest = digits.slice(at).replace(/0+$/, "");
  const value = rest === "" ? units : `${units}.${rest}`;
  return sign === "-" && value !== "0" ? `-${value}` : value;
}
