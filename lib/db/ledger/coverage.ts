import type { Transaction } from "../organization";
import { sql } from "../sql";
import { bringBack } from "./bring-back";
import { setAside } from "./merge";
import { isMoney, isOtherUnits } from "./standing";

/** What part of the world an import speaks of: which usage or money, on which UTC days, in which grouping. */
export type Coverage = {
  readonly provider: string;
  readonly account: string | null;
  readonly covers: string;
  readonly grouping: string;
  readonly days: readonly string[];
};

export type Overlap = Coverage & { readonly importId: number; readonly fileName: string };

/**
 * Committed imports that tell of the same usage in another grouping (ledger rule 14): the same provider, account and
 * day, but other rows, so that adding both would count it twice.
 */
export async function overlapsOf(
  tx: Transaction,
  coverage: readonly Coverage[],
  importId = 0,
): Promise<Overlap[]> {
  const found: Overlap[] = [];
  for (const c of coverage) {
    found.push(
      ...(await tx.rows<Overlap>(sql`select k.import_id as "importId", i.file_name as "fileName", k.provider,
          nullif(k.account, '') as account, k.covers, k.grouping, array_agg(k.utc_day::text order by k.utc_day) as days
        from import_coverage k join "import" i on i.organization_id = k.organization_id and i.id = k.import_id
        where k.organization_id = ${tx.organizationId} and i.status = 'committed' and k.shadowed_by is null
          and k.import_id <> ${importId}
          and k.provider = ${c.provider} and k.account = ${c.account ?? ""} and ${sameThing(c.covers)}
          and k.grouping <> ${c.grouping} and k.utc_day = any(${c.days}::date[])
        group by 1, 2, 3, 4, 5, 6`)),
    );
  }
  return found;
}

/**
 * Leaves out the days on which the newcomer holds every row of the earlier import again: that is the same report,
 * exported later, with rows of a kind the day did not have before (its first batch call, say). Its rows have been merged
 * one by one. To be asked when the newcomer's rows are in the ledger.
 */
export async function exceptGrown(
  tx: Transaction,
  overlaps: readonly Overlap[],
  importId: number,
): Promise<Overlap[]> {
  const left: Overlap[] = [];
  if (overlaps.length > 0) await gatherHeld(tx, importId);
  for (const o of overlaps) {
    const rows = await tx.rows<{ day: string }>(sql`
      select distinct (e.ts at time zone 'UTC')::date::text as day ${eventsOf(tx, o)} and ${NOT_HELD}
      union select distinct c.utc_day::text ${chargesOf(tx, o)} and ${notAmongCharges(tx, importId)} order by 1`);
    if (rows.length > 0) left.push({ ...o, days: rows.map((row) => row.day) });
  }
  if (overlaps.length > 0) await tx.run("drop table held");
  return left;
}

/** The live events of an earlier import that an overlap is about: of money there are none. */
const eventsOf = (tx: Transaction, o: Overlap, importId = o.importId) =>
  sql`from usage_event e
    join sku k on k.organization_id = ${tx.organizationId} and k.id = e.sku_id and k.provider = ${o.provider}
      and ${toldBy(o.covers)}
    join scope s on s.organization_id = ${tx.organizationId} and s.id = e.scope_id and s.account is not distinct from ${o.account}::text
    where e.organization_id = ${tx.organizationId} and e.import_id = ${importId} and ${utcDayIn(o.days)}`;

const chargesOf = (tx: Transaction, o: Overlap, importId = o.importId) =>
  sql`from provider_charge c
    join sku k on k.organization_id = ${tx.organizationId} and k.id = c.sku_id and k.provider = ${o.provider}
    join scope s on s.organization_id = ${tx.organizationId} and s.id = c.scope_id and s.account is not distinct from ${o.account}::text
    where c.organization_id = ${tx.organizationId} and c.import_id = ${importId} and c.counts and c.utc_day = any(${o.days}::date[])
      and ${o.covers.split(",").some(isMoney)}::boolean`;

/** Rows the newcomer holds as well stand aside as its duplicates, or have been corrected by it. */
const NOT_HELD = sql`not exists (select from held n where n.key = e.key and n.ts = e.ts)`;

/** Makes the temporary table `held` of the rows that the newcomer has aside: of them the planner knows something. */
async function gatherHeld(tx: Transaction, importId: number): Promise<void> {
  await tx.run(sql`create temp table held on commit drop as select key, ts from usage_event_shadow
    where organization_id = ${tx.organizationId} and import_id = ${importId}`);
  await tx.run("create index on held (key)");
  await tx.run("analyze held");
}

const notAmongCharges = (tx: Transaction, importId: number) =>
  sql`not exists (select from provider_charge n where n.organization_id = ${tx.organizationId}
    and n.import_id = ${importId} and n.key = c.key)`;

