import { type Money, pico } from "@/lib/money/money";
import { type ParsedMoney, parseUsd } from "@/lib/money/parse";
import { RowProblem } from "./refusal";
import { countOf, countProblem, shown, withoutInvisible, writtenCount } from "./values";

const TEXT_MAX = 500;
const INTERNED_MAX = 20_000;
const TAGS_MAX = 200;
const NO_TAGS: Readonly<Record<string, string>> = Object.freeze({});
/** NUL, half of a surrogate pair, or what the decoder put for bytes that are not UTF-8: Postgres stores none of them. */
const UNSTORABLE = /[\0\ufffd]|\p{Surrogate}/u;
/** Numbers after keys, in the text of a JSON row. */
const NUMBER = /"([^"\\]*)"\s*:\s*(-?\d[\d.eE+-]{14,})/g;
const PLAIN_NUMBER = /^\s*\d+(\.\d*)?([eE][-+]?\d+)?\s*$/;
/** Names a plain object cannot carry as data. */
const RESERVED = new Set(["__proto__", "constructor", "prototype"]);

/** An amount as stated: exact money and the text it came from. */
export type Amount = { money: Money; text: string };

/**
 * One row under the reader's eye, CSV and JSON alike: cells by field number. One `Row` is reused for the whole file, so
 * nothing may keep it. Reading a cell throws `RowProblem` where the value is not what the field holds.
 */
export class Row {
  /** Physical line, or ordinal inside one JSON document (ledger rule 20). */
  line = 0;
  path: string | null = null;
  /** CSV: strings. JSON: whatever the document holds. Fields beyond the end are absent. */
  cells: unknown[] = [];
  /** The row's own text, for numbers that JSON.parse would round. */
  source: string | null = null;

  private readonly names: string[];
  private readonly lastIn: unknown[] = [];
  private readonly lastOut: (string | null)[] = [];
  private readonly interned: Map<string, string>[] = [];
  private readonly tagFields: { index: number; name: string }[] = [];

  constructor(names: string[] = []) {
    this.names = names;
  }

  /** Registers a field that the file may hold under this name; its number. */
  addField(name: string): number {
    return this.names.push(name) - 1;
  }

  /** True where one more tag may have this name. */
  takesTag(name: string): boolean {
    const isName = name !== "" && name.length <= 100 && !RESERVED.has(name) && !UNSTORABLE.test(name);
    return isName && this.tagFields.length < TAGS_MAX;
  }

  /** Makes a field a tag; false where the name cannot be one. */
  addTag(name: string, index: number): boolean {
    if (!this.takesTag(name)) return false;
    this.tagFields.push({ index, name });
    this.tagFields.sort((a, b) => (a.name < b.name ? -1 : 1));
    return true;
  }

  nameOf(field: number): string {
    return this.names[field] ?? "";
  }

  problem(field: number, reason: string): RowProblem {
    return new RowProblem(reason, this.nameOf(field) || null);
  }

  has(field: number): boolean {
    if (field < 0) return false;
    const value = this.cells[field];
    return value !== undefined && value !== null && value !== "";
  }

  /**
   * Text of a dimension, null where absent or empty (ledger rule 10). Equal texts of one field are one string: it
   * outlives the block it was cut from without holding on to it.
   */
  text(field: number): string | null {
    if (field < 0) return null;
    const value = this.cells[field];
    if (value === undefined || value === null || value === "") return null;
    if (value === this.lastIn[field]) return this.lastOut[field] ?? null;
    const out = this.internedText(field, this.plainText(field, value));
    this.lastIn[field] = out ?? value;
    this.lastOut[field] = out;
    return out;
  }

  /** Like `text`, for fields whose values hardly repeat (ids): no table of known values. */
  id(field: number): string | null {
    if (field < 0) return null;
    const value = this.cells[field];
    if (value === undefined || value === null || value === "") return null;
    return this.plainText(field, value);
  }

  needText(field: number): string {
    const text = this.text(field);
    if (text === null) throw this.problem(field, "The cell is empty, and this column is needed.");
    return text;
  }

  /** A whole number from 0 on; null where the cell is empty. */
  count(field: number): number | null {
    if (field < 0) return null;
    const value = this.cells[field];
    if (value === undefined || value === null || value === "") return null;
    let count = -1;
    if (typeof value === "string") {
      count = countOf(value);
      if (count < 0) count = writtenCount(value.trim());
      if (count < 0 && value.trim() === "") return null;
    } else if (typeof value === "number" && Number.isSafeInteger(value)) count = value;
    if (count < 0) throw this.problem(field, countProblem(value));
    return count;
  }

  needCount(field: number): number {
    const count = this.count(field);
    if (count === null) throw this.problem(field, "The cell is empty, and this count is needed.");
    return count;
  }

