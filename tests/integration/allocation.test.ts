import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { voidImport } from "@/lib/commands/void-import";
import type { Grain } from "@/lib/db/cube-query";
import { MEASURES } from "@/lib/db/ledger/columns";
import type { Dimension, Where } from "@/lib/filters";
import { MEASURE_NAMES, type MetricId } from "@/lib/metrics";
import { costBridge } from "@/lib/reports/bridge";
import { addUp, answer, cubeRows } from "@/lib/reports/query";
import { importText, newOrganization } from "../support/ledger";

/** gpt-4o costs $2.50 a million input tokens, gpt-4o-mini $0.15. */
const HEADER =
  "id,timestamp,provider,model,requests,input_tokens,output_tokens,project,user,customer,tag.tenant";
const USAGE = `${HEADER}
a1,2026-09-10T10:00:00Z,openai,gpt-4o,1,1000000,0,a,,,
a2,2026-10-10T10:00:00Z,openai,gpt-4o,3,2000000,0,a,,Acme,
b1,2026-10-11T10:00:00Z,openai,gpt-4o,1,4000000,0,b,,,
s1,2026-09-12T10:00:00Z,openai,gpt-4o,1,400001,0,shared,,,
s2,2026-10-12T10:00:00Z,openai,gpt-4o,1,400001,0,shared,,,
s3,2026-10-12T11:00:00Z,openai,gpt-4o,1,3,0,shared,,,
e1,2026-10-13T10:00:00Z,openai,gpt-4o-mini,1,1000000,0,shared,,,
x1,2026-10-14T10:00:00Z,openai,gpt-4o,1,800000,0,x,,,Borealis
`;
/** A fee of one pico-dollar on 5 October, with no usage behind it. */
const FEE = JSON.stringify({
  object: "page",
  has_more: false,
  next_page: null,
  data: [
    {
      object: "bucket",
      start_time: Date.UTC(2026, 9, 5) / 1000,
      end_time: Date.UTC(2026, 9, 6) / 1000,
      results: [
        {
          object: "organization.costs.result",
          amount: { value: "0.000000000001", currency: "usd" },
          line_item: "a fee",
          project_id: null,
        },
      ],
    },
  ],
});
const MONTH_BEFORE = { from: "2026-08-01", to: "2026-08-31" };
const OCTOBER = { from: "2026-10-01", to: "2026-10-31" };
const YEAR = { from: "2026-01-01", to: "2026-12-31" };

async function figures(
  actor: Actor,
  metrics: MetricId[],
  by: Dimension[],
  q: { from?: string; to?: string; grain?: Grain; where?: Where } = {},
) {
  const { rows } = await answer(actor, { ...OCTOBER, grain: "none", where: {}, ...q, metrics, by });
  return rows.map((row) => Object.values(row));
}

async function organizationWith(rules: readonly object[], more: object = {}): Promise<Actor> {
  const actor = await newOrganization();
  await importText(actor, "usage.csv", USAGE);
  await applyRules(actor, { document: { products: ["P", "Q"], rules, ...more } });
  return actor;
}
const DIRECT = [
  { when: { project: "a" }, product: "P" },
  { when: { project: "b" }, product: "Q" },
];

