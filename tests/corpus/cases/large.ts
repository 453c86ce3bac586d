import { gzipSync } from "node:zlib";
import { type Case, csv, HEADER, jsonLine, line, sound } from "../case";

const MB = 1024 ** 2;
const ROWS = 100_000;
const wide = Buffer.alloc(50 * MB, "x");
const around = (before: string, middle: Uint8Array, after: string): Uint8Array =>
  Buffer.concat([Buffer.from(before), middle, Buffer.from(after)]);

/** Rows of which the 50,000th is broken. */
function rowsWithOneBad(header: string, rowOf: (id: string) => string, bad: string): Uint8Array {
  const lines = Array.from({ length: ROWS }, (_, at) => (at === 49_999 ? bad : rowOf(`r${at}`)));
  return Buffer.from(`${header}${lines.join("\n")}\n`);
}

const broken = line("bad", { output_tokens: "x" });
const rest = { records: ROWS - 1, totals: sound(ROWS - 1) } as const;

/** Files of a size that shows in memory: each is read in a process of its own, watched at its highest. */
export const large: readonly Case[] = [
  {
    name: "large: a field of 50 MB",
    bytes: () =>
      around(`${csv(line("a"))}${line("b").split("Globex")[0]}`, wide, `,0.005,250\n${line("c")}\n`),
    peakMb: 300,
    expect: { records: 2, totals: sound(2), rejected: [[3, "customer", /52428800 characters long/]] },
  },
  {
    name: "large: a field of 50 MB in quotes",
    bytes: () =>
      around(`${csv(line("a"))}${line("b").split("Globex")[0]}"`, wide, `",0.005,250\n${line("c")}\n`),
    peakMb: 300,
    expect: {
      records: 2,
      totals: sound(2),
      rejected: [[3, "customer", /52428800 characters long/]],
    },
  },
  {
    name: "large: a string of 50 MB in JSON lines",
    bytes: () =>
      around(`${jsonLine("a")}\n${jsonLine("b").split("Globex")[0]}`, wide, `"}\n${jsonLine("c")}\n`),
    peakMb: 350,
    expect: { records: 2, totals: sound(2), rejected: [[2, "customer", /52428800 characters long/]] },
  },
  {
    name: "large: a line of 100 MB without an end",
    bytes: () => around(`${HEADER}\n`, Buffer.alloc(100 * MB, "x"), ""),
    peakMb: 300,
    expect: { refused: "too-large", reason: /line is longer than 64 MB/ },
  },
  {
    name: "large: 50 MB after a quote that never closes",
    bytes: () => Buffer.from(`${csv(line("a"))}"\n${`${line("b")}\n`.repeat(750_000)}`),
    peakMb: 120,
    expect: {
      records: 750_001,
      totals: sound(750_001),
      rejected: [[3, null, /quote is opened .* not closed within a million/]],
    },
  },
  {
    name: "large: 50 MB of quotes that open and never close",
    bytes: () => Buffer.from(`${csv(line("a"))}${`${'"""x,'.repeat(50)}\n`.repeat(200_000)}`),
    peakMb: 120,
    expect: {
      records: 1,
      totals: sound(1),
      rejected: [[3, null, /text after a closing quote/]],
      rejectedRows: 200_000,
    },
  },
  {
    name: "large: 1 bad row in 100,000 of CSV",
    bytes: () => rowsWithOneBad(`${HEADER}\n`, line, broken),
    peakMb: 120,
    expect: { ...rest, rejected: [[50_001, "output_tokens", /not a whole number/]] },
  },
  {
    name: "large: 1 bad row in 100,000 of packed JSON lines",
    bytes: () => gzipSync(rowsWithOneBad("", jsonLine, '{"id":'), { level: 1 }),
    peakMb: 120,
    expect: { ...rest, rejected: [[50_000, null, /cut short/]] },
  },
  {
    name: "large: 100,000 rows that are all bad",
    bytes: () => Buffer.from(`${HEADER}\n${`${broken}\n`.repeat(ROWS)}`),
    peakMb: 120,
    expect: {
      records: 0,
      totals: {},
      rejected: [[2, "output_tokens", /not a whole number/]],
      rejectedRows: ROWS,
    },
  },
  {
    name: "large: 2,000 rows whose sum is beyond 64 bits",
    bytes: () =>
      Buffer.from(
        csv(
          ...Array.from({ length: 2_000 }, (_, at) => line(`r${at}`, { output_tokens: "9007199254740991" })),
        ),
      ),
    peakMb: 120,
    ledger: { refused: "too-large", reason: /add up to more than the ledger can hold/ },
    expect: { records: 2_000, totals: { ...sound(2_000), output: 2_000n * 9_007_199_254_740_991n } },
  },
  {
    name: "large: one JSON array of 100,000 rows",
    bytes: () => Buffer.from(`[${Array.from({ length: ROWS }, (_, at) => jsonLine(`r${at}`)).join(",")}]`),
    peakMb: 250,
    expect: { records: ROWS, totals: sound(ROWS) },
  },
  {
    name: "large: a bomb of 1 GB",
    bytes: () =>
      Buffer.concat([
        gzipSync(csv(line("a"))),
        ...new Array<Buffer>(16).fill(gzipSync(Buffer.alloc(64 * MB, "\n"))),
      ]),
    peakMb: 120,
    expect: { refused: "too-large", reason: /more than 200 times its size/ },
  },
];
