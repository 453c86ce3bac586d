import { describe, expect, test } from "vitest";
import { demoFiles, demoTruth, type TokenTotal, wholeText } from "@/lib/demo";

const options = { seed: 7, lastDay: "2026-11-22" };
const files = demoFiles(options).map((file) => ({ ...file, text: wholeText(file) }));
const truth = demoTruth(options);

/** Cells of a line whose only quoted cells hold no quote. */
const cells = (line: string): string[] =>
  [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((match) => match[2] ?? match[1] ?? "");

type Row = Record<string, string>;

function csv(text: string): Row[] {
  const [header = "", ...lines] = text.trimEnd().split("\n");
  const names = header.split(",");
  return lines.map((line) => {
    const values = cells(line);
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
  });
}

const named = (prefix: string) => files.filter((file) => file.name.startsWith(prefix));
const rowsOf = (prefix: string): Row[] => named(prefix).flatMap((file) => csv(file.text));
const n = (text: string | undefined): number => Number(text || 0);
/** Dollars as text → pico-dollars. */
const pico = (text: string | undefined, digits = 12): bigint => {
  const [, sign = "", whole = "0", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text ?? "") ?? [];
  if (/[1-9]/.test(fraction.slice(digits))) throw new Error(`${text} is finer than a pico-dollar`);
  return BigInt(`${sign}${whole}${fraction.slice(0, digits).padEnd(digits, "0")}`);
};
const sum = (amounts: Iterable<bigint>): bigint => [...amounts].reduce((total, amount) => total + amount, 0n);

let identityBreaks = 0;
type Counts = [uncached: number, read: number, write5m: number, write1h: number, output: number];
const tallies = new Map<string, Counts>();
function tally(day: string, provider: string, model: string, owner: string, counts: Counts): void {
  if (counts.some((count) => !(count >= 0))) identityBreaks++;
  const key = [day, provider, model, owner].join(" ");
  const total = tallies.get(key) ?? [0, 0, 0, 0, 0];
  tallies.set(key, total.map((value, index) => value + (counts[index] ?? 0)) as Counts);
}

type AnthropicResult = {
  uncached_input_tokens: number;
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
  cache_read_input_tokens: number;
  output_tokens: number;
  workspace_id: string | null;
  model: string;
  amount: string;
};
type AnthropicPage = { data: { starting_at: string; results: AnthropicResult[] }[] };
const buckets = (prefix: string) =>
  named(prefix).flatMap((file) => (JSON.parse(file.text) as AnthropicPage).data);

const isBroken = (row: Row): boolean =>
  row.model === "" ||
  n(row.reasoning_tokens) > n(row.output_tokens) ||
  !/^\d+$/.test(row.input_tokens ?? "") ||
  !/^\d+$/.test(row.output_tokens ?? "") ||
  n(row.cache_read_tokens) > n(row.input_tokens) ||
  Number.isNaN(Date.parse(row.timestamp ?? ""));

for (const row of rowsOf("completions_usage")) {
  const day = new Date(n(row.start_time) * 1000).toISOString().slice(0, 10);
  const [read, write, uncached] = [
    n(row.input_cached_tokens),
    n(row.input_cache_write_tokens),
    n(row.input_uncached_tokens),
  ];
  if (n(row.input_tokens) !== read + write + uncached) identityBreaks++;
  tally(day, "openai", row.model ?? "", row.project_id ?? "", [
    uncached,
    read,
    write,
    0,
    n(row.output_tokens),
  ]);
}
for (const bucket of buckets("claude_usage_report"))
  for (const result of bucket.results)
    tally(bucket.starting_at.slice(0, 10), "anthropic", result.model, result.workspace_id ?? "", [
      result.uncached_input_tokens,
      result.cache_read_input_tokens,
      result.cache_creation.ephemeral_5m_input_tokens,
      result.cache_creation.ephemeral_1h_input_tokens,
      result.output_tokens,
    ]);
const canonicalRows = [
  ...rowsOf("gateway_gemini"),
  ...named("gpu_ledger").flatMap((file) =>
    file.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Row),
  ),
];
for (const row of canonicalRows) {
  if (isBroken(row)) continue;
  const read = n(row.cache_read_tokens);
  const counts: Counts = [n(row.input_tokens) - read, read, 0, 0, n(row.output_tokens)];
  tally((row.timestamp ?? "").slice(0, 10), row.provider ?? "", row.model ?? "", row.project ?? "", counts);
}
for (const row of rowsOf("openrouter_activity")) {
  const read = n(row.tokens_cached);
  const counts: Counts = [n(row.tokens_prompt) - read, read, 0, 0, n(row.tokens_completion)];
  tally((row.created_at ?? "").slice(0, 10), "openrouter", row.model_permaslug ?? "", "", counts);
}

