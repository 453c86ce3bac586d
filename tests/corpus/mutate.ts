import { gzipSync } from "node:zlib";
import { type GoldenCase, goldenCases, goldenFolders } from "../support/golden";

import { parquet } from "./cases/parquet";
import { zip, zstd } from "./pack";

/** A file made from a good one by a few blows. The same seed and number give the same file. */
export type Mutant = Readonly<{ base: string; blows: readonly string[]; bytes: Buffer; mapping: unknown }>;

type Dice = { below(limit: number): number; of<T>(all: readonly T[]): T };
type Blow = (bytes: Buffer, dice: Dice, others: readonly GoldenCase[]) => Buffer;

const NUMBERS = [
  ..."0 -0 -1 -5 007 1.5 1e3 1e400 -1e400 1E999999999 0E-6176 .5 5. NaN Infinity -Infinity null".split(" "),
  ..."9007199254740991 9007199254740993 18446744073709551616 99999999999999999999999999999999999999".split(
    " ",
  ),
  ..."1,234 1.234 1.000 1.234,5 0x10 1_000 １２ 1e-400 4294967296 -2147483649 0.1234567890123456789012".split(
    " ",
  ),
  ..."1790812800 1790812800000 1790812800000000 1790812800000000000 17908128 -1790812800 253402300800".split(
    " ",
  ),
];
const TEXTS = [
  ...["", " ", "\0", "\ufeff", "\ufffd", "\u202e", "\u200b", '"', '""', "'", "`", "\\", "\\.", "\\N", "\t"],
  ...["=1+1", "__proto__", "constructor", "true", "false", "null", "{}", "[]", "[[[[", '{"a":', "EUR", "usd"],
  ...["2026-02-30", "1970-01-01", "2099-01-01T00:00:00Z", "2026-10-01T24:00:00Z", "2026-10-01T23:59:60Z"],
  ...["\ud83d", "x".repeat(600), "é".repeat(1500), ",", ";", "\n", "\r", "\r\n", "standard", "batch"],
  ...["[".repeat(500), `${'{"a":'.repeat(300)}1${"}".repeat(300)}`],
];
const BYTES = [
  [0],
  [0xff],
  [0xc3],
  [0xed, 0xa0, 0x80],
  [0xef, 0xbb, 0xbf],
  [0x1f, 0x8b],
  [34],
  [13],
  [10],
  [92],
];

const text = (bytes: Buffer): string => bytes.toString("latin1");
const made = (words: string): Buffer => Buffer.from(words, "latin1");
const utf8 = (words: string): string => Buffer.from(words, "utf8").toString("latin1");

/** Replaces one of the places a pattern finds. */
function replaceOne(bytes: Buffer, dice: Dice, pattern: RegExp, by: (found: string) => string): Buffer {
  const all = text(bytes);
  const found = [...all.matchAll(pattern)];
  if (found.length === 0) return bytes;
  const { 0: words, index } = dice.of(found);
  return made(all.slice(0, index) + by(words) + all.slice(index + words.length));
}

function overLines(bytes: Buffer, change: (lines: string[]) => void): Buffer {
  const lines = text(bytes).split("\n");
  change(lines);
  return made(lines.join("\n"));
}