describe("allocation", () => {
  test("fixed shares cut a cell at the cumulated shares, to the pico-dollar", async () => {
    const actor = await organizationWith([
      ...DIRECT,
      { when: { project: "shared" }, split: { P: "0.333", Q: "0.667" } },
    ]);
    // s2 and s3 are one cell: 400,004 tokens, $1.00001; 0.333 of it is 0.33300333.
    expect(
      await figures(actor, ["spend", "input_tokens"], ["product"], {
        where: { project: ["shared"], model: ["gpt-4o"] },
      }),
    ).toEqual([
      ["P", "0.33300333", 133201],
      ["Q", "0.66700667", 266803],
    ]);
    expect(await figures(actor, ["allocated_cost", "unallocated_cost", "spend"], [])).toEqual([
      ["16.15001", "2", "18.15001"],
    ]);
  });

  test("by tokens, cost or requests: in the shares of what the products got in the month", async () => {
    const by = async (splitBy: string) => {
      const actor = await organizationWith([
        ...DIRECT,
        { when: { project: "shared" }, splitBy, among: ["P", "Q"] },
      ]);
      return figures(actor, ["spend"], ["product"], { where: { project: ["shared"] } });
    };
    // Directly in October: P 2M tokens, $5, 3 requests; Q 4M, $10, 1 request.
    // One cell of $1.00001 and one of $0.15: a third of each, then a quarter.
    for (const basis of ["tokens", "cost"])
      expect(await by(basis)).toEqual([
        ["P", "0.383336666667"],
        ["Q", "0.766673333333"],
      ]);
    expect(await by("requests")).toEqual([
      ["P", "0.8625075"],
      ["Q", "0.2875025"],
    ]);
  });

  test("what a product got by fixed shares counts too", async () => {
    const actor = await organizationWith([
      { when: { project: "a" }, split: { P: "0.25", Q: "0.75" } },
      { when: { project: "b" }, product: "Q" },
      { when: { project: "shared" }, splitBy: "tokens", among: ["P", "Q"] },
    ]);
    // In October P has 0.5 M tokens of a; Q 1.5 M of a and 4 M of b. In September a quarter and three.
    const shared = await figures(actor, ["spend"], ["product"], {
      ...YEAR,
      grain: "month",
      where: { project: ["shared"] },
    });
    expect(shared).toEqual([
      ["2026-09-01", "P", "0.250000625"],
      ["2026-09-01", "Q", "0.750001875"],
      ["2026-10-01", "P", "0.095834166667"],
      ["2026-10-01", "Q", "1.054175833333"],
    ]);
  });

  test("an import that comes later splits by all that products have, and what has no price stays wholly so", async () => {
    const rules = [...DIRECT, { when: { project: "shared" }, splitBy: "tokens", among: ["P", "Q"] }];
    const actor = await organizationWith(rules);
    await importText(
      actor,
      "later.csv",
      `${HEADER}\nl1,2026-10-20T10:00:00Z,openai,gpt-4o,1,2000000,0,a,,,\nl2,2026-10-20T10:00:00Z,nobody,unknown,1,1001,502,shared,,,\n`,
    );
    const asked = () =>
      figures(actor, ["spend", "input_tokens", "output_tokens", "unpriced_tokens"], ["product"], {
        where: { project: ["shared"] },
      });
    const now = await asked();
    // P and Q have 4 M each: half of $1.15001, and of 1,001 and 502 tokens without a price.
    expect(now).toEqual([
      ["P", "0.575005", 700503, 251, 752],
      ["Q", "0.575005", 700502, 251, 751],
    ]);
    await applyRules(actor, { document: { products: ["P", "Q"], rules } });
    expect(await asked()).toEqual(now);
  });

  test("a cell is cut alike whatever the order in which a split names its products", async () => {
    const actor = await newOrganization();
    const split = { Zeta: "0.25", B: "0.75" };
    await applyRules(actor, { document: { products: ["Zeta", "B"], rules: [{ when: {}, split }] } });
    await importText(actor, "usage.csv", USAGE);
    const asked = () => figures(actor, ["spend", "requests", "input_tokens"], ["product"], YEAR);
    const imported = await asked();
    await applyRules(actor, { document: { products: ["Zeta", "B"], rules: [{ when: {}, split }] } });
    expect(await asked()).toEqual(imported);
  });

  test("shares by requests are exact where single requests are split", async () => {
    const actor = await newOrganization();
    const single = (i: number) => `r${i},2026-10-${10 + i}T10:00:00Z,openai,gpt-4o,1,1000000,0,single,,,`;
    const shared = "s,2026-10-09T10:00:00Z,openai,gpt-4o,1,4000000,0,shared,,,";
    await importText(actor, "usage.csv", [HEADER, ...[0, 1, 2, 3, 4].map(single), shared].join("\n"));
    const rules = [
      { when: { project: "single" }, split: { P: "0.2", Q: "0.8" } },
      { when: { project: "shared" }, splitBy: "requests", among: ["P", "Q"] },
    ];
    await applyRules(actor, { document: { products: ["P", "Q"], rules } });
    expect(await figures(actor, ["spend"], ["product"], { where: { project: ["shared"] } })).toEqual([
      ["P", "2"],
      ["Q", "8"],
    ]);
  });

  test("a month in which no product has any of the basis leaves the cost unallocated", async () => {
    const actor = await organizationWith([
      ...DIRECT,
      { when: { project: "shared" }, splitBy: "revenue", among: ["P", "Q"] },
    ]);
    const shared = () =>
      figures(actor, ["spend"], ["product"], { ...YEAR, grain: "month", where: { project: ["shared"] } });
    expect(await shared()).toEqual([
      ["2026-09-01", null, "1.0000025"],
      ["2026-10-01", null, "1.15001"],
    ]);
    // Revenue that comes later moves it: in October P earns a quarter.
    const revenue = await importText(
      actor,
      "revenue.csv",
      "period,product,customer,amount,currency\n2026-10,P,,31,USD\n2026-10,Q,,93,USD\n",
    );
    expect(await shared()).toEqual([
      ["2026-09-01", null, "1.0000025"],
      ["2026-10-01", "P", "0.2875025"],
      ["2026-10-01", "Q", "0.8625075"],
    ]);
    await voidImport(actor, { importId: Number(revenue) });
    expect(await shared()).toHaveLength(2);
  });

  test("a dated rule, a rule on the model, a kind, a team and a customer", async () => {
    const actor = await organizationWith(
      [
        { from: "2026-10-01", when: { project: "a" }, product: "Q", team: "Blue" },
        { when: { model: { matches: "mini$" } }, product: "P", kind: "research" },
        ...DIRECT,
        { when: { project: "shared" }, product: "Q", customer: "Cygnus" },
      ],
      { customerFromTag: "tenant" },
    );
    expect(await figures(actor, ["spend"], ["product", "team"], { ...YEAR, grain: "month" })).toEqual([
      ["2026-09-01", "P", null, "2.5"],
      ["2026-09-01", "Q", null, "1.0000025"],
      ["2026-10-01", "P", null, "0.15"],
      ["2026-10-01", "Q", "Blue", "5"],
      ["2026-10-01", "Q", null, "11.00001"],
      ["2026-10-01", null, null, "2"],
    ]);
    expect(await figures(actor, ["spend"], ["customer"])).toEqual([
      ["Acme", "5"],
      ["Borealis", "2"],
      ["Cygnus", "1.00001"],
      [null, "10.15"],
    ]);
    expect(
      await figures(actor, ["spend", "cost_of_revenue", "research_cost", "gross_margin"], ["cost_kind"]),
    ).toEqual([
      ["cost_of_revenue", "18.00001", "18.00001", "0", null],
      ["research", "0.15", "0", "0.15", null],
    ]);
    expect(await figures(actor, ["gross_margin"], ["product"])).toEqual([
      ["P", "0"],
      ["Q", "-16.00001"],
      [null, "-2"],
    ]);
  });

  test("charges without usage are allocated alike", async () => {
    const actor = await organizationWith([{ when: {}, split: { P: "0.5", Q: "0.5" } }]);
    await importText(actor, "costs.json", FEE);
    const [p, q, ...more] = await figures(actor, ["reported_cost"], ["product"]);
    expect([p, q, more]).toEqual([["P", "0.000000000001"], ["Q", "0"], []]);
  });
});