describe("the files", () => {
  test("hold the tokens the truth states, by day, provider, model and owner", () => {
    const expected = new Map<string, Counts>();
    const add = (row: TokenTotal) => {
      const key = [row.day, row.provider, row.model, row.project ?? row.workspace ?? ""].join(" ");
      const parts: Counts = [
        row.uncachedTokens,
        row.cacheReadTokens,
        row.cacheWrite5mTokens,
        row.cacheWrite1hTokens,
        row.outputTokens,
      ];
      expect(row.inputTokens).toBe(parts[0] + parts[1] + parts[2] + parts[3]);
      const total = expected.get(key) ?? [0, 0, 0, 0, 0];
      expected.set(key, total.map((value, index) => value + (parts[index] ?? 0)) as Counts);
    };
    for (const row of truth.tokens) add(row);
    expect(tallies.size).toBe(expected.size);
    expect(Object.fromEntries(tallies)).toEqual(Object.fromEntries(expected));
    expect(identityBreaks).toBe(0);
  });

  test("hold the charges the truth states, in dollars and in cents", () => {
    const openai = sum(rowsOf("cost_").map((row) => pico(row.amount_value)));
    const anthropic = sum(
      buckets("claude_cost_report").flatMap(({ results }) => results.map(({ amount }) => pico(amount, 10))),
    );
    const openrouter = sum(rowsOf("openrouter_activity").map((row) => pico(row.cost_total)));
    const gpu = sum(canonicalRows.filter((row) => row.cost).map((row) => pico(row.cost)));
    const of = (provider: string, months: readonly string[]) =>
      sum(
        truth.costs
          .filter((row) => row.provider === provider && months.includes(row.month))
          .map((row) => row.effective),
      );
    const other = sum(truth.otherCharges.map((charge) => charge.amount));
    const computedOnly = sum(
      truth.costs
        .filter((row) => row.provider === "openai" && row.month < "2026-01")
        .map((row) => row.computed),
    );
    // The last two days of both are computed: their charges are not exported yet.
    const complete = truth.coveredMonths;
    const inMonths = (day: string | undefined) => complete.includes((day ?? "").slice(0, 7));
    expect(
      sum(
        rowsOf("cost_")
          .filter((row) => inMonths(row.start_time_iso))
          .map((row) => pico(row.amount_value)),
      ),
    ).toBe(
      of("openai", complete) +
        sum(truth.otherCharges.filter(({ day }) => inMonths(day)).map(({ amount }) => amount)),
    );
    expect(openai).toBeLessThan(of("openai", truth.months) - computedOnly + other);
    expect(anthropic).toBeLessThan(of("anthropic", truth.months));
    expect(of("anthropic", complete)).toBe(
      sum(
        buckets("claude_cost_report")
          .filter((bucket) => inMonths(bucket.starting_at))
          .flatMap(({ results }) => results.map(({ amount }) => pico(amount, 10))),
      ),
    );
    expect(openrouter).toBe(of("openrouter", truth.months));
    expect(gpu).toBe(of("self-hosted", truth.months));
    expect(sum(Object.values(truth.spend))).toBe(
      sum(truth.costs.map((row) => row.effective)) + other + sum(truth.fixed.map((row) => row.amount)),
    );
  });

  test("hold the revenue the truth states", () => {
    const rows = rowsOf("revenue").map((row) => ({ ...row, amount: pico(row.amount) }));
    expect(rows).toEqual(
      truth.revenue.map(({ month, product, customer, plan, amount }) => ({
        period: month,
        product,
        customer: customer ?? "",
        plan: plan ?? "",
        amount,
        currency: "USD",
      })),
    );
  });

  test("hold the costs by period the truth states", () => {
    expect(rowsOf("fixed").map((row) => [row.from, row.to, row.name, row.project, pico(row.amount)])).toEqual(
      truth.fixed.map(({ from, to, name, project, amount }) => [from, to, name, project, amount]),
    );
  });

  test("hold the units of work the truth states", () => {
    expect(rowsOf("units")).toEqual(
      truth.units.map(({ day, product, unit, count }) => ({
        date: day,
        product,
        unit,
        count: String(count),
      })),
    );
  });

  test("have the rows no reader may take exactly where the truth says", () => {
    const file = files.find(({ name }) => name === truth.rejected.file);
    const broken = csv(file?.text ?? "").flatMap((row, index) => (isBroken(row) ? [index + 2] : []));
    expect(broken).toEqual(truth.rejected.rows.map(({ line }) => line));
    for (const { name, text } of named("gateway_gemini"))
      if (name !== truth.rejected.file) expect(csv(text).some(isBroken)).toBe(false);
    const accepted = csv(file?.text ?? "").length - broken.length;
    expect(truth.acceptedRows[truth.rejected.file]).toBe(accepted);
  });

  test("have no two rows with one natural key", () => {
    const keys = new Set<string>();
    const repeated: string[] = [];
    const see = (key: string) => (keys.has(key) ? repeated.push(key) : keys.add(key));
    for (const row of rowsOf("completions_usage"))
      see([row.start_time, row.project_id, row.api_key_id, row.model, row.batch].join());
    for (const row of rowsOf("openrouter_activity")) see(row.generation_id ?? "");
    for (const row of canonicalRows) if (row.id) see(row.id);
    for (const row of rowsOf("cost_")) see([row.start_time, row.project_id, row.line_item].join());
    expect(repeated).toEqual([]);
  });

  test("are the same bytes again, and others for another seed", () => {
    for (const file of demoFiles(options)) {
      const first = files.find(({ name }) => name === file.name);
      expect(wholeText(file) === first?.text, file.name).toBe(true);
    }
    const [other] = demoFiles({ ...options, seed: 8 });
    expect(other && wholeText(other)).not.toBe(files[0]?.text);
  }, 180_000);

  test("are of a size a first start can afford", () => {
    const bytes = files.reduce((total, file) => total + Buffer.byteLength(file.text), 0);
    const rows = Object.values(truth.acceptedRows).reduce((total, count) => total + count, 0);
    expect(bytes).toBeLessThan(60_000_000);
    expect(rows).toBeGreaterThan(120_000);
    expect(rows).toBeLessThan(250_000);
  });
});
