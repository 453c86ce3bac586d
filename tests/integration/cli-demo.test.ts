import { beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import { organizationByName, organizationsOfPerson, userByEmail } from "@/lib/db/directory";
import { inOrganization } from "@/lib/db/organization";
import { pool } from "@/lib/db/pool";
import { type DemoTruth, demoOrganization, demoTruth } from "@/lib/demo";
import { loadDemo, removeDemo } from "@/lib/demo/load";
import { type Money, usdText, ZERO } from "@/lib/money";
import { parseQuestion } from "@/lib/reports/parse-question";
import { type Answer, answer } from "@/lib/reports/query";

/** The demo's own generator tells what is true of it; the files went through reading, loading, pricing, allocation. */
const OPTIONS = { seed: 7, lastDay: "2026-11-20" };

let truth: DemoTruth;
let signIn: { email: string; password: string };
beforeAll(async () => {
  truth = demoTruth(OPTIONS);
  await removeDemo();
  ({ signIn } = await loadDemo(OPTIONS));
}, 240_000);

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
