import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { parseUsd } from "@/lib/money";
import { cachingReport } from "@/lib/reports/caching";
import { contextOf, importText, newOrganization } from "../support/ledger";

/** Sonnet 4.5: $3 in, $3.75 written, $0.30 read a million. gpt-4o: $2.50 in, $1.25 read, writes not counted. */
const USAGE = `id,timestamp,provider,model,input_tokens,cache_read_tokens,cache_write_5m_tokens,output_tokens,project
s1,2026-09-05T10:00:00Z,openai,gpt-4o,100000,50000,0,0,c
r1,2026-10-05T10:00:00Z,anthropic,claude-sonnet-4-5,21000,1000,20000,0,r
o1,2026-10-05T10:00:00Z,openai,gpt-4o,100000,60000,0,0,c
o2,2026-10-06T10:00:00Z,openai,gpt-4o,100000,10000,0,0,c
n1,2026-10-06T10:00:00Z,openai,nope-1,1000,500,0,0,c
`;
/** A source without any count of cache (ledger rule 6). */
const UNCOUNTED = `id,timestamp,provider,model,input_tokens,output_tokens,project
u1,2026-10-06T11:00:00Z,openrouter,openai/gpt-4o,40000,0,c
`;
const RULES = {
  products: ["Copilot", "Research Agent"],
  rules: [
    { when: { project: ["c"] }, product: "Copilot" },
    { when: { project: ["r"] }, product: "Research Agent" },
  ],
};
const OCTOBER = "from=2026-10-01&to=2026-10-31";

let actor: Actor;

beforeAll(async () => {
  actor = await newOrganization("UTC");
  await importText(actor, "usage.csv", USAGE);
  await importText(actor, "uncounted.csv", UNCOUNTED);
  await applyRules(actor, { document: RULES });
});

const report = async (query = OCTOBER) => cachingReport(actor, await contextOf(actor, query));
const pico = (text: string | null): bigint => {
  const parsed = parseUsd(text ?? "");
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
};