const blows: Readonly<Record<string, Blow>> = {
  flip: (bytes, dice) => {
    const copy = Buffer.from(bytes);
    for (let times = 1 + dice.below(8); times > 0 && copy.length > 0; times -= 1) {
      const at = dice.below(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << dice.below(8));
    }
    return copy;
  },
  cut: (bytes, dice) => bytes.subarray(0, dice.below(bytes.length + 1)),
  behead: (bytes, dice) => bytes.subarray(dice.below(Math.min(bytes.length, 300) + 1)),
  remove: (bytes, dice) => {
    const at = dice.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + dice.below(60))]);
  },
  insert: (bytes, dice) => {
    const at = dice.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(dice.of(BYTES)), bytes.subarray(at)]);
  },
  splice: (bytes, dice, others) => {
    const { bytes: other } = dice.of(others);
    const from = dice.below(other.length);
    const piece = other.subarray(from, from + 1 + dice.below(2000));
    const at = dice.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  append: (bytes, dice, others) => Buffer.concat([bytes, dice.of(others).bytes]),
  "double line": (bytes, dice) =>
    overLines(bytes, (lines) => {
      const at = dice.below(lines.length);
      lines.splice(dice.below(lines.length), 0, lines[at] ?? "");
    }),
  "drop line": (bytes, dice) => overLines(bytes, (lines) => lines.splice(dice.below(lines.length), 1)),
  "swap cells": (bytes, dice) =>
    overLines(bytes, (lines) => {
      const at = dice.below(lines.length);
      const cells = (lines[at] ?? "").split(",");
      const [a, b] = [dice.below(cells.length), dice.below(cells.length)];
      [cells[a], cells[b]] = [cells[b] ?? "", cells[a] ?? ""];
      lines[at] = cells.join(",");
    }),
  "header order": (bytes, dice) =>
    overLines(bytes, (lines) => {
      const cells = (lines[0] ?? "").split(",");
      cells.push(...cells.splice(0, dice.below(cells.length)));
      if (dice.below(4) === 0) cells.push(dice.of(cells));
      lines[0] = cells.join(",");
    }),
  number: (bytes, dice) => replaceOne(bytes, dice, /\d[\d.]*/g, () => utf8(dice.of(NUMBERS))),
  cell: (bytes, dice) => replaceOne(bytes, dice, /[^",;:{}[\]\s]+/g, () => utf8(dice.of(TEXTS))),
  value: (bytes, dice) =>
    replaceOne(
      bytes,
      dice,
      /:\s*("[^"\n]*"|[\w.+-]+)/g,
      () => `:${utf8(dice.of([...NUMBERS, '""', "[]", "{}", "true", '"x"', '{"a":[1]}']))}`,
    ),
  key: (bytes, dice) =>
    replaceOne(
      bytes,
      dice,
      /"[\w.]+"\s*:/g,
      () => `"${utf8(dice.of(["", "x", "id", "__proto__", "usage", "object"]))}":`,
    ),
  "key twice": (bytes, dice) =>
    replaceOne(bytes, dice, /"[\w.]+"\s*:\s*[\w"]+\s*,/g, (found) => found + found),
  "line ends": (bytes, dice) =>
    made(text(bytes).replace(/\r?\n/g, dice.of(["\r\n", "\r", "\r\r\n", "\n\n"]))),
  delimiter: (bytes, dice) => made(text(bytes).replaceAll(",", dice.of([";", "\t", "|", ",,"]))),
  mark: (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  "UTF-16": (bytes) =>
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString("utf8"), "utf16le")]),
  zip: (bytes, dice) => zip([{ name: dice.of(["a.csv", "b/c.json", "../d", "e.txt"]), content: bytes }]),
  "zip of two": (bytes, dice, others) =>
    zip([
      { name: "1", content: bytes },
      { name: "2", content: dice.of(others).bytes, isStored: dice.below(2) === 0 },
    ]),
  zstd: (bytes) => zstd(bytes),
  gzip: (bytes) => gzipSync(bytes, { level: 1 }),
  "gzip in two": (bytes, dice) => {
    const at = dice.below(bytes.length + 1);
    return Buffer.concat([
      gzipSync(bytes.subarray(0, at), { level: 1 }),
      gzipSync(bytes.subarray(at), { level: 1 }),
    ]);
  },
};
const names = Object.keys(blows);

/** The good files, and one of Parquet; larger ones would only make each blow slower. */
export const bases: readonly GoldenCase[] = [
  ...goldenFolders()
    .flatMap((folder) => goldenCases(folder))
    .filter(({ bytes }) => bytes.length < 200_000),
  { source: "costcurve-usage", name: "parquet", file: "", bytes: parquet(), mapping: undefined },
];

/** The mutant of this seed and number. */
export function mutant(seed: number, number: number): Mutant {
  const dice = diceOf(seed, number);
  const base = bases[number % bases.length];
  if (base === undefined) throw new Error("There are no golden files.");
  let bytes = base.bytes;
  const dealt: string[] = [];
  for (let left = 1 + dice.below(4); left > 0; left -= 1) {
    const name = dice.of(names);
    bytes = blows[name]?.(bytes, dice, bases) ?? bytes;
    dealt.push(name);
  }
  return { base: `${base.source}/${base.name || "input"}`, blows: dealt, bytes, mapping: base.mapping };
}

/** Numbers that look thrown and are the same each time (mulberry32). */
export function diceOf(seed: number, number: number): Dice {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) | 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
  return {
    below,
    of<T>(all: readonly T[]): T {
      const found = all[below(all.length)];
      if (found === undefined) throw new Error("Nothing to choose from.");
      return found;
    },
  };
}
