import { gzipSync } from "node:zlib";
import { type Case, csv, jsonLine, line, type Refused, sound } from "../case";
import { type Packed, zip, zstd, zstdBomb } from "../pack";

const MB = 1024 ** 2;
const text = csv(line("a"), line("b"), line("c"));
const file: Packed = { name: "usage/2026-10.csv", content: text };
const taken = { records: 3, totals: sound(3), source: "costcurve-usage" } as const;
const whole = zip([file]);
const cutShort: Refused = { refused: "broken-container", reason: /zip archive is damaged or cut short/ };

const zipped = (name: string, files: readonly Packed[], expected: Case["expect"], ledger = false): Case => ({
  name: `zip: ${name}`,
  bytes: () => zip(files),
  expect: expected,
  ledger,
});
const climbing = (name: string, ledger = false): Case =>
  zipped(
    `a name that climbs: ${name.replace("\0", "NUL")}`,
    [{ name, content: text }],
    { refused: "broken-container", reason: /points outside of it/ },
    ledger,
  );
const claims = (what: string, claimed: Partial<Packed>, reason: RegExp): Case =>
  zipped(what, [{ ...file, ...claimed }], { refused: "broken-container", reason });

const zips: readonly Case[] = [
  zipped("one file", [file], taken, true),
  zipped("one file that is not packed", [{ ...file, isStored: true }], taken),
  zipped(
    "three files, one a row each, of two formats",
    [
      { name: "1.csv", content: csv(line("a")) },
      { name: "2.jsonl", content: `${jsonLine("b")}\n` },
      { name: "3.csv.gz", content: gzipSync(csv(line("c"))) },
    ],
    taken,
    true,
  ),
  zipped(
    "a broken row in the second file",
    [
      { name: "1.csv", content: csv(line("a")) },
      { name: "2.csv", content: csv(line("b"), line("x", { output_tokens: "x" })) },
    ],
    { records: 2, totals: sound(2), rejected: [[5, "output_tokens", /not a whole number/]] },
    true,
  ),
  zipped(
    "folders, and what systems leave in archives",
    [
      { name: "usage/", content: "", isStored: true },
      file,
      { name: "__MACOSX/usage/._2026-10.csv", content: "\0\x05\x16\x07" },
      { name: ".DS_Store", content: "\0\0\0\x01Bud1" },
      { name: "README.txt", content: "Usage of October.\n" },
    ],
    taken,
  ),
  zipped("no files", [], { refused: "empty-file", reason: /holds no files/ }),
  zipped("folders alone", [{ name: "usage/", content: "", isStored: true }], {
    refused: "empty-file",
    reason: /holds no files/,
  }),
  zipped(
    "one file that is no export beside one that is",
    [file, { name: "people.csv", content: "name,age\nAnn,7\n" }],
    { refused: "unknown-format", reason: /In “people\.csv”.*No known export/ },
    true,
  ),
  zipped(
    "a file cut short inside",
    [file, { name: "2.json", content: `[${jsonLine("d")}` }],
    { refused: "broken-container", reason: /In “2\.json”.*cut short/ },
    true,
  ),
  zipped(
    "an archive inside the archive",
    [{ name: "inner.zip", content: whole }],
    { refused: "broken-container", reason: /archive, or a workbook, inside the archive/ },
    true,
  ),
  zipped(
    "a workbook",
    [
      { name: "[Content_Types].xml", content: "<Types/>" },
      { name: "xl/workbook.xml", content: "" },
    ],
    {
      refused: "unknown-format",
      reason: /Excel workbook/,
    },
  ),
  climbing("../../../etc/passwd", true),
  climbing("usage/../../x.csv"),
  climbing("/etc/passwd"),
  climbing("C:\\Windows\\x.csv"),
  climbing("..\\..\\x.csv"),
  climbing("usage\0.csv"),
  ...[4, 30, 60, -60, -22, -10, -1].map(
    (cut): Case => ({
      name: `zip: cut ${cut < 0 ? `${-cut} bytes before its end` : `after ${cut} bytes`}`,
      bytes: () => whole.subarray(0, cut),
      expect: cutShort,
      ledger: cut === -10,
    }),
  ),
  {
    name: "zip: a byte of the content turned",
    bytes: () => {
      const copy = Buffer.from(whole);
      copy[60] = (copy[60] ?? 0) ^ 0xff;
      return copy;
    },
    expect: cutShort,
  },
  claims("a checksum that does not fit", { crc: 1 }, /does not match its checksum/),
  claims("content longer than claimed", { bytes: 10 }, /longer than the directory says|damaged/),
  claims("content shorter than claimed", { bytes: 10_000 }, /shorter than the directory says|damaged/),
  claims("encrypted", { flags: 1 }, /encrypted/),
  claims("a method of packing from elsewhere", { method: 12 }, /method that is not read/),
  claims("another name in front of the file", { localName: "usage/2026-11.csv" }, /damaged|zip archive/),
  zipped("the same name twice", [file, file], { refused: "broken-container", reason: /stands in it twice/ }),
  {
    name: "zip: 20,000 files",
    bytes: () =>
      zip(Array.from({ length: 20_000 }, (_, at) => ({ name: `${at}.csv`, content: text, isStored: true }))),
    expect: { refused: "too-large", reason: /20000 files/ },
  },
  {
    name: "zip: a bomb",
    bytes: () =>
      zip([{ name: "x.csv", content: Buffer.concat([Buffer.from(text), Buffer.alloc(100 * MB, "\n")]) }]),
    expect: { refused: "too-large", reason: /200 times its size/ },
    ledger: true,
  },
  {
    name: "zip: ten bombs, each small enough alone",
    bytes: () =>
      zip(
        Array.from({ length: 10 }, (_, at) => ({
          name: `${at}.csv`,
          content: Buffer.concat([Buffer.from(csv(line(`r${at}`))), Buffer.alloc(12 * MB, "\n")]),
        })),
      ),
    expect: { refused: "too-large", reason: /200 times its size/ },
  },
];

const frame = zstd(text);
const badFrame: Refused = { refused: "broken-container", reason: /zstd file is damaged or cut short/ };

const zstds: readonly Case[] = [
  { name: "zstd: whole", bytes: () => frame, expect: taken, ledger: true },
  {
    name: "zstd: two frames",
    bytes: () => Buffer.concat([zstd(csv(line("a"), line("b"))), zstd(line("c"))]),
    expect: taken,
  },
  ...[5, 9, 12, 40, -1].map(
    (cut): Case => ({
      name: `zstd: cut ${cut < 0 ? `${-cut} bytes before its end` : `after ${cut} bytes`}`,
      bytes: () => frame.subarray(0, cut),
      expect: badFrame,
      ledger: cut === 40,
    }),
  ),
  {
    name: "zstd: text behind",
    bytes: () => Buffer.concat([frame, Buffer.from("and more")]),
    expect: badFrame,
  },
  {
    name: "zstd: a bomb",
    bytes: () => zstdBomb(10, 1_600, text),
    expect: { refused: "too-large", reason: /200 times its size/ },
    ledger: true,
  },
  {
    name: "zstd: packed by gzip again",
    bytes: () => gzipSync(frame),
    expect: { refused: "unknown-format", reason: /packed twice/ },
  },
  {
    name: "gzip: of an archive",
    bytes: () => gzipSync(whole),
    expect: { refused: "unknown-format", reason: /packed twice/ },
  },
];

/** Archives and frames, whole and broken. No name of an archive's file reaches the disk. */
export const archives: readonly Case[] = [...zips, ...zstds];
