import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { pricesFromJson, pricesJson } from "@/lib/db/ledger/prices-json";
import {
  applyPlan,
  planReprice,
  putBack,
  type RepricePlan,
  type RepriceScope,
  spendWithin,
} from "@/lib/db/ledger/reprice";
import type { Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { type Money, usdText } from "@/lib/money";
import { daysBetween, isDay } from "@/lib/time";
import { conflict, invalidInput, notFound, sqlCommand } from "./command";
import { lockLedger } from "./enter-prices";

const DAYS_MAX = 3_660;
const day = z.string().trim().refine(isDay, "not a day like 2026-01-31");
const name = z
  .string()
  .trim()
  .max(200, "at most 200 characters")
  .nullish()
  .transform((text) => text || null);

/** Computed cost, USD as decimal text. */
export type RepriceAnswer = Readonly<{
  id: string;
  status: "previewed" | "applied";
  from: string;
  to: string;
  /** Computed cost of all usage in the period and scope, before and after. */
  before: string;
  after: string;
  /** What counts: differs from computed cost where providers reported charges. `spend_after` once applied. */
  spend_before: string;
  spend_after: string | null;
  changes: readonly Readonly<{
    month: string;
    provider: string;
    model: string;
    before: string;
    after: string;
  }>[];
  products: readonly Readonly<{ month: string; product: string | null; before: string; after: string }>[];
}>;

/**
 * Prices the usage of a period again by the price book as it stands (architecture, promise 3). Without `apply` nothing
 * moves: the answer says what would, by month, model and product, and is kept under its id. With it the new prices
 * count and the earlier ones stay on record, to be put back by `undoReprice`.
 */
export const reprice = sqlCommand({
  name: "reprice",
  needs: "price:write",
  input: z.object({
    from: day,
    to: day,
    reason: z
      .string()
      .trim()
      .min(3, "say why, in a few words: whoever asks about the change later reads it")
      .max(500, "at most 500 characters"),
    provider: name.transform((text) => text?.toLowerCase() ?? null),
    model: name,
    apply: z.boolean().default(false),
  }),
  async run({ tx, actor, input: { reason, apply, ...scope } }) {
    checkPeriod(scope);
    const zone = await lockLedger(tx);
    const plan = await planReprice(tx, scope);
    const spendBefore = await spendWithin(tx, scope);
    const changes = plan.changes.models.map(inUsd);
    const products = plan.changes.products.map(inUsd);
    const [row] = await tx.rows<{
      id: string;
    }>(sql`insert into reprice (organization_id, from_day, to_day, provider, model,
        reason, before, after, spend_before, changes, products, created_by)
      values (${tx.organizationId}, ${scope.from}::date, ${scope.to}::date, ${scope.provider}, ${scope.model}, ${reason},
        ${plan.before.toString()}::numeric, ${plan.after.toString()}::numeric, ${spendBefore.toString()}::numeric,
        ${JSON.stringify(changes)}::jsonb, ${JSON.stringify(products)}::jsonb, ${actor.userId}::uuid) returning id`);
    const id = row?.id ?? "";
    const spendAfter = apply ? await putInForce(tx, actor, { id, scope, plan, zone }) : null;
    const result: RepriceAnswer = {
      id,
      status: apply ? "applied" : "previewed",
      from: scope.from,
      to: scope.to,
      before: usdText(plan.before),
      after: usdText(plan.after),
      spend_before: usdText(spendBefore),
      spend_after: spendAfter === null ? null : usdText(spendAfter),
      changes,
      products,
    };
    const { changes: _, products: __, ...figures } = result;
    return { result, audit: apply ? { entity: id, after: { ...scope, reason, ...figures } } : null };
  },
});

/**
 * Applies a re-price that was looked at, if it would still do exactly what was shown.
 * @throws UserError not_found; conflict where it is not waiting, or where prices or usage have changed since.
 */
export const applyReprice = sqlCommand({
  name: "reprice.apply",
  needs: "price:write",
  input: z.object({ id: z.uuid("not the id of a re-price") }),
  async run({ tx, actor, input: { id } }) {
    const zone = await lockLedger(tx);
    const found = await repriceOf(tx, id);
    if (!found) throw notFound("re-price", id);
    if (found.status !== "previewed")
      throw conflict("not-waiting", `This re-price is ${found.status} already.`, "Look at the days again.");
    const { from, to, provider, model, reason } = found;
    const scope = { from, to, provider, model };
    const plan = await planReprice(tx, scope);
    const shown = JSON.stringify(
      found.changes.map(({ month, model, before, after }) => [month, model, before, after]),
    );
    const now = JSON.stringify(
      plan.changes.models.map(inUsd).map(({ month, model, before, after }) => [month, model, before, after]),
    );
    if (shown !== now || plan.before.toString() !== found.before)
      throw conflict(
        "moved-on",
        "Prices or usage have changed since this was looked at. Nothing has moved.",
        "Look at the days again, and apply what you see then.",
      );
    const spendAfter = await putInForce(tx, actor, { id, scope, plan, zone });
    const result = { id, status: "applied" as const, from, to, spend_after: usdText(spendAfter) };
    const figures = { before: usdText(plan.before), after: usdText(plan.after) };
    return { result, audit: { entity: id, after: { ...scope, reason, ...figures, ...result } } };
  },
});

/** Puts a plan in force and notes that; answers the effective cost of its usage from then on. */
async function putInForce(
  tx: Transaction,
  actor: Actor,
  act: {
    readonly id: string;
    readonly scope: RepriceScope;
    readonly plan: RepricePlan;
    readonly zone: string;
  },
): Promise<Money> {
  await applyPlan(tx, act.scope, act.plan, act.zone);
  const spend = await spendWithin(tx, act.scope);
  await tx.run(sql`update reprice set status = 'applied', applied_at = now(), applied_by = ${actor.userId}::uuid,
      spend_after = ${spend.toString()}::numeric, earlier = ${pricesJson(act.plan.earlier)}::jsonb
    where organization_id = ${tx.organizationId} and id = ${act.id}::uuid`);
  return spend;
}

/**
 * Puts the prices back that a re-price replaced; every figure is as before it.
 * @throws UserError not_found; conflict where it is not in force, or a later re-price of the same days and models is.
 */
export const undoReprice = sqlCommand({
  name: "reprice.undo",
  needs: "price:write",
  input: z.object({ id: z.uuid("not the id of a re-price") }),
  async run({ tx, actor, input: { id } }) {
    const org = tx.organizationId;
    const zone = await lockLedger(tx);
    const found = await repriceOf(tx, id);
    if (!found) throw notFound("re-price", id);
    if (found.status !== "applied" || found.earlier === null)
      throw conflict(
        "not-applied",
        found.status === "undone"
          ? "This re-price is undone already."
          : "This re-price was only looked at, never applied.",
        "Nothing has to be put back.",
      );
    const [later] = await tx.rows<{
      id: string;
      from: string;
      to: string;
    }>(sql`select id, from_day::text as from,
        to_day::text as to from reprice r
      where organization_id = ${org} and status = 'applied' and applied_at > ${found.appliedAt}::timestamptz
        and from_day <= ${found.to}::date and to_day >= ${found.from}::date
        and exists (select from jsonb_object_keys(r.earlier) sku
          where sku in (select jsonb_object_keys(earlier) from reprice where organization_id = ${org} and id = ${id}::uuid))
      order by applied_at desc limit 1`);
    if (later)
      throw conflict(
        "later-reprice",
        `A later re-price of ${later.from} to ${later.to} moved the same models.`,
        `Undo that one first: ${later.id}.`,
      );
    await putBack(tx, found, pricesFromJson(found.earlier), zone);
    await tx.run(sql`update reprice set status = 'undone', undone_at = now(), undone_by = ${actor.userId}::uuid
      where organization_id = ${org} and id = ${id}::uuid`);
    const spend = await spendWithin(tx, found);
    const result = {
      id,
      status: "undone" as const,
      from: found.from,
      to: found.to,
      spend_after: usdText(spend),
    };
    return { result, audit: { entity: id, after: result } };
  },
});

type Stored = RepriceScope & {
  reason: string;
  /** Pico-dollars. */
  before: string;
  changes: RepriceAnswer["changes"];
  status: "previewed" | "applied" | "undone";
  appliedAt: string;
  earlier: Parameters<typeof pricesFromJson>[0] | null;
};

async function repriceOf(tx: Transaction, id: string): Promise<Stored | undefined> {
  const [row] =
    await tx.rows<Stored>(sql`select from_day::text as from, to_day::text as to, provider, model, status, reason,
      before::text, changes, applied_at::text as "appliedAt", earlier from reprice
    where organization_id = ${tx.organizationId} and id = ${id}::uuid for update`);
  return row;
}

function checkPeriod({ from, to }: { from: string; to: string }): void {
  if (to < from)
    throw invalidInput(
      `to: the period would end on ${to}, before it begins on ${from}`,
      "Give the later day as its end.",
    );
  if (daysBetween(from, to) > DAYS_MAX)
    throw invalidInput("from: at most ten years at once", "Choose a shorter period.");
}

/** The same with its amounts as USD text. */
const inUsd = <Row extends Readonly<{ before: Money; after: Money }>>({ before, after, ...keys }: Row) => ({
  ...keys,
  before: usdText(before),
  after: usdText(after),
});
