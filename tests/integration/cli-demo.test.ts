import { beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import { organizationByName, organizationsOfPerson, userByEmail } from "@/lib/db/directory";
import { inOrganization } from "@/lib/db/organization";
import { pool } from "@/lib/db/pool";
import { sql } from "@/lib/db/sql";
import { type DemoTruth, demoOrganization, demoRules, demoTruth } from "@/lib/demo";
import { lastDayOf } from "@/lib/demo/calendar";
import { loadDemo, removeDemo } from "@/lib/demo/load";
import { type Money, PICO_PER_USD, pico, ratioText, usdText, ZERO } from "@/lib/money";
import { type MarginsReport, marginsReport } from "@/lib/reports/margins";
import { parseQuestion } from "@/lib/reports/parse-question";
import { type Answer, answer } from "@/lib/reports/query";
import { contextOf } from "../support/ledger";

/** The demo's own generator tells what is true of it; the files went through reading, loading, pricing, allocation. */
const OPTIONS = { seed: 7, lastDay: "2026-11-20" };

let truth: DemoTruth;
let signIn: { email: string; password: string };
beforeAll(async () => {
  truth = demoTruth(OPTIONS);
  await removeDemo();
  ({ signIn } = await loadDemo(OPTIONS));
}, 600_000);

async function demoActor() {
  const organization = await organizationByName(demoOrganization.name);
  if (!organization) throw new Error("the demo is not there");
  return systemActor(organization);
}

async function ask(metrics: string, by: string): Promise<Answer> {
  const { firstDay: from, lastDay: to } = truth;
  return answer(await demoActor(), parseQuestion({ metrics, from, to, grain: "month", by, filters: [] }));
}

const total = (amounts: readonly Money[]) => usdText(amounts.reduce((sum, x) => (sum + x) as Money, ZERO));

describe("the demo gives the figures it was made to give", () => {
  test("spend and tokens of every month", async () => {
    const { rows } = await ask("spend,input_tokens,output_tokens", "");
    expect(rows.map((row) => String(row.period).slice(0, 7))).toEqual(truth.months);
    for (const row of rows) {
      const month = String(row.period).slice(0, 7);
      const tokens = truth.tokens.filter(({ day }) => day.startsWith(month));
      expect(row).toMatchObject({
        spend: usdText(truth.spend[month] ?? ZERO),
        input_tokens: tokens.reduce((sum, x) => sum + x.inputTokens, 0),
        output_tokens: tokens.reduce((sum, x) => sum + x.outputTokens, 0),
      });
    }
  });

  test("cost and cache savings by month, provider and product", async () => {
    const { rows } = await ask("computed_cost,gross_cache_savings,cache_write_premium", "provider,product");
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows) {
      const parts = truth.costs.filter(
        (cost) =>
          cost.month === String(row.period).slice(0, 7) &&
          cost.provider === row.provider &&
          cost.product === row.product,
      );
      expect(row).toMatchObject({
        computed_cost: total(parts.map((part) => part.computed)),
        gross_cache_savings: total(parts.map((part) => part.grossCacheSavings)),
        cache_write_premium: total(parts.map((part) => part.cacheWritePremium)),
      });
    }
  });

  test("revenue by product over its whole months, and what has no price", async () => {
    const { rows } = await ask("revenue", "product");
    for (const row of rows) {
      const month = String(row.period).slice(0, 7);
      if (month > truth.lastCompleteMonth) continue;
      const parts = truth.revenue.filter((r) => r.month === month && r.product === row.product);
      expect(row.revenue).toBe(total(parts.map((part) => part.amount)));
    }
    expect((await ask("unpriced_tokens", "")).totals.unpriced_tokens).toBe(truth.unpriced.tokens);
  });
});