describe("Caching", () => {
  test("gives the worked example of a cache that loses money", async () => {
    const { lines } = await report(`${OCTOBER}&product=Research+Agent`);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.cells).toEqual({
      product: "Research Agent",
      model: "claude-sonnet-4-5",
      hit_rate: "0.047619047619",
      gross: "0.0027",
      premium: "0.015",
      net: "-0.0123",
      reads_per_write: "0.05",
      break_even: "0.277777777778",
      request_hit_rate: null,
    });
    expect(lines[0]?.tones?.net).toBe("bad");
  });

  test("gives the figures that a hand calculation gives", async () => {
    const { figures, comparedWith } = await report();
    expect(figures).toMatchObject({
      net: "0.0752",
      gross: "0.0902",
      premium: "0.015",
      hitRate: "0.322072072072", // 71,500 of 222,000 counted tokens
      hitRateChange: "-0.177927927928",
      readsPerWrite: "0.05",
      breakEven5m: "0.277777777778",
      breakEven1h: null,
    });
    expect(comparedWith).toBe("1–6 Sep");
  });

  test("walks from list price to what counts in steps that add up exactly", async () => {
    const { walk, figures } = await report();
    expect(walk.map(({ name }) => name)).toEqual([
      "List\u00a0price, no\u00a0cache",
      "Cache reads",
      "Write premium",
      "What counts",
    ]);
    const amounts = walk.map(({ value }) => pico(value));
    const counts = amounts.pop();
    expect(amounts.reduce((sum, step) => sum + step, 0n)).toBe(counts);
    expect((amounts[0] ?? 0n) - (counts ?? 0n)).toBe(pico(figures.net));
  });

  test("leaves sources without a cache count outside, and says for what share it speaks", async () => {
    const { cacheKnown, uncounted, lines } = await report();
    expect(cacheKnown).toBe("0.847328244275"); // 222,000 of 262,000
    expect(uncounted).toEqual(["openrouter"]);
    expect(lines.map(({ cells }) => cells.model)).not.toContain("openai/gpt-4o");
  });

  test("shows a model without a price as unpriced, never as nothing saved", async () => {
    const { lines } = await report();
    const line = lines.find(({ cells }) => cells.model === "nope-1");
    expect(line?.cells).toMatchObject({ gross: null, net: null });
    expect(line?.missing?.net).toBe("unpriced");
    const alone = await report(`${OCTOBER}&model=nope-1`);
    expect(alone.figures.net).toBeNull();
    expect(alone.savingsKnown).toBe(false);
  });

  test("marks the deepest fall of a product from one day to the next", async () => {
    const { chart } = await report();
    expect(chart.annotations).toEqual([{ at: 5, text: "6 Oct: Copilot −49.6 pt" }]);
    expect(chart.series.find(({ name }) => name === "Copilot")?.values.slice(4)).toEqual([
      "0.6",
      "0.10396039604",
    ]);
  });

  test("opens with what was saved and whose cache loses", async () => {
    const { words } = await report();
    expect(words.map(({ text }) => text).join("")).toBe(
      "Caching saved $0.0752 over 1–6 Oct, after paying $0.015 to write it. Research Agent’s cache loses money: each write is read 0.05 times and needs 0.28.",
    );
  });

  test("says from which share of reads a cache pays, by the prices in force", async () => {
    const { breakEven } = await report();
    expect(breakEven.map(({ cells }) => cells)).toEqual([
      {
        model: "claude-sonnet-4-5",
        tier: null,
        lifetime: "5 min",
        input: "3",
        write: "3.75",
        read: "0.3",
        even_share: "0.217391304348",
        share: "0.047619047619",
        even_reads: "0.277777777778",
        reads: "0.05",
      },
    ]);
  });

  test("lists the caches that lose money by scope, each with its cost", async () => {
    const { losses } = await report();
    expect(losses).toMatchObject({ caches: 1, loss: "0.0123" });
    expect(losses.lines[0]?.cells).toMatchObject({
      scope: "Project r",
      model: "claude-sonnet-4-5",
      gross: "0.0027",
      premium: "0.015",
      loss: "0.0123",
    });
    expect((await report(`${OCTOBER}&product=Copilot`)).losses.caches).toBe(0);
  });

  test("tells the hit rate of requests beside that of tokens, from rows that are one request each", async () => {
    // Rows that do not say how many requests they are say nothing of single ones.
    expect((await report()).figures).toMatchObject({ requestHitRate: null, requestsSeen: null });
    const other = await newOrganization("UTC");
    const counted = USAGE.replace("id,", "id,requests,").replace(/^(\w\d),/gm, "$1,1,");
    const rows = `x1,1,2026-10-08T10:00:00Z,openai,gpt-4o,500,0,0,0,c
x2,6,2026-10-08T11:00:00Z,openai,gpt-4o,500,0,0,0,c
`;
    await importText(other, "counted.csv", counted + rows);
    // An hour of a report that holds one request is a bucket all the same.
    const hour = Date.UTC(2026, 9, 9) / 1000;
    const result = {
      object: "organization.usage.completions.result",
      model: "gpt-4o",
      input_tokens: 900,
      input_cached_tokens: 0,
      output_tokens: 0,
      num_model_requests: 1,
    };
    const bucket = { object: "bucket", start_time: hour, end_time: hour + 3600, results: [result] };
    await importText(other, "hour.json", JSON.stringify({ object: "page", has_more: false, data: [bucket] }));
    const { figures, lines } = await cachingReport(other, await contextOf(other, OCTOBER));
    // r1, o1, o2 and n1 read and x1 did not; x2 is six requests in one row: 4 of 5, of 12.
    expect(figures).toMatchObject({
      requestHitRate: "0.8",
      requestsSeen: "0.416666666667",
      tooManyRows: false,
    });
    const of = (model: string) => lines.find(({ cells }) => cells.model === model)?.cells.request_hit_rate;
    expect([of("gpt-4o"), of("nope-1")]).toEqual(["0.666666666667", "1"]);
  });

  test("offers batch savings only where usage is marked as able to wait", async () => {
    expect((await report()).batchPossible).toBeNull();
    const other = await newOrganization("UTC");
    const marked = `${USAGE.replace("project\n", "project,tag.latency_tolerant\n").replace(/,([cr])$/gm, ",$1,yes")}`;
    await importText(other, "marked.csv", marked);
    const { batchPossible } = await cachingReport(other, await contextOf(other, `${OCTOBER}&model=gpt-4o`));
    // Half of (40,000 + 90,000) at $2.50 and (60,000 + 10,000) at $1.25 a million.
    expect(batchPossible?.amount).toBe("0.20625");
    expect(batchPossible?.href).toContain("tag.latency_tolerant=yes");
  });

  test("says so where no cache was used", async () => {
    const other = await newOrganization("UTC");
    await importText(other, "plain.csv", USAGE.replace(/,\d+,\d+,0,([cr])/g, ",0,0,0,$1"));
    const { words, savingsKnown, breakEven, losses, figures } = await cachingReport(
      other,
      await contextOf(other, OCTOBER),
    );
    expect(words[0]?.text).toMatch(/^Nothing was read from a prompt cache/);
    expect(savingsKnown).toBe(false);
    expect(breakEven).toEqual([]);
    expect(losses.caches).toBe(0);
    expect(figures.net).toBe("0");
  });
});
