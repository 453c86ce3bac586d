import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findProvider } from "@pydantic/genai-prices";
import { systemActor } from "@/lib/auth/system-actor";
import { createOrganization } from "@/lib/commands/create-organization";
import { enterPrices } from "@/lib/commands/enter-prices";
import { reprice, undoReprice } from "@/lib/commands/reprice";
import { joinDatabase } from "@/lib/db/embedded";
import { assignNewSkus } from "@/lib/db/ledger/assign";
import { Registry } from "@/lib/db/ledger/registry";
import { settleDays } from "@/lib/db/ledger/settle";
import { migrate } from "@/lib/db/migrate";
import { inOrganization } from "@/lib/db/organization";
import { closePool } from "@/lib/db/pool";
import { sql } from "@/lib/db/sql";
import { bridgeAnswer } from "@/lib/reports/bridge";
import { ladder } from "@/lib/reports/ladder";
import { addDays, eachDay, monthStart } from "@/lib/time";
import { median, secondsOf, tell } from "./measure";

/**
 * What pricing a year again costs, against a plain sum over the cube it stands on: a year of hours, 2,000 scopes, 300 skus.
 *
 * COSTCURVE_BENCH_CELLS (4,000,000) and COSTCURVE_BENCH_ROUNDS (3) make it shorter or longer. With fewer cells take fewer
 * skus too (COSTCURVE_BENCH_SKUS, 300): one that is not used daily keeps its price on every other day, and a timeline of
 * a hundred steps is not what is measured here.
 */
const CELLS = Number(process.env.COSTCURVE_BENCH_CELLS ?? 4_000_000);
const ROUNDS = Number(process.env.COSTCURVE_BENCH_ROUNDS ?? 3);
const SKUS = Number(process.env.COSTCURVE_BENCH_SKUS ?? 300);
/** Which scope uses which sku: 6,000 pairs at four million cells, three a scope, some used far more than others. */
const PAIRS = Math.max(SKUS, Math.round((6_000 * CELLS) / 4_000_000));
const SCOPES = Math.ceil(PAIRS / 3);
const FIRST = "2025-11-01";
const LAST = "2026-10-31";
const HALF = "2026-04-30";
const PROVIDERS = ["openai", "anthropic", "google"];

const folder = mkdtempSync(path.join(os.tmpdir(), "costcurve-bench-"));
process.env.COSTCURVE_DATA = folder;
// Where the database runs as a user of its own, that user passes through to its folder.
chmodSync(folder, 0o711);
const database = await joinDatabase({ dataFolder: folder });
try {
  await migrate(database.ownerUrl);
  await run();
} finally {
  await closePool();
  await database.leave();
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const actor = systemActor(
    await createOrganization({ name: "Bench", zone: "America/New_York", currency: "USD" }),
  );
  const org = actor.organizationId;
  const one = await inOrganization(org, fillNames);
  tell("prices.cells", await fillCube(org), "cells of the hourly cube");
  await settle(org);
  await enterPrices(actor, {
    entries: PROVIDERS.map((provider) => ({
      kind: "discount" as const,
      provider,
      percent: "10",
      from: FIRST,
    })),
  });
  const period = { from: FIRST, to: LAST, reason: "measuring" };
  const seconds = new Map<string, number[]>();
  const note = async (name: string, work: () => Promise<unknown>) =>
    seconds.set(name, [...(seconds.get(name) ?? []), await secondsOf(work)]);
  for (let round = 0; round < ROUNDS; round += 1) {
    await note("sum", () => plainSum(org));
    await note("preview", () => reprice(actor, period));
    let id = "";
    await note("apply", async () => {
      ({ id } = await reprice(actor, { ...period, apply: true }));
    });
    await note("undo", () => undoReprice(actor, { id }));
    await note("one", async () => {
      ({ id } = await reprice(actor, { ...period, ...one.names, apply: true }));
    });
    await undoReprice(actor, { id });
    // Each act raised the data version, so nothing of these is remembered.
    await note("ladder", () => ladder(actor, { from: FIRST, to: LAST, where: {} }));
    await note("bridge", () =>
      bridgeAnswer(actor, {
        of: "spend",
        base: { from: FIRST, to: HALF },
        actual: { from: addDays(HALF, 1), to: LAST },
        where: {},
      }),
    );
  }
  const of = (name: string) => median(seconds.get(name) ?? []);
  tell("prices.sum", of("sum"), "s, a plain sum over the hourly cube");
  for (const [name, target] of [
    ["preview", "≤ 2"],
    ["apply", "≤ 10"],
    ["ladder", "≤ 1"],
    ["bridge", "≤ 1"],
  ] as const)
    tell(`prices.${name}`, of(name) / of("sum"), `times the plain sum (target ${target})`);
  tell("prices.undo", of("undo") / of("apply"), "of applying (target ≤ 1)");
  tell("prices.one", of("one") / of("apply"), "of applying to all, for one model");
  tell("prices.one.share", one.skus / SKUS, "of all skus are of that model");
}

