import fc from "fast-check";
import { expect, test } from "vitest";
import { voidImport } from "@/lib/commands/void-import";
import { answer } from "@/lib/reports/query";
import { importText, newOrganization } from "../support/ledger";

/** Prices in pico-dollars per token, written down here so that the test does not ask the code it checks. */
const PRICES = {
  "openai/gpt-4o": { input: 2_500_000n, read: 1_250_000n, output: 10_000_000n },
  "openai/gpt-5": { input: 1_250_000n, read: 125_000n, output: 10_000_000n },
  "anthropic/claude-sonnet-4-5": { input: 3_000_000n, read: 300_000n, output: 15_000_000n },
} as const;

const rows = fc.array(
  fc.record({
    model: fc.constantFrom(...(Object.keys(PRICES) as (keyof typeof PRICES)[])),
    minute: fc.integer({ min: 0, max: 31 * 1440 - 1 }),
    uncached: fc.integer({ min: 0, max: 20_000 }),
    read: fc.integer({ min: 0, max: 10_000 }),
    output: fc.integer({ min: 0, max: 5_000 }),
    project: fc.constantFrom("", "a", 'with "quotes", and comma', "zwei\nZeilen"),
    // A row's own amount, in millionths of a dollar.
    cost: fc.option(fc.integer({ min: 0, max: 5_000_000 }), { freq: 4 }),
  }),
  { minLength: 1, maxLength: 60 },
);
type Row = (typeof rows extends fc.Arbitrary<infer T> ? T : never)[number];

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function csvOf(list: readonly Row[]): string {
  const lines = list.map((r) => {
    const [provider = "", model = ""] = r.model.split("/");
    const time = new Date(Date.UTC(2026, 9, 1) + r.minute * 60_000).toISOString();
    const cost = r.cost === null ? "" : (r.cost / 1e6).toFixed(6);
    return [time, provider, model, r.uncached + r.read, r.read, r.output, quoted(r.project), cost].join(",");
  });
  return [
    "timestamp,provider,model,input_tokens,cache_read_tokens,output_tokens,project,cost",
    ...lines,
  ].join("\n");
}

/** Decimal text of pico-dollars, without trailing zeros. */
function dollars(amount: bigint): string {
  const text = amount.toString().padStart(13, "0");
  return `${text.slice(0, -12)}.${text.slice(-12)}`.replace(/\.?0+$/, "");
}

/** The same totals by a few lines of arithmetic of our own. */
function expected(list: readonly Row[]) {
  let [computed, spend, savings, input, output] = [0n, 0n, 0n, 0, 0];
  for (const r of list) {
    const p = PRICES[r.model];
    const own = BigInt(r.uncached) * p.input + BigInt(r.read) * p.read + BigInt(r.output) * p.output;
    computed += own;
    spend += r.cost === null ? own : BigInt(r.cost) * 1_000_000n;
    savings += BigInt(r.read) * (p.input - p.read);
    input += r.uncached + r.read;
    output += r.output;
  }
  return {
    computed_cost: dollars(computed),
    spend: dollars(spend),
    net_cache_savings: dollars(savings),
    input_tokens: input,
    output_tokens: output,
  };
}

test("any usage file gives the totals that plain arithmetic gives, at every grain, and none once voided", async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.constantFrom("UTC", "Asia/Kolkata", "America/New_York", "Pacific/Auckland"),
      async (list, zone) => {
        const actor = await newOrganization(zone);
        const id = await importText(actor, "generated.csv", csvOf(list));
        // One day more on either side: local days reach beyond October in UTC.
        const period = { from: "2026-09-30", to: "2026-11-01", where: {} } as const;
        const metrics = [
          "computed_cost",
          "spend",
          "net_cache_savings",
          "input_tokens",
          "output_tokens",
        ] as const;
        for (const grain of ["none", "month", "week", "day", "hour"] as const) {
          const { totals } = await answer(actor, { ...period, metrics, grain, by: [] });
          expect(totals).toEqual(expected(list));
        }
        for (const by of [["model"], ["project"], ["model", "project"]] as const) {
          const { totals } = await answer(actor, { ...period, metrics, grain: "day", by });
          expect(totals).toEqual(expected(list));
        }
        await voidImport(actor, { importId: id });
        const { totals } = await answer(actor, { ...period, metrics, grain: "none", by: [] });
        expect(totals).toEqual(expected([]));
      },
    ),
    { numRuns: 25 },
  );
});
