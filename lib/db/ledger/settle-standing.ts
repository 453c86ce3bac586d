import type { Transaction } from "../organization";
import { sql } from "../sql";
import { coverageOf, type Overlap } from "./coverage";
import { unpack } from "./packs";
import { standCharges, standUsage } from "./stand-rows";
import {
  type Choice,
  groupBy,
  isDelivery,
  isOverlap,
  type Pair,
  type Standing,
  standingsOf,
  type Told,
} from "./standing";

type Whose = { readonly provider: string; readonly account: string | null };
type Entry = Told & {
  readonly fileName: string;
  readonly choice: Choice | null;
  /** What was chosen when this import was restored: by the id of another, whether it counts instead of that. */
  readonly against: Readonly<Record<string, Choice>> | null;
  readonly isCommitted: boolean;
  readonly shadowedBy: number | null;
};

/**
 * Brings every row of the days an import tells of to where it belongs, after the import came in or was voided or restored:
 * who counts is found anew from all that is committed, so that the order of voids and restores makes no difference.
 * @param chosen where a person restores it: which counts, this ("replace") or what it overlaps with ("keep")
 * @param isComing whether the import is being committed just now
 * @returns the UTC days whose figures may change, and an overlap of this import that nobody has decided
 */
export async function settleStanding(
  tx: Transaction,
  options: { importId: number; zone: string; chosen: Choice | null; isComing?: true },
): Promise<{ days: string[]; undecided: Overlap | null }> {
  const { importId } = options;
  const coming = options.isComing ? importId : 0;
  const covered = groupBy(await coverageOf(tx, importId), ({ provider, account }) =>
    JSON.stringify([provider, account]),
  );
  const days: string[] = [];
  let undecided: Overlap | null = null;
  for (const of of covered.values()) {
    const [first] = of;
    if (!first) continue;
    const whose = { provider: first.provider, account: first.account };
    const asked = { coming, days: [...new Set(of.flatMap((c) => c.days))] };
    const entries = await contested(tx, whose, asked);
    if (entries.length === 0) continue;
    const committed = entries.filter(({ isCommitted }) => isCommitted);
    if (options.chosen !== null) await remember(tx, committed, { importId, chosen: options.chosen });
    for (const id of new Set(committed.map((entry) => entry.importId))) await unpack(tx, id, { own: true });
    const choiceOf = choices(committed, options);
    const grown = await grownPairs(tx, whose, committed, choiceOf);
    const found = standingsOf(committed, choiceOf, (pair) => grown.has(idOf(pair)));
    undecided ??= undecidedOf(found.undecided, whose, importId);
    await markCoverage(tx, whose, found.standings, committed);
    const where = { ...whose, coming, zone: options.zone, standings: found.standings };
    days.push(...(await standUsage(tx, where)), ...(await standCharges(tx, where)));
  }
  return { days: [...new Set(days)], undecided };
}

/** What imports tell of on those of the days on which two of them are, or were, about the same; by their commits. */
async function contested(
  tx: Transaction,
  { provider, account }: Whose,
  { coming, days }: { coming: number; days: string[] },
): Promise<Entry[]> {
  const entries =
    await tx.rows<Entry>(sql`select k.import_id as "importId", i.file_name as "fileName", k.covers, k.grouping,
      k.utc_day::text as day, k.shadowed_by as "shadowedBy", i.status = 'committed' or i.id = ${coming} as "isCommitted",
      i.options ->> 'overlap' as choice, i.options -> 'against' as against
    from import_coverage k join "import" i on i.organization_id = k.organization_id and i.id = k.import_id
    where k.organization_id = ${tx.organizationId} and k.provider = ${provider} and k.account = ${account ?? ""}
      and k.utc_day = any(${days}::date[])
    order by k.utc_day, i.committed_at, k.import_id, k.covers`);
  return [...groupBy(entries, ({ day }) => day).values()]
    .filter((told) => told.some((a, i) => told.slice(i + 1).some((b) => isOverlap(a, b) || isDelivery(a, b))))
    .flat();
}

/** Keeps what a person chose for the overlaps of a restored import: the latest word on each of its pairs. */
async function remember(
  tx: Transaction,
  committed: readonly Entry[],
  { importId, chosen }: { importId: number; chosen: Choice },
): Promise<void> {
  const own = committed.filter((entry) => entry.importId === importId);
  const others = new Set(
    committed
      .filter((entry) => own.some((mine) => mine.day === entry.day && isOverlap(mine, entry)))
      .map((entry) => entry.importId),
  );
  const against = JSON.stringify(Object.fromEntries([...others].map((id) => [id, chosen])));
  await tx.run(sql`update "import" set options = options
      || jsonb_build_object('against', coalesce(options -> 'against', '{}'::jsonb) || ${against}::jsonb)
    where organization_id = ${tx.organizationId} and id = ${importId}`);
  await tx.run(sql`update "import" set options = jsonb_set(options, '{against}', (options -> 'against') - ${String(importId)}::text)
    where organization_id = ${tx.organizationId} and id = any(${[...others]}::int[]) and options -> 'against' is not null`);
}