/** Scopes, and skus of models that have list prices; answers which model is priced again alone. */
async function fillNames(tx: Parameters<typeof assignNewSkus>[0]) {
  const registry = await Registry.load(tx);
  for (let at = 0; at < SCOPES; at += 1)
    registry.scopeId({
      account: "acme",
      project: `project-${at % 40}`,
      workspace: null,
      apiKey: `key-${at % 200}`,
      user: null,
      customer: `customer-${at}`,
      feature: null,
      environment: null,
      tags: {},
    });
  const models = PROVIDERS.flatMap((provider) =>
    (findProvider({ providerId: provider })?.models ?? []).map((model) => ({ provider, model: model.id })),
  );
  const tiers = [null, "batch", "flex", "us"];
  for (let at = 0; at < SKUS; at += 1) {
    const { provider, model } = models[at % models.length] ?? { provider: "openai", model: "gpt-5" };
    const tier = tiers[Math.floor(at / models.length)] ?? null;
    registry.skuOf(provider, model, tier, null, null);
  }
  const { newSkus } = registry;
  let hashes = 0;
  await registry.save(tx, () => {
    hashes += 1;
    return `00000000-0000-4000-8000-${hashes.toString(16).padStart(12, "0")}`;
  });
  await assignNewSkus(tx, newSkus);
  const names = { provider: models[0]?.provider ?? "", model: models[0]?.model ?? "" };
  return { names, skus: newSkus.filter(({ model }) => model === names.model).length };
}

async function fillCube(org: number): Promise<number> {
  return inOrganization(org, (tx) =>
    tx.run(sql`insert into usage_hourly (organization_id, hour, scope_id, sku_id, utc_day, traits, events, requests,
        uncached_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens,
        reasoning_tokens, unknown_requests)
      select ${org}::int, hour, 1 + pair % ${SCOPES}::int, 1 + (hashint8(pair) & 2147483647) % ${SKUS}::int,
        (hour at time zone 'UTC')::date, 0, 2, 2, dice % 9000, dice % 5000, dice % 300, 0, dice % 700, 0, 0
      from (select ${`${addDays(FIRST, 1)}T00:00:00Z`}::timestamptz + make_interval(hours => (hashint8(n) & 2147483647) % (363 * 24)) as hour,
          floor(${PAIRS}::int * power((hashint8(n + 7000000000) & 2147483647) / 2147483648.0::float8, 2))::int as pair,
          hashint8(n + 11000000000) & 2147483647 as dice
        from generate_series(1, ${CELLS}::bigint) n) rows order by 2, 3, 4
      on conflict do nothing`),
  );
}

/** Roll-ups month by month, as imports would have made them. */
async function settle(org: number): Promise<void> {
  const days = eachDay(FIRST, addDays(LAST, 1));
  for (const month of new Set(days.map(monthStart)))
    await inOrganization(org, (tx) =>
      settleDays(
        tx,
        days.filter((day) => monthStart(day) === month),
        "America/New_York",
      ),
    );
  await inOrganization(org, async (tx) => {
    for (const name of [
      "usage_hourly",
      "usage_daily",
      "usage_daily_sku",
      "usage_daily_scope",
      "usage_monthly",
    ])
      await tx.run(`analyze ${name}`).catch(() => {});
  });
}

function plainSum(org: number): Promise<unknown> {
  return inOrganization(org, (tx) =>
    tx.rows(sql`select sum(uncached_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens)::text
      from usage_hourly where organization_id = ${org}`),
  );
}
