import { type Case, csv, line, sound, utf8 } from "../case";

/** Times as Costcurve's own form may hold them: the instant, or why it is none. */
const written: readonly (readonly [text: string, taken: string | RegExp])[] = [
  ["2026-10-01T12:34:56Z", "2026-10-01T12:34:56.000Z"],
  ["2026-10-01t12:34:56z", "2026-10-01T12:34:56.000Z"],
  ["2026-10-01 12:34:56", "2026-10-01T12:34:56.000Z"],
  ["2026-10-01T12:34:56", "2026-10-01T12:34:56.000Z"],
  ["2026-10-01 12:34", "2026-10-01T12:34:00.000Z"],
  ["2026-10-01 12:34:56 UTC", "2026-10-01T12:34:56.000Z"],
  ["2026-10-01T12:34:56.123456789Z", "2026-10-01T12:34:56.123Z"],
  ["2026-10-01T12:34:56+05:45", "2026-10-01T06:49:56.000Z"],
  ["2026-10-01T00:30:00+02:00", "2026-09-30T22:30:00.000Z"],
  ["2026-10-01", "2026-10-01T00:00:00.000Z"],
  ["1790858096", "2026-10-01T12:34:56.000Z"],
  ["1790858096789", "2026-10-01T12:34:56.789Z"],
  ["1790858096789123", "2026-10-01T12:34:56.789Z"],
  ["1790858096.5", "2026-10-01T12:34:56.500Z"],
  ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
  ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.000Z"],
  ["2026-11-24T12:00:00Z", "2026-11-24T12:00:00.000Z"],
  ["2019-12-31T23:59:59Z", /before 2020/],
  ["1970-01-01T00:00:00Z", /before 2020/],
  ["1970-01-01", /before 2020/],
  ["0001-01-01T00:00:00Z", /before 2020/],
  ["2026-11-24T12:00:01Z", /more than a day ahead/],
  ["9999-12-31T23:59:59Z", /more than a day ahead/],
  ["2025-02-29T00:00:00Z", /not a time/],
  ["2026-02-30", /not a time/],
  ["2026-13-01", /not a time/],
  ["2026-00-10", /not a time/],
  ["2026-10-00", /not a time/],
  ["2016-12-31T23:59:60Z", /not a time/],
  ["2026-06-30T23:59:60Z", /not a time/],
  ["2026-10-01T24:00:00Z", /not a time/],
  ["2026-10-01T12:60:00Z", /not a time/],
  ["2026-10-01T12:34:56+99:00", /not a time/],
  ["26-10-01", /not a time/],
  ["10/01/2026", /not a time/],
  ["01.10.2026 12:34", /not a time/],
  ["20261001", /not a time/],
  ["20261001T123456Z", /not a time/],
  ["Oct 1, 2026", /not a time/],
  ["46296.5", /not a time/],
  ["12:34:56", /not a time/],
  ["-1", /not a time/],
  ["0", /not a time/],
  ["yesterday", /not a time/],
  ["NaN", /not a time/],
  ["2026-10-01T12:34:56Z; drop table", /not a time/],
  ["２０２６-10-01", /not a time/],
  ["", /missing/],
  ["  ", /missing/],
];

const MAPPING = {
  columns: { timestamp: "When", model: "Model", input_tokens: "In" },
  constants: { provider: "openai" },
  cacheInsideInput: true,
};

const local = (zone: string, dates: string, texts: readonly string[]): Pick<Case, "bytes" | "options"> => ({
  bytes: utf8(`When;Model;In\n${texts.map((text) => `${text};gpt-5;1`).join("\n")}\n`),
  options: { mapping: { ...MAPPING, zone, dates } },
});

