import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { restoreImport } from "@/lib/commands/restore-import";
import { voidImport } from "@/lib/commands/void-import";
import { batching } from "@/lib/ingest/load/load";
import { answer } from "@/lib/reports/query";
import { importText, newOrganization } from "../support/ledger";

// Files of a few rows in several batches, so that batches of nothing but duplicates occur.
batching.rows = 2;

const figures = (actor: Actor) =>
  answer(actor, {
    metrics: ["spend", "computed_cost", "reported_cost", "output_tokens", "input_tokens", "revenue"],
    from: "2026-10-01",
    to: "2026-10-31",
    grain: "day",
    by: ["model", "project"],
    where: {},
  });

const page = (results: object[], day = 5) =>
  JSON.stringify({
    object: "page",
    has_more: false,
    next_page: null,
    data: [
      {
        object: "bucket",
        start_time: Date.UTC(2026, 9, day) / 1000,
        end_time: Date.UTC(2026, 9, day + 1) / 1000,
        results,
      },
    ],
  });
const usage = (input: number, project: string | null) => ({
  object: "organization.usage.completions.result",
  input_tokens: input,
  output_tokens: 10,
  num_model_requests: 1,
  input_cached_tokens: 0,
  project_id: project,
  user_id: null,
  api_key_id: null,
  model: "gpt-4o",
  batch: null,
});
const cost = (value: string) => ({
  object: "organization.costs.result",
  amount: { value, currency: "usd" },
  line_item: null,
  project_id: "proj_a",
});

describe("a restore is the inverse of a void (ledger rule 15)", () => {
  test("of usage with charges over it, of the charges, and of revenue", async () => {
    const actor = await newOrganization("America/New_York");
    const ids = [
      await importText(actor, "usage.json", page([usage(4_000_000, "proj_a"), usage(100_000, "proj_b")])),
      await importText(actor, "costs.json", page([cost("9.00")])),
      await importText(actor, "revenue.csv", "date,product,amount,currency\n2026-10-05,Copilot,120.50,USD\n"),
      await importText(actor, "corrected.json", page([usage(5_000_000, "proj_a"), usage(100_000, "proj_b")])),
      await importText(actor, "adjusted.json", page([cost("8.00")])),
    ];
    const before = await figures(actor);
    for (const id of ids) {
      await voidImport(actor, { importId: id });
      await restoreImport(actor, { importId: id });
      expect(await figures(actor)).toEqual(before);
    }
    for (const id of ids) await voidImport(actor, { importId: id });
    expect((await figures(actor)).rows).toEqual([]);
    for (const id of [3, 0, 4, 2, 1]) await restoreImport(actor, { importId: ids[id] });
    expect(await figures(actor)).toEqual(before);
  });

  test("the choice made for an overlap is made again", async () => {
    for (const overlap of ["replace", "keep"] as const) {
      const actor = await newOrganization();
      const first = await importText(actor, "all.json", page([usage(3_000_000, null)]));
      const alone = await figures(actor);
      const grouped = page([usage(1_000_000, "proj_a"), usage(2_500_000, "proj_b")]);
      const second = await importText(actor, "grouped.json", grouped, { overlap });
      const both = await figures(actor);
      expect(both.totals.input_tokens).toBe(overlap === "replace" ? 3_500_000 : 3_000_000);
      await voidImport(actor, { importId: second });
      expect(await figures(actor)).toEqual(alone);
      await restoreImport(actor, { importId: second });
      expect(await figures(actor)).toEqual(both);
      await voidImport(actor, { importId: first });
      expect((await figures(actor)).totals.input_tokens).toBe(3_500_000);
      await restoreImport(actor, {
        importId: first,
        ...(overlap === "keep" ? { overlap: "replace" } : { overlap: "keep" }),
      });
      expect(await figures(actor)).toEqual(both);
    }
  });

  test("what came in meanwhile is not counted twice", async () => {
    const actor = await newOrganization();
    const text = page([usage(3_000_000, null)]);
    const first = await importText(actor, "usage.json", text);
    await voidImport(actor, { importId: first });
    await importText(actor, "again.json", text);
    await expect(restoreImport(actor, { importId: first })).rejects.toThrow(/imported again/);
    await expect(restoreImport(actor, { importId: 999_999 })).rejects.toThrow();

    const other = await newOrganization();
    const ungrouped = await importText(other, "usage.json", text);
    await voidImport(other, { importId: ungrouped });
    await importText(other, "grouped.json", page([usage(1_000_000, "proj_a")]));
    const now = await figures(other);
    await expect(restoreImport(other, { importId: ungrouped })).rejects.toThrow(/another grouping/);
    expect(await figures(other)).toEqual(now);
    await restoreImport(other, { importId: ungrouped, overlap: "keep" });
    expect(await figures(other)).toEqual(now);
  });
});
