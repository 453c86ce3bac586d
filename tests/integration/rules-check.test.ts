import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { checkRules } from "@/lib/commands/check-rules";
import { inOrganization } from "@/lib/db/organization";
import { allocationReport } from "@/lib/reports/allocation";
import { rulesReport } from "@/lib/reports/rules";
import { importText, newOrganization } from "../support/ledger";

/** gpt-4o costs $2.50 a million input tokens. */
const USAGE = `id,timestamp,provider,model,requests,input_tokens,output_tokens,project
a1,2026-09-10T10:00:00Z,openai,gpt-4o,1,1000000,0,a
a2,2026-10-10T10:00:00Z,openai,gpt-4o,1,2000000,0,a
s1,2026-10-12T10:00:00Z,openai,gpt-4o,1,400000,0,shared
x1,2026-10-14T10:00:00Z,openai,gpt-4o,1,800000,0,x
`;
const BEFORE = { products: ["P", "Q"], rules: [{ when: { project: "a" }, product: "P" }] };
const AFTER = {
  products: ["P", "Q"],
  rules: [
    { from: "2026-10-01", when: { project: "a" }, product: "Q" },
    { when: { project: "a" }, product: "P" },
    { when: { project: "gone" }, product: "P" },
    { when: { project: "shared" }, split: { P: "0.25", Q: "0.75" } },
  ],
};

let actor: Actor;
beforeAll(async () => {
  actor = await newOrganization();
  await importText(actor, "usage.csv", USAGE);
  await applyRules(actor, { document: BEFORE });
});

const version = () =>
  inOrganization(actor.organizationId, async (tx) =>
    tx.rows(`select data_version, (select count(*) from allocation_target) as targets,
      (select count(*) from allocation_rule_set) as sets, (select count(*) from usage_parted) as parts from organization`),
  );

describe("a check of rules", () => {
  test("says what moves by month and product, what never matches and what nothing matches, and writes nothing", async () => {
    const was = await version();
    expect(await checkRules(actor, { document: AFTER })).toEqual({
      from: null,
      to: null,
      in_force: expect.any(String),
      products: 2,
      rules: 4,
      moves: [
        { month: "2026-10", product: "P", before: "5", after: "0.25" },
        { month: "2026-10", product: "Q", before: "0", after: "5.75" },
        { month: "2026-10", product: null, before: "3", after: "2" },
      ],
      never_match: [{ rule: 2, path: "rules[2]", when: "project is gone", product: "P" }],
      unmatched: { scopes: 1, rows: 1, cost: "2", largest: [{ scope: { project: "x" }, cost: "2" }] },
      allocated: { before: "7.5", after: "8.5" },
      unallocated: { before: "3", after: "2" },
      total: "10.5",
    });
    expect(await version()).toEqual(was);
    expect(await rulesReport(actor)).toEqual(BEFORE);
  });

  test("looks at any period", async () => {
    const september = { from: "2026-09-01", to: "2026-09-30" };
    expect(await checkRules(actor, { document: AFTER, ...september })).toMatchObject({
      ...september,
      moves: [],
      never_match: [{ rule: 0 }, { rule: 2 }, { rule: 3 }],
      unmatched: { scopes: 0, cost: "0" },
      total: "2.5",
    });
    await expect(
      checkRules(actor, { document: AFTER, from: "2026-10-02", to: "2026-10-01" }),
    ).rejects.toThrow("is before");
  });

  test("promises what putting the set in force then does", async () => {
    const { moves, unallocated, total } = await checkRules(actor, { document: AFTER });
    await applyRules(actor, { document: AFTER });
    expect(await checkRules(actor, { document: AFTER })).toMatchObject({
      moves: [],
      unallocated: { before: "2" },
    });
    const back = await checkRules(actor, { document: BEFORE });
    expect(back.moves).toEqual(
      moves.map(({ before, after, ...at }) => ({ ...at, before: after, after: before })),
    );
    expect(await allocationReport(actor, {})).toEqual({
      from: "2026-09-10",
      to: "2026-10-14",
      grain: "month",
      zone: "UTC",
      periods: [
        { period: "2026-09-01", allocated: "2.5", unallocated: "0", total: "2.5" },
        { period: "2026-10-01", allocated: "6", unallocated: "2", total: "8" },
      ],
      totals: { allocated: "8.5", unallocated: unallocated.after, total },
    });
    const elsewhere = { ...actor, timeZone: "Asia/Kolkata" };
    const hours = await allocationReport(elsewhere, { from: "2026-10-10", to: "2026-10-10", grain: "hour" });
    expect(hours.periods.map(({ period }) => period)).toEqual(["2026-10-10T15:30:00+05:30"]);
    await applyRules(actor, { document: BEFORE });
  });

  test("refuses what cannot hold, at its field", async () => {
    const document = {
      ...AFTER,
      rules: [{ when: { project: { matches: "(a+)+$" } }, split: { P: "0.5", Z: "0.4" } }],
    };
    await expect(checkRules(actor, { document })).rejects.toThrow(
      /rules\[0\].when.project.matches: .*run away/,
    );
    await expect(checkRules(actor, { document })).rejects.toThrow("rules[0].split: The shares add up to 0.9");
  });
});
