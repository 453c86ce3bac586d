import { parquetWriteBuffer } from "hyparquet-writer";
import { type Case, type Refused, SOUND, sound } from "../case";

type Column = Parameters<typeof parquetWriteBuffer>[0]["columnData"][number];

/** Three sound rows in columns; these columns take the place of their own, or stand beside them. */
export function parquet(...changed: readonly Column[]): Buffer {
  const same = (name: string, value: unknown, type: Column["type"]): Column => ({
    name,
    data: [value, value, value],
    type,
  });
  const columns: Column[] = [
    { name: "id", data: ["a", "b", "c"], type: "STRING" },
    same("timestamp", SOUND.timestamp, "STRING"),
    same("provider", SOUND.provider, "STRING"),
    same("model", SOUND.model, "STRING"),
    same("input_tokens", 100n, "INT64"),
    same("cache_read_tokens", 20n, "INT64"),
    same("output_tokens", 10n, "INT64"),
    same("customer", SOUND.customer, "STRING"),
    same("cost", SOUND.cost, "STRING"),
  ];
  const names = new Set(changed.map(({ name }) => name));
  const columnData = [...columns.filter(({ name }) => !names.has(name)), ...changed];
  return Buffer.from(parquetWriteBuffer({ columnData }));
}

const taken = { records: 3, totals: sound(3), source: "costcurve-usage" } as const;
const broken: Refused = { refused: "broken-container", reason: /Parquet file is damaged or cut short/ };
const whole = parquet();

const changed = (what: string, column: Column, expected: Case["expect"], ledger = false): Case => ({
  name: `parquet: ${what}`,
  bytes: () => parquet(column),
  expect: expected,
  ledger,
});
const withBad = (column: string, reason: RegExp): Case["expect"] => ({
  records: 2,
  totals: sound(2),
  rejected: [[2, column, reason]],
});
const counts = (middle: bigint): Column => ({
  name: "output_tokens",
  data: [10n, middle, 10n],
  type: "INT64",
});

/** Parquet, whole and broken, and values that only its types can hold. */
export const parquets: readonly Case[] = [
  { name: "parquet: whole", bytes: () => whole, expect: taken, ledger: true },
  changed("a negative count", counts(-5n), withBad("output_tokens", /negative/), true),
  changed(
    "a count of 2⁵³ + 1",
    counts(2n ** 53n + 1n),
    withBad("output_tokens", /larger than can be counted|not a whole/),
    true,
  ),
  changed(
    "NaN for a count",
    { name: "output_tokens", data: [10, Number.NaN, 10], type: "DOUBLE" },
    withBad("output_tokens", /NaN.*not a whole number/),
  ),
  changed(
    "Infinity for a cost",
    { name: "cost", data: [0.005, Number.POSITIVE_INFINITY, 0.005], type: "DOUBLE" },
    withBad("cost", /not an amount/),
  ),
  changed(
    "times of its own type",
    {
      name: "timestamp",
      data: [1, 2, 3].map((day) => new Date(Date.UTC(2026, 9, day, 12))),
      type: "TIMESTAMP",
    },
    taken,
  ),
  changed(
    "a time in 1970",
    {
      name: "timestamp",
      data: [new Date(Date.UTC(2026, 9, 1)), new Date(0), new Date(Date.UTC(2026, 9, 1))],
      type: "TIMESTAMP",
    },
    withBad("timestamp", /before 2020/),
  ),
  changed(
    "a column that nothing reads",
    { name: "mood", data: ["good", "good", "good"], type: "STRING" },
    { ...taken, messages: [/“mood”/] },
  ),
  ...[5, 40, 200, -200, -9, -8, -5, -4, -1].map(
    (cut): Case => ({
      name: `parquet: cut ${cut < 0 ? `${-cut} bytes before its end` : `after ${cut} bytes`}`,
      bytes: () => whole.subarray(0, cut),
      expect: broken,
      ledger: cut === -8,
    }),
  ),
  {
    name: "parquet: text behind",
    bytes: () => Buffer.concat([whole, Buffer.from("and more")]),
    expect: broken,
  },
  {
    name: "parquet: a footer longer than the file",
    bytes: () => {
      const copy = Buffer.from(whole);
      copy.writeUInt32LE(0x7fffffff, copy.length - 8);
      return copy;
    },
    expect: broken,
  },
  {
    name: "parquet: a footer of nothing",
    bytes: () => Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(4), Buffer.from("PAR1")]),
    expect: broken,
  },
  {
    name: "parquet: zeros between its marks",
    bytes: () =>
      Buffer.concat([
        Buffer.from("PAR1"),
        Buffer.alloc(500),
        Buffer.from([200, 1, 0, 0]),
        Buffer.from("PAR1"),
      ]),
    expect: { refused: "broken-container", reason: /Parquet file/ },
  },
];
