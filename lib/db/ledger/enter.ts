import { type BookEntry, crossing, identityOf, isAbout, type ReadEntry } from "@/lib/pricing";
import { eachDay } from "@/lib/time";
import type { Transaction } from "../organization";
import { sql } from "../sql";
import { assignOtherDays, usedRuns } from "./assign";
import { standingEntries } from "./book";
import type { Sku } from "./registry";
import { resettle } from "./resettle";
import { raiseDataVersion } from "./settle";

/** An entry that cannot stand beside what is in the book: which of those given, and why. */
export type Crossing = Readonly<{ index: number; reason: string }>;

/**
 * Writes entries into the organization's price book. A later start closes an open-ended entry before it; the same
 * start replaces what was entered, which stays on record; a period that crosses an end that was given is refused, and
 * then nothing is written.
 * @returns the ids, and how many entries were replaced
 */
export async function enterIntoBook(
  tx: Transaction,
  entries: readonly (ReadEntry & { readonly note: string | null })[],
  enteredBy: string | null,
): Promise<{ ok: true; ids: string[]; replaced: number } | { ok: false; crossings: Crossing[] }> {
  const standing = (await standingEntries(tx)).map((entry) => ({ ...entry, identity: identityOf(entry) }));
  const crossings: Crossing[] = [];
  const retired: string[] = [];
  const rows = entries.map((given, index) => {
    const { entry } = given;
    const identity = identityOf(entry);
    const others = standing.filter((other) => other.identity === identity);
    const reason = others.map((other) => crossing(entry, other)).find((text) => text !== null);
    if (reason) crossings.push({ index, reason });
    const same = others.find((other) => other.from === entry.from);
    if (same) {
      retired.push(same.id);
      standing.splice(standing.indexOf(same), 1);
    }
    const id = crypto.randomUUID();
    standing.push({ ...entry, id, identity });
    return rowOf(id, given);
  });
  if (crossings.length > 0) return { ok: false, crossings };
  const org = tx.organizationId;
  await tx.run(sql`update price set retired_at = now(), retired_by = ${enteredBy}::uuid
    where organization_id = ${org} and id = any(${retired}::uuid[])`);
  await tx.run(sql`insert into price (organization_id, id, kind, provider, model, service_tier, geography, context_band,
      unit, price, millionths, amount_text, currency, rate_text, note, valid_from, valid_to, source, entered_by)
    select ${org}::int, id, kind, provider, model, "serviceTier", geography, "contextBand", unit, price, millionths,
      "amountText", currency, "rateText", note, "from", "to", 'entered', ${enteredBy}::uuid
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, kind text, provider text, model text,
      "serviceTier" text, geography text, "contextBand" text, unit text, price bigint, millionths bigint,
      "amountText" text, currency text, "rateText" text, note text, "from" timestamptz, "to" timestamptz)`);
  return { ok: true, ids: rows.map(({ id }) => id), replaced: retired.length };
}

function rowOf(
  id: string,
  { entry, unit, amountText, currency, rateText, note }: ReadEntry & { note: string | null },
) {
  const { kind, provider, model, serviceTier, geography, contextBand, from, to } = entry;
  return {
    id,
    kind,
    provider,
    model,
    serviceTier,
    geography,
    contextBand,
    unit,
    price: entry.kind === "price" ? entry.price.toString() : null,
    millionths: entry.kind === "price" ? null : entry.millionths.toString(),
    amountText,
    currency,
    rateText,
    note,
    from,
    to,
  };
}

/** Puts an entry with another end (ISO instant, exclusive) in the place of one that stands; answers its id. */
export async function replaceEnd(
  tx: Transaction,
  id: string,
  to: string,
  enteredBy: string | null,
): Promise<string> {
  const newId = crypto.randomUUID();
  await tx.run(sql`insert into price (organization_id, id, kind, provider, model, service_tier, geography, context_band,
      unit, price, millionths, amount_text, currency, rate_text, note, valid_from, valid_to, source, entered_by)
    select organization_id, ${newId}::uuid, kind, provider, model, service_tier, geography, context_band, unit, price,
      millionths, amount_text, currency, rate_text, note, valid_from, ${to}::timestamptz, source, ${enteredBy}::uuid
    from price where organization_id = ${tx.organizationId} and id = ${id}::uuid`);
  await tx.run(sql`update price set retired_at = now(), retired_by = ${enteredBy}::uuid
    where organization_id = ${tx.organizationId} and id = ${id}::uuid`);
  return newId;
}

/** What an act on the book did to what is there. */
export type BookEffect = Readonly<{
  /** Skus with usage that the entries are about. */
  skus: number;
  /** Days whose usage had no price and found one. */
  daysPriced: number;
  /** Days that keep the price they have, though the entries are about them: only a re-price moves them. */
  daysKept: number;
}>;

/**
 * Puts entries in force for what is used from now on, and on days of the past for usage that had no price (architecture,
 * promise 3: what is priced moves by a re-price alone).
 */
export async function putInForce(
  tx: Transaction,
  entries: readonly BookEntry[],
  zone: string,
): Promise<BookEffect> {
  const skus = (await pricedSkus(tx)).filter((sku) => entries.some((entry) => isAbout(entry, sku)));
  const fills = entries.some(({ kind }) => kind === "price");
  const runs = await usedRuns(
    tx,
    skus.map(({ id }) => id),
  );
  const reassigned = await assignOtherDays(tx, skus, { fills });
  if (reassigned.skuIds.length > 0) await resettle(tx, reassigned, zone);
  else await raiseDataVersion(tx);
  const starts = entries.map(({ from }) => (from ?? "").slice(0, 10));
  const ends = entries.map(({ to }) => to?.slice(0, 10) ?? "9999");
  const used = new Set<string>();
  for (const [sku, days] of runs)
    if (!reassigned.skuIds.includes(sku))
      for (const run of days) for (const day of eachDay(run.first, run.last)) used.add(day);
  const [first = "", last = ""] = [starts.toSorted()[0], ends.toSorted().at(-1)];
  return {
    skus: skus.length,
    daysPriced: reassigned.days.length,
    daysKept: [...used].filter((day) => day >= first && day < last).length,
  };
}

/** Skus of tokens that name a model. */
export async function pricedSkus(tx: Transaction): Promise<(Sku & { readonly model: string })[]> {
  return tx.rows(sql`select id, provider, model, service_tier as "serviceTier", geography, context_band as "contextBand",
      unit, charge_category as category from sku
    where organization_id = ${tx.organizationId} and unit = 'tokens' and model is not null order by id`);
}
