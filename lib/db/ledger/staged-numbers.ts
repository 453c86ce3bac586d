import { int, long, none, short } from "./copy-binary";

const INT_MAX = 2_147_483_647;

type NumberType = "smallint" | "int" | "bigint";

/** What the rows of a batch have in one column. */
export type Described =
  | { readonly isConstant: true; readonly type: NumberType; readonly value: number | null }
  | { readonly isConstant: false; readonly type: NumberType };

/** Columns of an event that are smaller than their values in a batch would show. */
const FIXED: Readonly<Record<string, NumberType>> = { traits: "smallint" };

/** One column of a batch: whole numbers that a double holds exactly, and null. */
export class NumberColumn {
  readonly name: string;
  readonly #rowsMax: number;
  #values: Float64Array | null = null;
  /** False while every row was null: then nothing has been written. */
  #isUsed = false;

  constructor(name: string, rowsMax: number) {
    this.name = name;
    this.#rowsMax = rowsMax;
  }

  put(row: number, value: number | null): void {
    if (value === null) {
      if (this.#isUsed && this.#values !== null) this.#values[row] = Number.NaN;
      return;
    }
    if (!this.#isUsed || this.#values === null) this.#use(row)[row] = value;
    else this.#values[row] = value;
  }

  /** NaN where it is null. */
  at(row: number): number {
    return this.#isUsed ? (this.#values?.[row] ?? Number.NaN) : Number.NaN;
  }

  clear(): void {
    this.#isUsed = false;
  }

  describe(rows: number): Described {
    const fixed = FIXED[this.name];
    const values = this.#values;
    if (!this.#isUsed || values === null) return { isConstant: true, type: fixed ?? "int", value: null };
    let [isConstant, isSmall] = [true, true];
    const first = values[0] ?? Number.NaN;
    for (let row = 0; row < rows; row += 1) {
      const value = values[row] ?? Number.NaN;
      if (value !== first && !(Number.isNaN(value) && Number.isNaN(first))) isConstant = false;
      if (value > INT_MAX || value < -INT_MAX) isSmall = false;
    }
    const type = fixed ?? (isSmall ? "int" : "bigint");
    return isConstant ? { isConstant, type, value: first } : { isConstant, type };
  }

  /** Writes a row's value as COPY has it, and gives the position after it. */
  writer(type: NumberType): (view: DataView, at: number, row: number) => number {
    const values = this.#values ?? new Float64Array(this.#rowsMax).fill(Number.NaN);
    const write = type === "smallint" ? short : type === "int" ? int : long;
    return (view, at, row) => {
      const value = values[row] ?? Number.NaN;
      return Number.isNaN(value) ? none(view, at) : write(view, at, value);
    };
  }

  #use(row: number): Float64Array {
    this.#values ??= new Float64Array(this.#rowsMax);
    this.#values.fill(Number.NaN, 0, row);
    this.#isUsed = true;
    return this.#values;
  }
}
