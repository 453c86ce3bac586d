import { gzipSync } from "node:zlib";
import { type Case, csv, HEADER, jsonLine, line, type Refused, sound, utf8 } from "../case";

const MB = 1024 ** 2;
const text = csv(line("a"), line("b"), line("c"));
const packed = gzipSync(text);
const taken = { records: 3, totals: sound(3), source: "costcurve-usage" } as const;
const bytes =
  (...parts: readonly (Uint8Array | string)[]) =>
  (): Uint8Array =>
    Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
const cutShort: Refused = { refused: "broken-container", reason: /gzip file is damaged or cut short/ };
const after: Refused = { refused: "broken-container", reason: /gzip file is damaged|bytes follow the end/ };
const flipped = (at: number): Uint8Array => {
  const copy = Buffer.from(packed);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
};

/** The packed file with a name inside, as gzip writes it. */
const named = (name: string): Uint8Array =>
  Buffer.concat([
    packed.subarray(0, 3),
    Buffer.from([8]),
    packed.subarray(4, 10),
    Buffer.from(`${name}\0`),
    packed.subarray(10),
  ]);

const cuts = [3, 9, 10, 11, 15, 18, 25, 40, 60, 80, 100, 120, -20, -9, -8, -7, -5, -4, -2, -1];

/** Packed files, whole and broken (ledger rule 21). */
export const gzips: readonly Case[] = [
  { name: "gzip: whole", bytes: bytes(packed), expect: taken, ledger: true },
  { name: "gzip: of nothing", bytes: () => gzipSync(""), expect: { refused: "empty-file", reason: /empty/ } },
  ...cuts.map(
    (cut): Case => ({
      name: `gzip: cut ${cut < 0 ? `${-cut} bytes before its end` : `after ${cut} bytes`}`,
      bytes: () => packed.subarray(0, cut),
      ledger: cut === 60 || cut === -1,
      expect: cutShort,
    }),
  ),
  ...[12, 30, 60, -7, -3].map(
    (at): Case => ({
      name: `gzip: a byte turned ${at < 0 ? `${-at} before the end` : `at ${at}`}`,
      bytes: () => flipped(at < 0 ? packed.length + at : at),
      ledger: at === 30,
      expect: cutShort,
    }),
  ),
  { name: "gzip: another method of packing", bytes: () => flipped(2), expect: cutShort },
  {
    name: "gzip: three members",
    bytes: bytes(gzipSync(`${HEADER}\n${line("a")}\n`), gzipSync(`${line("b")}\n`), gzipSync(line("c"))),
    ledger: true,
    expect: taken,
  },
  {
    name: "gzip: members whose border lies within a row",
    bytes: bytes(gzipSync(text.slice(0, 150)), gzipSync(text.slice(150))),
    expect: taken,
  },
  { name: "gzip: an empty member behind", bytes: bytes(packed, gzipSync("")), expect: taken },
  { name: "gzip: padded with zeros", bytes: bytes(packed, Buffer.alloc(1000)), expect: taken },
  {
    name: "gzip: the second member cut short",
    bytes: bytes(packed, gzipSync(`${line("d")}\n`).subarray(0, -4)),
    ledger: true,
    expect: cutShort,
  },
  { name: "gzip: text behind", bytes: bytes(packed, "and more"), expect: after },
  { name: "gzip: text behind zeros", bytes: bytes(packed, Buffer.alloc(100), "and more"), expect: after },
  {
    name: "gzip: the first two bytes of a further member behind",
    bytes: bytes(packed, Buffer.from([0x1f, 0x8b])),
    expect: { refused: "broken-container", reason: /damaged or cut short/ },
  },
  {
    name: "gzip: packed twice",
    bytes: () => gzipSync(packed),
    expect: { refused: "unknown-format", reason: /packed twice/ },
    ledger: true,
  },
  { name: "gzip: a name inside that climbs", bytes: () => named("../../../etc/passwd"), expect: taken },
  {
    name: "gzip: a bomb of line ends",
    bytes: () => gzipSync(Buffer.concat([Buffer.from(text), Buffer.alloc(100 * MB, "\n")])),
    expect: { refused: "too-large", reason: /more than 200 times its size/ },
    ledger: true,
  },
  {
    name: "gzip: a bomb of one long line",
    bytes: () => gzipSync(Buffer.concat([Buffer.from(HEADER), Buffer.alloc(100 * MB, "x")])),
    expect: { refused: "too-large", reason: /more than 200 times its size|longer than 64 MB/ },
  },
  {
    name: "gzip: a bomb of one JSON document",
    bytes: () => gzipSync(Buffer.concat([Buffer.from("[1"), Buffer.alloc(100 * MB, " "), Buffer.from("]")])),
    expect: { refused: "too-large", reason: /more than 200 times its size/ },
  },
  {
    name: "gzip: beyond the most that is unpacked",
    bytes: bytes(packed),
    options: { unpackedBytesMax: 100 },
    expect: { refused: "too-large", reason: /unpacks to more than 100 bytes/ },
  },
];

