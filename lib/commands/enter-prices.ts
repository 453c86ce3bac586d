import { z } from "zod";
import { standingEntries } from "@/lib/db/ledger/book";
import { enterIntoBook, putInForce, replaceEnd } from "@/lib/db/ledger/enter";
import type { Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { LOAD_LOCK } from "@/lib/ingest/load/load";
import { crossing, type EntryFields, identityOf, type ReadEntry, readEntry } from "@/lib/pricing";
import { addDays, isDay } from "@/lib/time";
import { notFound, sqlCommand, UserError } from "./command";
import type { FieldProblem } from "./errors";

const text = z.string().max(400).nullish();

const entryFields = z.object({
  kind: z.enum(["price", "discount", "markup"]),
  provider: z.string().max(400),
  model: text,
  tier: text,
  geography: text,
  contextBand: text,
  unit: text,
  price: text,
  percent: text,
  currency: text,
  rate: text,
  from: z.string().max(40),
  to: text,
  note: z.string().trim().max(500).nullish(),
  /** Where the entry stands, for the reason of a refusal: "line 3". */
  where: z.string().max(80).nullish(),
});
export type EnteredPrice = z.input<typeof entryFields>;

/** How the fields are called where a person gives them. */
const FIELD_NAMES: Partial<Record<keyof EntryFields, string>> = { contextBand: "context_band" };

/**
 * Enters prices, discounts and mark-ups into the organization's price book, all or none. Usage that had no price gets
 * one; what is priced stays as it is until a re-price (architecture, promise 3); what is used from now on, on days
 * without usage so far, is priced by them.
 * @throws UserError wrong-prices naming every entry, field and reason; nothing is written then.
 */
export const enterPrices = sqlCommand({
  name: "prices.enter",
  needs: "price:write",
  input: z.object({ entries: z.array(entryFields).min(1, "there is nothing to enter").max(20_000) }),
  async run({ tx, actor, input: { entries } }) {
    const problems: FieldProblem[] = [];
    const placeOf = (index: number) =>
      entries[index]?.where ?? (entries.length > 1 ? `entry ${index + 1}` : null);
    const say = (index: number, field: string | null, reason: string) =>
      problems.push({ where: placeOf(index), field, reason });
    const read: (ReadEntry & { note: string | null })[] = [];
    for (const [index, fields] of entries.entries()) {
      const result = readEntry(fields);
      if (result.ok) read.push({ ...result.value, note: fields.note || null });
      else for (const { field, reason } of result.problems) say(index, FIELD_NAMES[field] ?? field, reason);
    }
    if (problems.length > 0) throw wrongPrices(problems);
    const zone = await lockLedger(tx);
    const entered = await enterIntoBook(tx, read, actor.userId);
    if (!entered.ok) {
      for (const { index, reason } of entered.crossings) say(index, "from", reason);
      throw wrongPrices(problems);
    }
    const effect = await putInForce(
      tx,
      read.map(({ entry }) => entry),
      zone,
    );
    const { ids, replaced } = entered;
    const result = { ids, entered: ids.length, replaced, ...effect };
    const shown = entries.slice(0, 50).map(({ where: _, ...fields }) => fields);
    return {
      result,
      audit: {
        entity: ids.length === 1 ? (ids[0] ?? null) : null,
        after: { entries: shown, ...effect, ids: ids.slice(0, 50) },
      },
    };
  },
});

/** Takes an entry out of the book; it stays on record, and what it priced keeps its price until a re-price. */
export const removePrice = sqlCommand({
  name: "prices.remove",
  needs: "price:write",
  input: z.object({ id: z.uuid("not the id of a price") }),
  async run({ tx, actor, input: { id } }) {
    const zone = await lockLedger(tx);
    const entry = (await standingEntries(tx)).find((standing) => standing.id === id);
    if (!entry) throw notFound("price", id);
    await tx.run(sql`update price set retired_at = now(), retired_by = ${actor.userId}::uuid
      where organization_id = ${tx.organizationId} and id = ${id}::uuid`);
    const effect = await putInForce(tx, [entry], zone);
    return { result: { id, ...effect }, audit: { entity: id, before: entry, after: null } };
  },
});

/**
 * Gives an open-ended entry its last day, or moves that day: the entry is replaced by one that ends there, and the earlier
 * one stays on record.
 */
export const endPrice = sqlCommand({
  name: "prices.end",
  needs: "price:write",
  input: z.object({
    id: z.uuid("not the id of a price"),
    to: z.string().trim().refine(isDay, "not a day like 2026-01-31"),
  }),
  async run({ tx, actor, input: { id, to } }) {
    const zone = await lockLedger(tx);
    const before = (await standingEntries(tx)).find((standing) => standing.id === id);
    if (!before) throw notFound("price", id);
    const first = (before.from ?? "").slice(0, 10);
    if (to < first)
      throw wrongPrices([
        { where: null, field: "to", reason: `It would end on ${to}, before it begins on ${first}.` },
      ]);
    const after = { ...before, to: `${addDays(to, 1)}T00:00:00.000Z` };
    const standing = await standingEntries(tx);
    const reason = standing
      .filter((other) => other.id !== id && identityOf(other) === identityOf(after))
      .map((other) => crossing(after, other))
      .find((text) => text !== null);
    if (reason) throw wrongPrices([{ where: null, field: "to", reason }]);
    const newId = await replaceEnd(tx, id, after.to, actor.userId);
    const effect = await putInForce(tx, [before], zone);
    return {
      result: { id: newId, replaced: id, to, ...effect },
      audit: { entity: newId, before, after: { ...after, id: newId } },
    };
  },
});

const PROBLEMS_SHOWN = 20;
const PROBLEMS_LISTED = 200;

/** Nothing was entered: every place, field and reason. */
export function wrongPrices(problems: readonly FieldProblem[], fix = FIX): UserError {
  const words = problems.slice(0, PROBLEMS_SHOWN).map(({ where, field, reason }) => {
    const place = [where, field].filter(Boolean).join(", ");
    return place ? `${place}: ${reason}` : reason;
  });
  const more = problems.length > PROBLEMS_SHOWN ? ` And ${problems.length - PROBLEMS_SHOWN} more.` : "";
  return new UserError({
    code: "wrong-prices",
    message: `Nothing was entered. ${words.join(" ")}${more}`,
    fix,
    problems: problems.slice(0, PROBLEMS_LISTED),
  });
}

const FIX = "Mend what is named and enter it again.";

/** No import and no other act on the ledger runs beside; answers the reporting zone. */
export async function lockLedger(tx: Transaction): Promise<string> {
  await tx.run(sql`select pg_advisory_xact_lock(${LOAD_LOCK}, ${tx.organizationId})`);
  const [organization] = await tx.rows<{ zone: string }>(
    sql`select zone from organization where id = ${tx.organizationId}`,
  );
  if (!organization) throw notFound("organization", tx.organizationId);
  return organization.zone;
}
