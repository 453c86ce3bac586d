import { type Case, type Rejected, utf8 } from "../case";

const lines = (...all: readonly (string | object)[]) =>
  utf8(all.map((each) => `${typeof each === "string" ? each : JSON.stringify(each)}\n`).join(""));

const TIME = "2026-10-01T08:00:05Z";
const SESSION = "01a0f67a-4b88-7001-8001-000000000001"; // made 2026-10-01 08:00:05
const line = (type: string, payload: object) => ({ timestamp: TIME, type, payload });
const meta = (id: unknown, from?: unknown) => line("session_meta", { id, forked_from_id: from });
const turn = (turn_id: unknown, model: unknown = "gpt-5") => line("turn_context", { turn_id, model });
const counts = (input: unknown, output: unknown = 1) => ({ input_tokens: input, output_tokens: output });
const call = (last: unknown, total?: unknown) =>
  line("event_msg", { type: "token_count", info: { last_token_usage: last, total_token_usage: total } });

/** What may stand between two sound calls of a Codex log, 100/10 and 50/5; what is rejected or said of it. */
const between: readonly (readonly [
  what: string,
  row: string | object,
  then: { rejected?: readonly Rejected[]; empty?: number; messages?: readonly RegExp[]; more?: number },
])[] = [
  ["rate limits without counts", line("event_msg", { type: "token_count", info: null }), { empty: 3 }],
  ["counts that are no object", line("event_msg", { type: "token_count", info: "12" }), { empty: 3 }],
  ["usage that is a list", call([1, 2]), { empty: 3 }],
  ["a payload that is a list", { timestamp: TIME, type: "event_msg", payload: [] }, { empty: 3 }],
  ["a session's id that is a list", meta([7]), { rejected: [[4, "id", /not text/]] }],
  ["a session forked from itself", meta(SESSION, SESSION), { empty: 3 }],
  ["a turn without an id", turn(null), { empty: 3 }],
  ["a compaction: all parts 0", call(counts(0, 0), counts(100, 10)), { empty: 3 }],
  ["the same sum again", call(counts(100, 10), counts(100, 10)), { empty: 3 }],
  ["counts below 0", call(counts(-1)), { rejected: [[4, "payload", /negative/]] }],
  ["counts with a fraction", call(counts(1.5)), { rejected: [[4, "payload", /not a whole number/]] }],
  ["counts beyond what can be counted", call(counts(1e300)), { rejected: [[4, "payload", /whole|rounded/]] }],
  [
    "more read from the cache than came in",
    call({ ...counts(5), cached_input_tokens: 6 }),
    { rejected: [[4, "payload", /exceed the input total/]] },
  ],
  [
    "half a line",
    '{"timestamp":"2026-10-01T08:00:09Z","type":"event_',
    { rejected: [[4, null, /not valid JSON/]] },
  ],
];

/** Session logs of Codex. */
export const codex: readonly Case[] = [
  ...between.map(
    ([what, row, { rejected = [], empty = 2, messages = [] }]): Case => ({
      name: `codex: between two calls ${what}`,
      bytes: lines(
        meta(SESSION),
        turn(SESSION),
        call(counts(100, 10), counts(100, 10)),
        row,
        call(counts(50, 5)),
      ),
      expect: {
        records: 2,
        totals: { input: 150, output: 15 },
        source: "codex-sessions",
        ...{ rejected, empty, messages },
      },
    }),
  ),
  {
    name: "codex: a model that is an object leaves the call unpriced",
    bytes: lines(meta(SESSION), turn(SESSION, {}), call(counts(100, 10))),
    expect: {
      records: 1,
      totals: { input: 100, output: 10 },
      empty: 1,
      rejected: [[2, "model", /not text/]],
      messages: [/nobody knows which/],
    },
    ledger: true,
  },
  {
    name: "codex: a turn whose id says a time to come",
    bytes: lines(meta(SESSION), turn("0f000000-0000-7000-8000-000000000001"), call(counts(100, 10))),
    expect: { records: 0, totals: {}, empty: 2, rejected: [[3, "turn_id", /more than a day ahead/]] },
  },
  {
    name: "codex: sessions forked in a ring",
    bytes: lines(
      meta(SESSION, "01a0f67a-4b88-7001-8001-000000000002"),
      meta("01a0f67a-4b88-7001-8001-000000000002", SESSION),
      call(counts(100, 10)),
    ),
    expect: { records: 1, totals: { input: 100, output: 10 }, empty: 2, times: ["2026-10-01T08:00:05.000Z"] },
    ledger: true,
  },
  {
    name: "codex: a session's id with a NUL",
    bytes: lines(meta("a\0b"), call(counts(100, 10))),
    expect: { records: 1, totals: { input: 100, output: 10 }, rejected: [[1, "id", /NUL/]] },
    ledger: true,
  },
];