const cafe = csv(line("a"), line("b", { customer: "Café" }), line("c"));
const utf16 = Buffer.from(cafe, "utf16le");
const swapped = Buffer.from(cafe, "utf16le").swap16();
const utf32 = Buffer.concat([...cafe].map((each) => Buffer.from([each.charCodeAt(0), 0, 0, 0])));
const withCafe = { records: 3, totals: sound(3), customers: ["Globex", "Café", "Globex"] } as const;
const withoutCafe = {
  records: 2,
  totals: sound(2),
  rejected: [[3, "customer", /not valid UTF-8/]],
} as const;
const other: Refused = { refused: "unknown-format", reason: /NUL characters.*another encoding/ };
const broken = (...middle: readonly number[]): Uint8Array => {
  const [head = "", tail = ""] = cafe.split("é");
  return Buffer.concat([Buffer.from(head), Buffer.from(middle), Buffer.from(tail)]);
};

/** Encodings of the same three rows. */
export const encodings: readonly Case[] = [
  { name: "encoding: UTF-8", bytes: utf8(cafe), expect: withCafe },
  {
    name: "encoding: UTF-8 with a byte order mark",
    bytes: utf8(`\ufeff${cafe}`),
    expect: withCafe,
    ledger: true,
  },
  {
    name: "encoding: UTF-16 with a byte order mark",
    bytes: bytes(Buffer.from([0xff, 0xfe]), utf16),
    ledger: true,
    expect: withCafe,
  },
  {
    name: "encoding: UTF-16, high bytes first, with a byte order mark",
    bytes: bytes(Buffer.from([0xfe, 0xff]), swapped),
    expect: withCafe,
  },
  { name: "encoding: UTF-16 without a byte order mark", bytes: () => utf16, expect: other, ledger: true },
  { name: "encoding: UTF-16, high bytes first, without a mark", bytes: () => swapped, expect: other },
  {
    name: "encoding: UTF-16 that ends within a character",
    bytes: bytes(Buffer.from([0xff, 0xfe]), utf16, Buffer.from([0x61])),
    expect: { ...withCafe, rejected: [[5, null, /1 cells? where the header has 10/]] },
  },
  {
    name: "encoding: UTF-32 with a byte order mark",
    bytes: bytes(Buffer.from([0xff, 0xfe, 0, 0]), utf32),
    expect: other,
  },
  { name: "encoding: UTF-32 without a byte order mark", bytes: () => utf32, expect: other },
  {
    name: "encoding: Latin-1 costs the rows that need it",
    bytes: () => Buffer.from(cafe, "latin1"),
    ledger: true,
    expect: withoutCafe,
  },
  { name: "encoding: half a character", bytes: () => broken(0xc3), expect: withoutCafe },
  { name: "encoding: a character written too long", bytes: () => broken(0xc0, 0xaf), expect: withoutCafe },
  { name: "encoding: a surrogate in UTF-8", bytes: () => broken(0xed, 0xa0, 0x80), expect: withoutCafe },
  { name: "encoding: a byte that is in no UTF-8", bytes: () => broken(0xff), expect: withoutCafe },
  {
    name: "encoding: a NUL in a name",
    bytes: () => broken(0),
    expect: { ...withoutCafe, rejected: [[3, "customer", /NUL characters/]] },
  },
  {
    name: "encoding: a byte order mark in the middle, as joined files have it",
    bytes: utf8(`${csv(line("a"))}\ufeff${line("b")}\n`),
    expect: { records: 2, totals: sound(2) },
  },
  {
    name: "encoding: a character torn between two pieces of the upload",
    bytes: utf8(
      csv(
        line("a", { customer: "é".repeat(400) }),
        ...Array.from({ length: 1500 }, (_, at) => line(`é${at}`)),
      ),
    ),
    expect: { records: 1501, totals: sound(1501) },
  },
  {
    name: "encoding: broken bytes in a column that nothing reads",
    bytes: () =>
      Buffer.from("timestamp,provider,model,note\n2026-10-01T12:00:00Z,openai,gpt-5,caf\xe9\n", "latin1"),
    expect: { records: 1, totals: {}, messages: [/“note”/] },
  },
];