/** Remembers what an import covers. */
export async function keepCoverage(
  tx: Transaction,
  importId: number,
  coverage: readonly Coverage[],
): Promise<void> {
  for (const c of coverage) {
    await tx.run(sql`insert into import_coverage (organization_id, import_id, provider, account, covers, grouping, utc_day)
      select ${tx.organizationId}::int, ${importId}, ${c.provider}, ${c.account ?? ""}, ${c.covers}, ${c.grouping}, d
      from unnest(${c.days}::date[]) d on conflict do nothing`);
  }
}

/**
 * The newcomer counts: what the earlier import has on the days in question, and the newcomer has not, is set aside until
 * the newcomer is voided.
 */
export async function replaceOverlapped(
  tx: Transaction,
  options: { overlaps: readonly Overlap[]; importId: number; zone: string },
): Promise<void> {
  const org = tx.organizationId;
  const { importId } = options;
  if (options.overlaps.length > 0) await gatherHeld(tx, importId);
  for (const o of options.overlaps) {
    await tx.run(
      sql`create temp table removed on commit drop as select e.* ${eventsOf(tx, o)} and ${NOT_HELD}`,
    );
    await setAside(tx, { by: importId, cause: "overlap", zone: options.zone });
    await tx.run(sql`update provider_charge set counts = false, shadowed_by = ${importId}
      where organization_id = ${org} and (import_id, line, key) in
        (select c.import_id, c.line, c.key ${chargesOf(tx, o)} and ${notAmongCharges(tx, importId)})`);
    await tx.run(sql`update import_coverage set shadowed_by = ${importId} where organization_id = ${org}
      and import_id = ${o.importId} and provider = ${o.provider} and account = ${o.account ?? ""}
      and covers = any(${o.covers.split(",")}::text[]) and utc_day = any(${o.days}::date[])`);
  }
  if (options.overlaps.length > 0) await tx.run("drop table held");
}

/**
 * The earlier import keeps counting: what the newcomer has brought in on the days in question is set aside again, and
 * what it had corrected there comes back.
 * @returns how many rows were set aside, and how many corrections taken back
 */
export async function keepOverlapped(
  tx: Transaction,
  options: { overlaps: readonly Overlap[]; importId: number; zone: string },
): Promise<{ aside: number; back: number }> {
  const org = tx.organizationId;
  const { importId, zone } = options;
  const moved = { aside: 0, back: 0 };
  for (const o of options.overlaps) {
    await tx.run(sql`create temp table removed on commit drop as select e.* ${eventsOf(tx, o, importId)}`);
    moved.aside += await setAside(tx, { by: o.importId, cause: "overlap", zone });
    moved.aside += await tx.run(sql`update provider_charge set counts = false, shadowed_by = ${o.importId}
      where organization_id = ${org} and (import_id, line, key) in (select c.import_id, c.line, c.key ${chargesOf(tx, o, importId)})`);
    await tx.run(sql`update import_coverage set shadowed_by = ${o.importId} where organization_id = ${org}
      and import_id = ${importId} and provider = ${o.provider} and account = ${o.account ?? ""}
      and covers = ${o.covers} and utc_day = any(${o.days}::date[])`);
  }
  moved.back += (await bringBack(tx, { importId, zone })).rows;
  return moved;
}

/** After a void, what the voided import had set aside covers its days again. Its own coverage waits for a restore. */
export async function releaseCoverage(tx: Transaction, importId: number): Promise<void> {
  await tx.run(
    sql`update import_coverage set shadowed_by = null
      where organization_id = ${tx.organizationId} and shadowed_by = ${importId}`,
  );
}

/** What an import covers. */
export async function coverageOf(tx: Transaction, importId: number): Promise<Coverage[]> {
  return tx.rows<Coverage>(sql`select provider, nullif(account, '') as account, covers, grouping,
      array_agg(utc_day::text order by utc_day) as days from import_coverage
    where organization_id = ${tx.organizationId} and import_id = ${importId} group by 1, 2, 3, 4`);
}

/**
 * Request logs of any provider ("*") tell of what its usage reports tell, and the money of a bill of what its cost
 * reports tell. Money and usage are two matters, and so is what is counted in other units than tokens (images, seconds), which no
 * log of calls tells.
 */
const sameThing = (covers: string) =>
  isMoney(covers)
    ? sql`k.covers like '%cost%'`
    : covers === "*"
      ? sql`k.covers not like '%cost%' and k.covers not like '%/units/%'`
      : sql`(k.covers = ${covers} or (k.covers = '*' and ${!covers.includes("/units/")}::boolean))`;

/** Of the events of an import, those that the named of its reports tell of; `k` names their sku. */
const toldBy = (covers: string) => {
  const usage = covers.split(",").filter((one) => !isMoney(one));
  const tokens = usage.some((one) => !isOtherUnits(one));
  const others = usage.some((one) => isOtherUnits(one) || one === "*");
  return sql`case when k.unit = 'tokens' then ${tokens}::boolean else ${others}::boolean end`;
};

const utcDayIn = (days: readonly string[]) =>
  sql`e.ts >= ${days[0]}::date::timestamp at time zone 'UTC'
    and e.ts < (${days.at(-1)}::date + 1)::timestamp at time zone 'UTC'
    and (e.ts at time zone 'UTC')::date = any(${days}::date[])`;