  /** Milliseconds or the like: a number from 0 on, rounded to a whole one. */
  rounded(field: number): number | null {
    if (field < 0) return null;
    const value = this.cells[field];
    if (value === undefined || value === null || value === "") return null;
    if (typeof value === "string" && value.trim() === "") return null;
    const number = typeof value === "string" && PLAIN_NUMBER.test(value) ? Number(value) : value;
    if (typeof number !== "number" || !(number >= 0 && number <= Number.MAX_SAFE_INTEGER))
      throw this.problem(field, `“${shown(value)}” is not a number from 0 on.`);
    return Math.round(number);
  }

  /** An amount in the unit that `parse` reads; null where the cell is empty, which is unpriced, not free. */
  amount(field: number, parse: (text: string) => ParsedMoney): Amount | null {
    if (field < 0) return null;
    const value = this.cells[field];
    if (value === undefined || value === null || value === "") return null;
    const text = typeof value === "number" ? this.numberText(field, value) : value;
    if (typeof text !== "string") throw this.problem(field, `“${shown(value)}” is not an amount.`);
    if (text.trim() === "") return null;
    const plain = parse === parseUsd ? plainUsd(text) : null;
    if (plain !== null) return { money: plain, text: flat(text) };
    const parsed = parse(text);
    if (!parsed.ok) throw this.problem(field, parsed.reason);
    return { money: parsed.value, text: flat(text.trim()) };
  }

  /** True or false of "FALSE", "true", 1; null where the cell is empty. */
  flag(field: number): boolean | null {
    if (field < 0) return null;
    const value = this.cells[field];
    if (value === undefined || value === null || value === "") return null;
    const text = String(value).trim().toLowerCase();
    if (text === "true" || text === "1") return true;
    if (text === "false" || text === "0") return false;
    throw this.problem(field, `“${shown(value)}” is neither true nor false.`);
  }

  /** Tags that have a value, sorted by name; one shared empty object where there are none. */
  tags(): Readonly<Record<string, string>> {
    let tags: Record<string, string> | null = null;
    for (const { index, name } of this.tagFields) {
      const value = this.text(index);
      if (value === null) continue;
      tags ??= {};
      tags[name] = value;
    }
    return tags ?? NO_TAGS;
  }

  private plainText(field: number, value: unknown): string {
    let text: string;
    if (typeof value === "string") text = value;
    else if (typeof value === "number") text = this.numberText(field, value);
    else if (typeof value === "boolean") text = String(value);
    else throw this.problem(field, `“${shown(value)}” is not text.`);
    const first = text.charCodeAt(0);
    const last = text.charCodeAt(text.length - 1);
    if (first <= 32 || first > 127 || last <= 32 || last > 127) text = withoutInvisible(text);
    // Our own CSV marks text that a spreadsheet would run as a formula with an apostrophe: taken off again here.
    if (first === 39 && /^'[=+\-@\t\r]/.test(text)) text = text.slice(1);
    checkText(text, this.nameOf(field) || null);
    return text;
  }

  private internedText(field: number, text: string): string | null {
    if (text === "") return null;
    let table = this.interned[field];
    if (table === undefined) {
      table = new Map();
      this.interned[field] = table;
    }
    const known = table.get(text);
    if (known !== undefined) return known;
    if (table.size >= INTERNED_MAX) table.clear();
    const own = flat(text);
    table.set(own, own);
    return own;
  }

  /** JSON.parse keeps 15 to 17 digits: a longer literal is looked up in the row's own text. */
  private numberText(field: number, value: number): string {
    const text = String(value);
    if (text.length < 16 || this.source === null) return text;
    const name = this.nameOf(field).split(".").at(-1);
    const found = [...this.source.matchAll(NUMBER)].filter(([, , digits]) => Number(digits) === value);
    const [, , digits = text] = found.find(([, key]) => key === name) ?? found[0] ?? [];
    return digits;
  }
}

/** Rejects a row whose text Postgres cannot store, or that is too long to be a name. */
export function checkText(text: string, column: string | null): void {
  if (UNSTORABLE.test(text))
    throw new RowProblem(
      "The text holds NUL characters or bytes that are not valid UTF-8. Save the file as UTF-8.",
      column,
    );
  if (text.length > TEXT_MAX)
    throw new RowProblem(`The text is ${text.length} characters long; ${TEXT_MAX} is the most.`, column);
}

/** A copy that does not hold on to the larger text it was cut from (V8 keeps slices of 13 characters and more as views). */
export function flat(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, "utf8").toString("utf8");
}

const POWERS = Array.from({ length: 13 }, (_, exponent) => 10 ** exponent);

/** "0.0123" without the general parser: digits with at most one dot, small enough to be exact; else null. */
function plainUsd(text: string): Money | null {
  if (text.length > 15) return null;
  let digits = 0;
  let dot = -1;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
    else if (digit === -2 && dot < 0) dot = at;
    else return null;
  }
  const scale = POWERS[dot < 0 ? 12 : 12 - (text.length - 1 - dot)];
  if (scale === undefined || dot === text.length - 1 || dot === 0) return null;
  const units = digits * scale;
  return Number.isSafeInteger(units) ? pico(BigInt(units)) : null;
}