describe("the P&L of six months is what SQL makes of the raw rows", () => {
  let report: MarginsReport;
  let raw: Awaited<ReturnType<typeof rawMonths>>;
  beforeAll(async () => {
    const actor = await demoActor();
    const month = truth.lastCompleteMonth;
    report = await marginsReport(actor, await contextOf(actor, `from=${month}-01&to=${lastDayOf(month)}`));
    raw = await rawMonths(actor.organizationId);
  }, 60_000);
  const nothing = { cost: 0n, fixed: 0n, research: 0n, revenue: 0n, units: 0n };
  const rawOf = (product: string | null, month: string) =>
    raw.get(JSON.stringify([product, month])) ?? nothing;

  test("revenue, each kind of cost and margin of every product and month, to the pico-dollar", () => {
    const products = report.lines.filter(({ id }) => id !== "unallocated");
    expect(products.map(({ cells }) => cells.name).toSorted()).toEqual(demoRules.products.toSorted());
    expect(report.months).toHaveLength(6);
    for (const { cells, children } of products)
      for (const { id } of report.months) {
        const { cost, fixed, research, revenue } = rawOf(String(cells.name), id);
        const part = (name: string) => children?.find((line) => line.id === name)?.cells[id] ?? "0";
        expect(
          [cells[id], ...["revenue", "inference", "fixed", "margin", "research"].map(part)],
          `${cells.name} ${id}`,
        ).toEqual([
          ratioText(revenue - cost, revenue),
          ...[revenue, cost - fixed, fixed, revenue - cost, research].map((amount) => usdText(pico(amount))),
        ]);
      }
    expect(rawOf("Voice Agent", report.months[0]?.id ?? "").fixed).toBeGreaterThan(0n);
    expect(rawOf("Code Review", report.months[0]?.id ?? "").research).toBeGreaterThan(0n);
  });

  test("what no rule gives to a product, and the total of all", () => {
    const unallocated = report.lines.find(({ id }) => id === "unallocated");
    for (const { id } of report.months) {
      expect(unallocated?.cells[id]).toBe(usdText(pico(rawOf(null, id).cost)));
      const all = [null, ...demoRules.products].map((product) => rawOf(product, id));
      const revenue = all.reduce((sum, one) => sum + one.revenue, 0n);
      const cost = all.reduce((sum, one) => sum + one.cost, 0n);
      expect(report.total.cells[id]).toBe(ratioText(revenue - cost, revenue));
    }
  });

  test("the cost of a ticket, and a customer that costs more than it pays", () => {
    const copilot = report.lines.find(({ cells }) => cells.name === "Support Copilot");
    const perTicket = copilot?.children?.find(({ id }) => id === "per-unit");
    expect(perTicket?.cells.name).toBe("Cost per resolved ticket");
    for (const { id } of report.months) {
      const { cost, units } = rawOf("Support Copilot", id);
      expect(perTicket?.cells[id]).toBe(ratioText(cost * 1_000_000n, units * PICO_PER_USD));
    }
    expect(report.customers).toMatchObject({ below: 1 });
    expect(report.customers.lines[0]?.cells.name).toBe("Gullwing Media");
  });
});

/**
 * Cost, revenue and units by product and month from rows alone: no roll-up, no rule of ours, no laying of charges. The
 * prices of the demo change at midnight UTC, so events are summed by UTC day first.
 */
