import type { ParquetParsers, SchemaTree } from "hyparquet";

const MICROS = 1000n;

/** How values of Parquet's own types are written: instants and dates as text in UTC, JSON as what it holds. */
export const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis: bigint) => instant(millis, 0n, 3),
  timestampFromMicroseconds: (micros: bigint) => instant(...split(BigInt(micros), MICROS), 6),
  timestampFromNanoseconds: (nanos: bigint) => instant(...split(BigInt(nanos), MICROS * MICROS), 9),
  dateFromDays: (days: number) => isoText(days * 86_400_000)?.slice(0, 10) ?? String(days),
  jsonFromBytes: (bytes: Uint8Array | undefined) => {
    const text = bytes && utf8.decode(bytes);
    try {
      return text === undefined ? undefined : JSON.parse(text);
    } catch {
      return text;
    }
  },
};

const utf8 = new TextDecoder();

function split(value: bigint, unit: bigint): [bigint, bigint] {
  const rest = ((value % unit) + unit) % unit;
  return [(value - rest) / unit, rest];
}

function instant(millis: bigint, rest: bigint, digits: number): string {
  const text = isoText(Number(millis));
  if (text === null) return String(millis);
  return rest === 0n ? text : text.replace("Z", `${rest.toString().padStart(digits - 3, "0")}Z`);
}

const isoText = (millis: number): string | null =>
  Math.abs(millis) <= 8.64e15 ? new Date(millis).toISOString() : null;

/** Turns one value of a column into what JSON would hold. */
export type Convert = (value: unknown) => unknown;

/**
 * How a column's values become those of JSON: integers as numbers where exact and as text elsewhere, decimals as exact
 * text, bytes as UTF-8. Decimals must be read without their own type, since the reader would make floats of them.
 */
export function converterOf(tree: SchemaTree): Convert {
  const convert = tree.children.length === 0 ? leafConverter(tree) : nestedConverter(tree);
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function leafConverter({ element }: SchemaTree): Convert {
  const scale = DECIMALS.get(element);
  const one: Convert =
    scale !== undefined
      ? (value) => decimalText(unscaled(value), scale)
      : element.type === "FLOAT"
        ? (value) => (typeof value === "number" ? shortFloat(value) : value)
        : plain;
  // A repeated value without a list around it.
  return (value) =>
    Array.isArray(value) ? value.map((each) => (each === null ? null : one(each))) : one(value);
}

function nestedConverter({ element, children }: SchemaTree): Convert {
  const [inner] = children;
  const isMap = /^MAP/.test(element.converted_type ?? "") || element.logical_type?.type === "MAP";
  const mapValue = isMap ? inner?.children[1] : undefined;
  const ofMapValue = mapValue ? converterOf(mapValue) : plain;
  const fields = new Map(children.map((child) => [child.element.name, converterOf(child)]));
  const isList = element.converted_type === "LIST" || element.logical_type?.type === "LIST";
  const item = isList && inner ? (inner.children.length === 1 ? inner.children[0] : inner) : undefined;
  const ofItem = item ? converterOf(item) : null;
  const convert: Convert = (value) => {
    if (Array.isArray(value)) return value.map((each) => (ofItem ?? convert)(each ?? null));
    if (typeof value !== "object" || value === null) return plain(value);
    // Own keys alone: a key "__proto__" of a map has changed its prototype by now.
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => name !== "__proto__")
        .map(([name, each]) => {
          const of = isMap ? ofMapValue : (fields.get(name) ?? plain);
          return [name, each === null || each === undefined ? null : of(each)];
        }),
    );
  };
  return convert;
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return exactInteger(value);
  if (value instanceof Uint8Array) return utf8.decode(value);
  return value;
}

const exactInteger = (value: bigint): number | string =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value.toString();

/** Scales of the decimal elements whose type has been taken off. */
const DECIMALS = new WeakMap<SchemaTree["element"], number>();

/** Takes the type off decimals, which are then read as whole numbers, exactly. */
export function keepDecimals(elements: readonly SchemaTree["element"][]): void {
  for (const element of elements) {
    const logical = element.logical_type;
    if (element.converted_type !== "DECIMAL" && logical?.type !== "DECIMAL") continue;
    const scale = element.scale ?? (logical?.type === "DECIMAL" ? logical.scale : 0) ?? 0;
    DECIMALS.set(element, scale);
    delete element.converted_type;
    delete element.logical_type;
  }
}

/** Two's complement, big end first. */
function unscaled(value: unknown): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return BigInt(value);
  if (!(value instanceof Uint8Array) || value.length === 0) return 0n;
  const hex = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex");
  return BigInt.asIntN(value.length * 8, BigInt(`0x${hex}`));
}

function decimalText(value: bigint, scale: number): string {
  if (scale <= 0) return (value * 10n ** BigInt(-scale)).toString();
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The shortest number that is this float of 32 bits: 0.1, not 0.10000000149011612. */
function shortFloat(value: number): number {
  for (let digits = 6; digits <= 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