describe("allocation conserves the ledger", () => {
  let actor: Actor;
  beforeAll(async () => {
    actor = await newOrganization("Asia/Kolkata");
    const rows = Array.from({ length: 160 }, (_, i) => {
      const day = String(1 + (i % 28)).padStart(2, "0");
      const hour = String((i * 7) % 24).padStart(2, "0");
      const model = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "unknown-model"][i % 4];
      return [
        `r${i},2026-${["08", "09", "10"][i % 3]}-${day}T${hour}:30:00Z,${i % 4 === 2 ? "anthropic" : "openai"},${model},${1 + (i % 5)}`,
        `${1 + ((i * 7919) % 99991)},${(i * 31) % 977},${["a", "b", "c", "d", ""][i % 5]},u${i % 7},${["", "Acme"][i % 2]},${["", "t1", "t2"][i % 3]}`,
      ].join(",");
    });
    await importText(actor, "usage.csv", [HEADER, ...rows].join("\n"));
    await importText(
      actor,
      "revenue.csv",
      "period,product,customer,amount,currency\n2026-09,P,,17,USD\n2026-10,Q,Acme,31.01,USD\n2026-10,R,,7,USD\n",
    );
  });

  const product = fc.constantFrom("P", "Q", "R");
  const test_ = fc.oneof(
    fc.constantFrom("a", "b", null),
    fc.constantFrom({ startsWith: "c" }, { matches: "^[ad]$" }),
  );
  const when = fc.record(
    {
      project: fc.oneof(test_, fc.array(test_, { minLength: 1, maxLength: 3 })),
      user: fc.constantFrom({ matches: "[0-3]$" }, "u5"),
      model: fc.constantFrom({ startsWith: "gpt" }, { matches: "mini|sonnet" }, "unknown-model"),
      provider: fc.constantFrom("openai", "anthropic"),
      "tag.tenant": fc.constantFrom("t1", null),
    },
    { requiredKeys: [] },
  );
  const gives = fc.oneof(
    product.map((name) => ({ product: name })),
    fc
      .tuple(
        fc.integer({ min: 1, max: 998 }),
        fc.shuffledSubarray(["P", "Q", "R"], { minLength: 2, maxLength: 2 }),
      )
      .map(([n, [x = "P", y = "Q"]]) => ({
        split: { [x]: `0.${String(n).padStart(3, "0")}`, [y]: `0.${String(1000 - n).padStart(3, "0")}` },
      })),
    fc
      .tuple(
        fc.constantFrom("tokens", "cost", "requests", "revenue"),
        fc.shuffledSubarray(["P", "Q", "R"], { minLength: 2 }),
      )
      .map(([splitBy, among]) => ({ splitBy, among })),
  );
  const day = fc.constantFrom("2026-08-15", "2026-09-01", "2026-09-20", "2026-10-10");
  const rule = fc
    .tuple(
      when,
      gives,
      fc.record(
        { from: day, to: day, kind: fc.constant("research"), team: fc.constantFrom("T", "U") },
        { requiredKeys: [] },
      ),
      fc.constantFrom({}, { customer: "Zeta" }, { customer: { fromTag: "tenant" } }),
    )
    .map(([conditions, what, { from, to, ...more }, customer]) => ({
      when: conditions,
      ...what,
      ...more,
      ...customer,
      ...(from && to && from > to ? { from: to, to: from } : { ...(from && { from }), ...(to && { to }) }),
    }));
  const ruleSet = fc
    .tuple(fc.array(rule, { minLength: 1, maxLength: 6 }), fc.constantFrom({}, { customerFromTag: "tenant" }))
    .map(([rules, more]) => ({
      products: ["P", "Q", "R"],
      ...more,
      rules: [
        ...rules,
        ...["P", "Q", "R"].map((name) => ({ when: { feature: `of ${name}` }, product: name })),
      ],
    }));

  const measures = MEASURE_NAMES.filter((name) => (MEASURES as readonly string[]).includes(name));
  const ask = (by: Dimension[], q: { grain?: Grain; from?: string; to?: string; where?: Where } = {}) =>
    cubeRows(actor, { ...YEAR, grain: "none", where: {}, ...q, by }, measures);

  test("to the pico-dollar, for random rules, splits, periods and groupings", async () => {
    const ledger = addUp(await ask([]));
    const someDays = { from: "2026-09-07", to: "2026-10-11" };
    const part = addUp(await ask([], someDays));
    const hours = addUp(await ask([], { grain: "hour", ...someDays }));
    await fc.assert(
      fc.asyncProperty(ruleSet, async (document) => {
        await applyRules(actor, { document });
        expect(addUp(await ask(["product"]))).toEqual(ledger);
        expect(addUp(await ask(["customer", "team"], { grain: "week" }))).toEqual(ledger);
        expect(addUp(await ask(["product", "model", "cost_kind"], { grain: "day" }))).toEqual(ledger);
        expect(addUp(await ask(["product", "project"], someDays))).toEqual(part);
        expect(addUp(await ask(["product"], { grain: "hour", ...someDays }))).toEqual(hours);
        const months = await ask(["product"], { grain: "month" });
        const days = await ask(["product"], { grain: "day" });
        for (const name of ["P", "Q", "R", null]) {
          const of = (rows: typeof months) => addUp(rows.filter((row) => row.keys[0] === name));
          expect(of(months)).toEqual(of(days));
          expect({ ...zeros(), ...addUp(await ask([], { where: { product: [name] } })) }).toEqual({
            ...zeros(),
            ...of(months),
          });
        }
        for (const name of ["P", null]) {
          const where = { product: [name] };
          const of = addUp(await ask([], { where, ...someDays }));
          const { bridge } = await costBridge(actor, { base: MONTH_BEFORE, actual: someDays, where });
          expect(bridge.actual).toBe(of.effective_cost ?? 0n);
        }
        const { totals } = await answer(actor, {
          ...YEAR,
          grain: "none",
          by: [],
          where: {},
          metrics: ["spend", "allocated_cost", "unallocated_cost", "cost_of_revenue", "research_cost"],
        });
        const pico = (name: string) => BigInt(Math.round(Number(totals[name]) * 1e12));
        expect(pico("allocated_cost") + pico("unallocated_cost")).toBe(pico("spend"));
        expect(pico("cost_of_revenue") + pico("research_cost")).toBe(pico("spend"));
      }),
      { numRuns: 12 },
    );
  });

  const zeros = () => Object.fromEntries(measures.map((name) => [name, 0n]));

  test("figures brought up to date by imports are those of rules applied afresh", async () => {
    await fc.assert(
      fc.asyncProperty(ruleSet, fc.integer({ min: 1, max: 10_000 }), async (document, n) => {
        await applyRules(actor, { document });
        const id = await importText(
          actor,
          "more.csv",
          `${HEADER}\nm${n},2026-09-${String(1 + (n % 30)).padStart(2, "0")}T20:00:00Z,openai,gpt-4o,1,${n},7,${["a", "new"][n % 2]},u1,,t1\n`,
        );
        const now = await ask(["product", "customer", "team", "cost_kind", "project"], { grain: "day" });
        await applyRules(actor, { document });
        expect(await ask(["product", "customer", "team", "cost_kind", "project"], { grain: "day" })).toEqual(
          now,
        );
        const before = await ask(["product"], { grain: "month" });
        await voidImport(actor, { importId: Number(id) });
        await applyRules(actor, { document });
        const after = await ask(["product"], { grain: "month" });
        expect(addUp(after).events).toBe((addUp(before).events ?? 0n) - 1n);
      }),
      { numRuns: 5 },
    );
  });
});