async function rawMonths(organizationId: number) {
  const rules = demoRules.rules.map(({ when, product, ...more }, rank) => {
    const [[field, asked] = ["", []]] = Object.entries(when) as [string, string[] | { startsWith: string }][];
    const which = Array.isArray(asked) ? { names: asked } : { prefix: asked.startsWith };
    return { rank, product, field, research: "kind" in more, ...which };
  });
  const rows = await inOrganization(organizationId, (tx) =>
    tx.rows<
      Record<"month" | "cost" | "fixed" | "research" | "revenue" | "units", string> & {
        product: string | null;
      }
    >(sql`with
      rule as (select * from json_to_recordset(${JSON.stringify(rules)}::json)
        as x(rank int, product text, research boolean, field text, names text[], prefix text)),
      owner as (select s.id, r.product, coalesce(r.research, false) as research from scope s
        left join lateral (select * from rule where to_jsonb(s) ->> field = any(names)
          or starts_with(to_jsonb(s) ->> field, prefix) order by rank limit 1) r on true
        where s.organization_id = ${organizationId}),
      charge as (select k.provider, c.utc_day, c.to_day, c.scope_id, c.amount, c.is_fixed from provider_charge c
        join sku k on k.organization_id = c.organization_id and k.id = c.sku_id
        where c.organization_id = ${organizationId} and c.counts),
      event as materialized (select scope_id, sku_id, (ts at time zone 'UTC')::date as day,
          coalesce(sum(reported_cost), 0) as stated,
          coalesce(sum(uncached_tokens) filter (where reported_cost is null), 0) as uncached,
          coalesce(sum(cache_read_tokens) filter (where reported_cost is null), 0) as reads,
          coalesce(sum(cache_write_5m_tokens) filter (where reported_cost is null), 0) as write_5m,
          coalesce(sum(cache_write_1h_tokens) filter (where reported_cost is null), 0) as write_1h,
          coalesce(sum(output_tokens) filter (where reported_cost is null), 0) as output
        from usage_event where organization_id = ${organizationId} group by 1, 2, 3),
      billed as (select distinct provider, utc_day from charge where not is_fixed),
      cost as (select scope_id, utc_day as day, amount, 0 as fixed from charge where not is_fixed
        union all
        select scope_id, d::date, amount / (to_day - utc_day), amount / (to_day - utc_day)
        from charge, generate_series(utc_day::timestamp, to_day - interval '1 day', interval '1 day') d where is_fixed
        union all
        select e.scope_id, e.day, e.stated + case when e.uncached + e.reads + e.output = 0 then 0 else
          e.uncached * p.input_price + e.reads * coalesce(p.cache_read_price, 0)
          + e.write_5m * coalesce(p.cache_write_5m_price, 0) + e.write_1h * coalesce(p.cache_write_1h_price, 0)
          + e.output * p.output_price end, 0
        from event e join sku k on k.organization_id = ${organizationId} and k.id = e.sku_id
        left join sku_price p on p.organization_id = ${organizationId} and p.sku_id = e.sku_id and p.basis = 'contract'
          and (p.valid_from is null or p.valid_from <= e.day::timestamp at time zone 'UTC')
          and (p.valid_to is null or e.day::timestamp at time zone 'UTC' < p.valid_to)
        where not exists (select from billed b where b.provider = k.provider and b.utc_day = e.day)),
      line as (select o.product, c.day, c.amount, c.fixed, o.research, 0 as revenue, 0 as units
          from cost c join owner o on o.id = c.scope_id
        union all select p.name, r.from_day, 0, 0, false, r.amount, 0 from revenue r
          join product p on p.organization_id = r.organization_id and p.id = r.product_id
          where r.organization_id = ${organizationId} and r.counts
        union all select p.name, w.day, 0, 0, false, 0, w.quantity from work_unit w
          join product p on p.organization_id = w.organization_id and p.id = w.product_id
          where w.organization_id = ${organizationId} and w.counts)
      select product, date_trunc('month', day)::date::text as month,
        trunc(coalesce(sum(amount) filter (where not research), 0))::text as cost,
        trunc(coalesce(sum(fixed) filter (where not research), 0))::text as fixed,
        trunc(coalesce(sum(amount) filter (where research), 0))::text as research,
        sum(revenue)::text as revenue, sum(units)::text as units
      from line group by 1, 2`),
  );
  return new Map(
    rows.map(({ product, month, ...amounts }) => [
      JSON.stringify([product, month]),
      Object.fromEntries(Object.entries(amounts).map(([name, text]) => [name, BigInt(text)])) as Record<
        keyof typeof amounts,
        bigint
      >,
    ]),
  );
}

test("loading it again adds nothing, and its person signs in as owner", async () => {
  const before = await ask("spend,requests", "");
  const again = await loadDemo(OPTIONS);
  expect(again).toMatchObject({ rows: 0, signIn });
  expect(await ask("spend,requests", "")).toEqual(before);
  const person = await userByEmail(signIn.email);
  expect(person?.passwordHash).toContain("argon2id");
  expect(await organizationsOfPerson(person?.id ?? "")).toMatchObject([
    { name: demoOrganization.name, isDemo: true, role: "owner" },
  ]);
}, 180_000);

test("removing it leaves no row of it in any table", async () => {
  const { organizationId } = await demoActor();
  expect(await removeDemo()).toBe(true);
  expect(await removeDemo()).toBe(false);
  expect(await organizationByName(demoOrganization.name)).toBeNull();
  expect(await userByEmail(signIn.email)).toBeNull();
  const tables = await pool().query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
       join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and not a.attisdropped`,
  );
  expect(tables.rows.length).toBeGreaterThan(20);
  await inOrganization(organizationId, async (tx) => {
    for (const { name } of tables.rows) {
      const rows = await tx.rows<{ n: bigint }>(
        `select count(*) as n from "${name}" where organization_id = ${organizationId}`,
      );
      expect([name, rows[0]?.n]).toEqual([name, 0n]);
    }
  });
}, 180_000);