/** The choice made for two imports: at the restore of one of them, else when the later one came in. */
function choices(committed: readonly Entry[], options: { importId: number; chosen: Choice | null }) {
  const byId = new Map(committed.map((entry) => [entry.importId, entry]));
  const restored = (id: number, other: number): Choice | null => {
    if (options.chosen !== null && id === options.importId) return options.chosen;
    if (options.chosen !== null && other === options.importId) return null;
    return byId.get(id)?.against?.[other] ?? null;
  };
  return (earlier: number, later: number): Choice | null => {
    const ofEarlier = restored(earlier, later);
    if (ofEarlier !== null) return ofEarlier === "replace" ? "keep" : "replace";
    return restored(later, earlier) ?? byId.get(later)?.choice ?? null;
  };
}

const idOf = ({ earlier, later }: Pair) =>
  JSON.stringify([earlier.importId, later.importId, earlier.covers, later.day]);

/** Overlaps in which the later import holds all rows of the earlier again. Where the later counts anyway, nobody asks. */
async function grownPairs(
  tx: Transaction,
  whose: Whose,
  committed: readonly Entry[],
  choiceOf: (earlier: number, later: number) => Choice | null,
): Promise<Set<string>> {
  const org = tx.organizationId;
  const pairs = new Map<string, { pair: Pair; days: string[] }>();
  for (const told of groupBy(committed, ({ day }) => day).values())
    for (const [at, later] of told.entries())
      for (const earlier of told.slice(0, at)) {
        if (!mayGrow(earlier, later) || choiceOf(earlier.importId, later.importId) === "replace") continue;
        const key = JSON.stringify([earlier.importId, later.importId, earlier.covers]);
        const known = pairs.get(key) ?? { pair: { earlier, later }, days: [] };
        known.days.push(later.day);
        pairs.set(key, known);
      }
  const grown = new Set<string>();
  for (const { pair, days } of pairs.values()) {
    const [a, b] = [pair.earlier.importId, pair.later.importId];
    const rows = (table: string, id: number) =>
      table === "events"
        ? sql`(select key, ts, sku_id, scope_id from usage_event where organization_id = ${org} and import_id = ${id}
            and ts >= ${days[0]}::date::timestamp at time zone 'UTC' and ts < (${days.at(-1)}::date + 1)::timestamp at time zone 'UTC'
          union all select key, ts, sku_id, scope_id from usage_event_shadow where organization_id = ${org} and import_id = ${id})`
        : sql`(select key, utc_day::timestamp at time zone 'UTC' as ts, sku_id, scope_id from provider_charge
            where organization_id = ${org} and import_id = ${id})`;
    const missing = (table: string) => sql`select distinct (e.ts at time zone 'UTC')::date::text as day
      from ${rows(table, a)} e
      join sku k on k.organization_id = ${org} and k.id = e.sku_id and k.provider = ${whose.provider}
      join scope s on s.organization_id = ${org} and s.id = e.scope_id and s.account is not distinct from ${whose.account}::text
      where not exists (select from ${rows(table, b)} n where n.key = e.key and n.ts = e.ts)`;
    const left = await tx.rows<{ day: string }>(sql`${missing("events")} union ${missing("charges")}`);
    const has = new Set(left.map(({ day }) => day));
    for (const day of days)
      if (!has.has(day)) grown.add(idOf({ earlier: pair.earlier, later: { ...pair.later, day } }));
  }
  return grown;
}

/** Calls and buckets have no row in common. */
const mayGrow = (a: Told, b: Told) => isOverlap(a, b) && (a.grouping === "row") === (b.grouping === "row");

/** The first overlap of an import with another that nobody has decided. */
function undecidedOf(pairs: readonly Pair[], whose: Whose, importId: number): Overlap | null {
  const met = pairs.filter(({ earlier, later }) => [earlier.importId, later.importId].includes(importId));
  const [first] = met;
  if (!first) return null;
  const other = (first.earlier.importId === importId ? first.later : first.earlier) as Entry;
  const days = met
    .filter(({ earlier, later }) => [earlier.importId, later.importId].includes(other.importId))
    .map(({ later }) => later.day);
  return { ...whose, ...other, days };
}

/** Writes down behind whom an import stands, for the imports that come in later. */
async function markCoverage(
  tx: Transaction,
  { provider, account }: Whose,
  standings: readonly Standing[],
  committed: readonly Entry[],
): Promise<void> {
  const key = ({ importId, covers, day }: Told) => JSON.stringify([importId, covers, day]);
  const marked = new Map(committed.map((entry) => [key(entry), entry.shadowedBy]));
  const changed = standings.filter((standing) => marked.get(key(standing)) !== standing.behind);
  await tx.run(sql`update import_coverage k set shadowed_by = x.behind
    from json_to_recordset(${JSON.stringify(changed)}::json) as x("importId" int, covers text, day date, behind int)
    where k.organization_id = ${tx.organizationId} and k.provider = ${provider} and k.account = ${account ?? ""}
      and k.import_id = x."importId" and k.covers = x.covers and k.utc_day = x.day`);
}