/** Local times, read through a mapping that names their zone and order. */
const zoned: readonly (readonly [
  name: string,
  zone: string,
  dates: string,
  texts: readonly (readonly [text: string, instant: string | RegExp])[],
])[] = [
  [
    "before, in and after the hour that New York skips",
    "America/New_York",
    "iso",
    [
      ["2026-03-08 01:59:59", "2026-03-08T06:59:59.000Z"],
      ["2026-03-08 02:30:00", "2026-03-08T07:30:00.000Z"],
      ["2026-03-08 03:00:00", "2026-03-08T07:00:00.000Z"],
    ],
  ],
  [
    "the hour that New York has twice is the first, unless its offset is written",
    "America/New_York",
    "iso",
    [
      ["2026-11-01 01:30:00", "2026-11-01T05:30:00.000Z"],
      ["2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00.000Z"],
      ["2026-11-01 02:00:00", "2026-11-01T07:00:00.000Z"],
    ],
  ],
  [
    "half an hour skipped on Lord Howe",
    "Australia/Lord_Howe",
    "iso",
    [
      ["2026-10-04 01:59:00", "2026-10-03T15:29:00.000Z"],
      ["2026-10-04 02:30:00", "2026-10-03T15:30:00.000Z"],
    ],
  ],
  ["a zone of 45 minutes", "Asia/Kathmandu", "iso", [["2026-10-01 00:00:00", "2026-09-30T18:15:00.000Z"]]],
  [
    "days of Berlin around both changes of clocks",
    "Europe/Berlin",
    "iso",
    [
      ["2026-03-29", "2026-03-28T23:00:00.000Z"],
      ["2026-10-25", "2026-10-24T22:00:00.000Z"],
      ["2026-10-26", "2026-10-25T23:00:00.000Z"],
    ],
  ],
  [
    "month first, with two digits of the year",
    "UTC",
    "month-first",
    [
      ["10/05/26 14:05", "2026-10-05T14:05:00.000Z"],
      ["2/29/24", "2024-02-29T00:00:00.000Z"],
      ["2/29/26", /not a time/],
      ["13/05/2026", /not a time/],
    ],
  ],
  [
    "day first",
    "Europe/Berlin",
    "day-first",
    [
      ["05.10.2026 00:30", "2026-10-04T22:30:00.000Z"],
      ["31/12/2025", "2025-12-30T23:00:00.000Z"],
      ["05/13/2026", /not a time/],
      ["31/04/2026", /not a time/],
    ],
  ],
  [
    "dates with slashes where none were announced",
    "UTC",
    "iso",
    [
      ["2026-10-05", "2026-10-05T00:00:00.000Z"],
      ["10/05/2026", /not a time/],
    ],
  ],
];

const isTime = (instant: string | RegExp): instant is string => typeof instant === "string";

export const times: readonly Case[] = [
  ...written.map(
    ([text, taken]): Case => ({
      name: `times: “${text}”`,
      bytes: utf8(csv(line("a", { timestamp: text }), line("b"))),
      ledger: ["2026-10-01", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-10-01T24:00:00Z"].includes(
        text,
      ),
      expect: isTime(taken)
        ? { records: 2, totals: sound(2), times: [taken, "2026-10-01T12:00:00.000Z"] }
        : { records: 1, totals: sound(1), rejected: [[2, "timestamp", taken]] },
    }),
  ),
  ...zoned.map(([name, zone, dates, texts]): Case => {
    const good = texts.map(([, instant]) => instant).filter(isTime);
    const bad = texts.flatMap(([, instant], index) =>
      isTime(instant) ? [] : [[index + 2, "When", instant] as const],
    );
    return {
      name: `times: ${name}`,
      ...local(
        zone,
        dates,
        texts.map(([text]) => text),
      ),
      ledger: zone === "America/New_York",
      expect: {
        records: good.length,
        totals: { input: good.length },
        rejected: bad,
        times: good,
        source: "generic-csv",
      },
    };
  }),
  {
    name: "times: a zone that does not exist",
    ...local("Mars/Olympus", "iso", ["2026-10-01"]),
    expect: { refused: "bad-mapping", reason: /no time zone/ },
  },
];