const refused = (name: string, content: Uint8Array | string, reason: RegExp): Case => ({
  name: `stranger: ${name}`,
  bytes: bytes(content),
  expect: { refused: "unknown-format", reason },
});

/** Files of another kind, given by mistake. */
export const strangers: readonly Case[] = [
  {
    ...refused(
      "a web page saved as CSV",
      '<!DOCTYPE html>\n<html lang="en">\n<head><title>Sign in</title></head>\n<body>Please sign in</body>\n</html>\n',
      /web page, not an export/,
    ),
    ledger: true,
  },
  refused("a web page on one line", "<html><body>Sign in, please</body></html>", /web page/),
  refused("a document of XML", '<?xml version="1.0"?>\n<usage/>\n', /web page|XML/),
  {
    ...refused(
      "the answer to a request without a key",
      '{"error":{"message":"Incorrect API key provided","type":"invalid_request_error"}}',
      /tells of an error.*Incorrect API key/,
    ),
    ledger: true,
  },
  refused(
    "an answer with an error, on several lines",
    '{\n  "type": "error",\n  "error": { "type": "authentication_error", "message": "invalid x-api-key" }\n}\n',
    /tells of an error.*invalid x-api-key/,
  ),
  refused(
    "a page to sign in, as JSON",
    '{"login_url":"https://example.com/login","status":401}',
    /login_url, status/,
  ),
  refused("a table of something else", "name,age\nAnn,7\n", /The header is: name, age/),
  refused("prose", "Dear all,\n\nplease find the usage attached.\n", /The header is: Dear all/),
  refused("a document of PDF", "%PDF-1.7\n%âãÏÓ\n", /PDF/),
  refused(
    "a picture",
    Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
    /No known export|NUL characters/,
  ),
  refused("random bytes", Buffer.from(Array.from({ length: 9000 }, (_, at) => (at * 7919 + 13) % 256)), /./),
  refused(
    "all 256 bytes",
    Buffer.from(Array.from({ length: 256 }, (_, at) => at)),
    /NUL characters|No known/,
  ),
  {
    name: "stranger: zeros",
    bytes: () => Buffer.alloc(5000),
    expect: { refused: "empty-file", reason: /empty/ },
  },
  refused("a list of numbers", "[1,2,3]", /No known export/),
  refused("an empty list", "[]", /No known export/),
  refused("an empty object", "{}", /No known export/),
  refused("strings in JSON lines", `${jsonLine("a").slice(0, 3)}x":1}\n{"y":2}\n`, /No known export/),
];
