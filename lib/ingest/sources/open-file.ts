import { Notes } from "./notes";
import { FileRefusal, RowProblem } from "./refusal";
import { Row } from "./row";
import type { OpenFile, Shape } from "./source";
import { Clock, isDeeper, withoutInvisible } from "./values";

const DAY_MS = 86_400_000;
const DEPTH_MAX = 60;
const TAG = "tag.";

/** Column names are compared trimmed and in lower case. */
export const plainName = (name: string): string => withoutInvisible(name).toLowerCase();

/** Binds a source's fields to one file: column positions of a CSV, keys of JSON objects. */
export class BoundFile implements OpenFile {
  readonly shape: Shape;
  readonly latestMs: number;
  readonly notes = new Notes();
  readonly clock: Clock;
  readonly row: Row;
  /** Columns of a CSV. */
  readonly width: number;
  /** JSON: field number by key. */
  private readonly keys = new Map<string, number>();
  /** JSON: keys of objects whose own keys are fields ("amount" of "amount.value"). */
  private readonly outer = new Set<string>();
  private readonly positions = new Map<string, number>();
  private readonly used = new Set<string>();
  readonly columns: readonly string[];
  private takesTags = false;
  private ignored: RegExp | null = null;

  constructor(options: { shape: Shape; columns: readonly string[]; now: number; zone?: string }) {
    this.shape = options.shape;
    this.latestMs = options.now + DAY_MS;
    this.clock = new Clock(options.zone);
    this.columns = options.shape === "csv" ? options.columns : [];
    this.width = this.columns.length;
    this.row = new Row(this.columns.map(withoutInvisible));
    for (const [index, column] of this.columns.entries()) {
      const name = plainName(column);
      if (!this.positions.has(name)) this.positions.set(name, index);
    }
  }

  field(...names: string[]): number {
    if (this.shape === "csv") return this.position(names);
    const [first = ""] = names;
    const index = this.row.addField(first);
    for (const name of names) {
      this.keys.set(name, index);
      const dot = name.lastIndexOf(".");
      if (dot > 0) this.outer.add(name.slice(0, dot));
    }
    return index;
  }

  need(...names: string[]): number {
    const index = this.field(...names);
    if (index < 0)
      throw new FileRefusal("missing-column", {
        reason: `The column “${names[0]}” is missing. The file has: ${this.columns.join(", ").slice(0, 500)}.`,
        fix: "Export again with this column, or choose the right format.",
        line: 1,
        column: names[0] ?? null,
      });
    return index;
  }

  ignore(...names: string[]): void {
    for (const name of names) {
      this.used.add(name);
      if (this.shape !== "csv") this.keys.set(name, -1);
    }
  }

  ignoreLike(pattern: RegExp): void {
    this.ignored = pattern;
    for (const column of this.columns) if (pattern.test(plainName(column))) this.used.add(plainName(column));
  }

  tags(extra?: ReadonlyMap<string, string>): void {
    this.takesTags = true;
    for (const [index, column] of this.columns.entries()) {
      const trimmed = column.trim();
      const name = extra?.get(trimmed) ?? (trimmed.startsWith(TAG) ? trimmed.slice(TAG.length) : null);
      if (name !== null && this.row.addTag(name, index)) this.used.add(plainName(column));
    }
  }

  /** After `open`: names the columns that nothing reads. */
  noteUnread(): void {
    for (const column of this.columns)
      if (column.trim() !== "" && !this.used.has(plainName(column))) this.notes.unknownColumn(column.trim());
  }

  /** After `open`, for the columns of a Parquet file: whether anything reads this one. Names those that nothing does. */
  readsColumn(name: string): boolean {
    const isTag = this.takesTags && name.startsWith(TAG);
    const reads = (key: string, index: number): boolean =>
      index >= 0 && (key === name || key.startsWith(`${name}.`));
    if (isTag || [...this.keys].some(([key, index]) => reads(key, index))) return true;
    if (!this.keys.has(name) && !this.ignored?.test(plainName(name))) this.notes.unknownColumn(name);
    return false;
  }

  /** Puts the keys of JSON objects into the row's cells; nested keys are joined by a dot ("amount.value"). */
  fill(objects: readonly object[]): void {
    this.row.cells.fill(undefined);
    for (const object of objects) this.fillFrom(object as Record<string, unknown>, "");
  }

  private fillFrom(object: Record<string, unknown>, prefix: string): void {
    for (const key in object) {
      const value = object[key];
      const name = prefix === "" ? key : `${prefix}${key}`;
      const index = this.keys.get(name);
      if (index !== undefined) {
        if (index >= 0) this.row.cells[index] = value;
      } else if (typeof value === "object" && value !== null && !Array.isArray(value) && prefix.length < 60)
        this.fillFrom(value as Record<string, unknown>, `${name}.`);
      else if (value !== null || !this.outer.has(name)) this.fillUnknown(name, value);
    }
  }

  private fillUnknown(name: string, value: unknown): void {
    if (isDeeper(value, DEPTH_MAX))
      throw new RowProblem(`“${name}” nests more than ${DEPTH_MAX} levels deep.`);
    if (this.takesTags && name.startsWith(TAG) && this.row.takesTag(name.slice(TAG.length))) {
      const index = this.row.addField(name);
      this.row.addTag(name.slice(TAG.length), index);
      this.keys.set(name, index);
      this.row.cells[index] = value;
    } else if (!this.ignored?.test(plainName(name))) this.notes.unknownColumn(name);
  }

  private position(names: readonly string[]): number {
    for (const name of names) {
      const index = this.positions.get(plainName(name));
      if (index === undefined) continue;
      this.used.add(plainName(name));
      const twice = this.columns.findIndex(
        (column, at) => at > index && plainName(column) === plainName(name),
      );
      if (twice >= 0)
        throw new FileRefusal("missing-column", {
          reason: `The column “${name}” stands twice in the header (columns ${index + 1} and ${twice + 1}).`,
          fix: "Keep one of them and upload again.",
          line: 1,
          column: name,
        });
      return index;
    }
    return -1;
  }
}
