import fc from "fast-check";
import { expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { enterPrices } from "@/lib/commands/enter-prices";
import { reprice, undoReprice } from "@/lib/commands/reprice";
import { type Money, minus, parseUsd, usdText } from "@/lib/money";
import { answer } from "@/lib/reports/query";
import { addDays } from "@/lib/time";
import { importText, newOrganization } from "../support/ledger";

const FIRST = "2026-08-01";
/** Three months, and some days of usage before and after them. */
const DAYS = 92;
const BESIDE = 3;
const HOURS = ["00", "05", "11", "17", "22"];
const USED = [
  ["openai", "gpt-5"],
  ["openai", "gpt-5-mini"],
  // Its price depends on the time of day.
  ["deepseek", "deepseek-chat"],
] as const;

function usage(): string {
  const lines = ["id,timestamp,provider,model,project,input_tokens,cache_read_tokens,output_tokens"];
  for (let day = -BESIDE; day < DAYS + BESIDE; day += 1)
    for (const [at, hour] of HOURS.entries())
      for (const [which, [provider, model]] of USED.entries())
        for (const [place, project] of ["chat", "search", "shared"].entries()) {
          const dice =
            ((day + BESIDE) * 7919 + at * 104_729 + which * 1_299_709 + place * 15_485_863) % 9_973;
          // Not every project uses every model every day.
          if (dice % 5 === 0) continue;
          const stamp = `${addDays(FIRST, day)}T${hour}:30:00Z`;
          lines.push(
            `${day}-${at}-${which}-${place},${stamp},${provider},${model},${project},${dice + 20},${dice % 20},${dice % 211}`,
          );
        }
  return `${lines.join("\n")}\n`;
}

const RULES = {
  products: ["Chat", "Search"],
  rules: [
    { when: { project: "chat" }, product: "Chat" },
    { when: { project: "search" }, product: "Search" },
    { when: { project: "shared" }, split: { Chat: "0.3", Search: "0.7" } },
  ],
};

type Group = "model" | "product";
type Changes = readonly Readonly<{ month: string; before: string; after: string }>[];

/** Computed cost by month and model or product, in USD. */
async function costs(actor: Actor, by: Group): Promise<Map<string, string>> {
  const { rows } = await answer(actor, {
    metrics: ["computed_cost"],
    from: addDays(FIRST, -BESIDE - 1),
    to: addDays(FIRST, DAYS + BESIDE + 1),
    grain: "month",
    by: [by],
    where: {},
  });
  return new Map(
    rows.map((row) => [`${String(row.period).slice(0, 7)} ${row[by]}`, String(row.computed_cost)]),
  );
}

function usd(text: string): Money {
  const parsed = parseUsd(text);
  if (!parsed.ok) throw new Error(`not an amount: ${text}`);
  return parsed.value;
}
const less = (a: string, b: string): string => usdText(minus(usd(a), usd(b)));

function moves(before: Map<string, string>, after: Map<string, string>): Record<string, string> {
  const all = [...after].map(([key, cost]) => [key, less(cost, before.get(key) ?? "0")] as const);
  return Object.fromEntries(all.filter(([, moved]) => moved !== "0").sort());
}

function told(changes: Changes, by: Group): Record<string, string> {
  const all = changes.map((c) => {
    const name = (c as Readonly<Record<string, unknown>>)[by];
    return [`${c.month} ${name}`, less(c.after, c.before)] as const;
  });
  return Object.fromEntries(all.sort());
}

const days = fc.integer({ min: -1, max: DAYS });
const scene = fc.record({
  zone: fc.constantFrom("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"),
  hasRules: fc.boolean(),
  discounted: days,
  ends: fc.tuple(days, days),
});

test("what a re-price says would move is what moves, by month, model and product, and undone nothing has", async () => {
  const text = usage();
  await fc.assert(
    fc.asyncProperty(scene, async ({ zone, hasRules, discounted, ends }) => {
      const actor = await newOrganization(zone);
      await importText(actor, "usage.csv", text);
      if (hasRules) await applyRules(actor, { document: RULES });
      await enterPrices(actor, {
        entries: ["openai", "deepseek"].map((provider) => ({
          kind: "discount" as const,
          provider,
          percent: "12.5",
          from: addDays(FIRST, discounted),
        })),
      });
      const [from, to] = [Math.min(...ends), Math.max(...ends)].map((n) => addDays(FIRST, n)) as [
        string,
        string,
      ];
      const before = { model: await costs(actor, "model"), product: await costs(actor, "product") };
      const act = await reprice(actor, { from, to, reason: "a contract signed late", apply: true });
      const after = { model: await costs(actor, "model"), product: await costs(actor, "product") };
      expect(told(act.changes, "model")).toEqual(moves(before.model, after.model));
      expect(told(act.products, "product")).toEqual(moves(before.product, after.product));
      await undoReprice(actor, { id: act.id });
      expect(await costs(actor, "model")).toEqual(before.model);
      expect(await costs(actor, "product")).toEqual(before.product);
    }),
    {
      numRuns: 8,
      examples: [
        // Whole months, and a price that changes at their start.
        [{ zone: "America/New_York", hasRules: true, discounted: 0, ends: [0, 91] }],
        // A change inside a month; a period that begins and ends inside one.
        [{ zone: "Pacific/Auckland", hasRules: true, discounted: 44, ends: [10, 70] }],
        [{ zone: "Asia/Kolkata", hasRules: false, discounted: 31, ends: [31, 60] }],
      ],
    },
  );
});
