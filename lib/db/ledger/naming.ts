import type { Transaction } from "../organization";
import { sql } from "../sql";
import { groupBy } from "./standing";

/** How a report names projects, workspaces and keys; a log of calls in whatever words its writer chose. */
type Naming = "ids" | "names" | "own words";
type Told = { import_id: number | null; provider: string; account: string; day: string; naming: Naming };

const FIELDS = ["project", "workspace", "api_key"] as const;
type Fields = Readonly<Record<(typeof FIELDS)[number], string | null>>;
type Charge = Fields & { import_id: number; provider: string; account: string | null; utc_day: string };

/**
 * Takes from the charges of one day what says nothing about the usage they are for, so that they are laid over it by what
 * both know and do not stand beside it (economics §5.15). An export of a console has display names, an API's report ids:
 * no name is ever equal to an id. A log may have either or neither: where none of its words is among those of the
 * charges, they are others. Reports of one naming are compared as they are, and a charge of a project without usage stays
 * a line of its own.
 */
export type Comparable = <C extends Charge>(charges: readonly C[], usage: readonly Fields[]) => readonly C[];

/** Asks what the imports that count on these days, and the one being committed, tell of in which naming. */
export async function comparableOn(tx: Transaction, days: readonly string[]): Promise<Comparable> {
  const told =
    await tx.rows<Told>(sql`select distinct case when k.covers like '%cost%' then k.import_id end as import_id,
      k.provider, k.account, k.utc_day::text as day,
      case when k.grouping like 'names:%' then 'names' when k.grouping = 'row' then 'own words' else 'ids' end as naming
    from import_coverage k join "import" i on i.organization_id = k.organization_id and i.id = k.import_id
    where k.organization_id = ${tx.organizationId} and k.utc_day = any(${days}::date[]) and i.status <> 'voided'
      and k.shadowed_by is null and k.covers not like '%/units/%'`);
  const byDay = groupBy(told, ({ provider, day }) => `${provider} ${day}`);
  return (charges, usage) => {
    const differs = FIELDS.filter((field) => isDisjoint(charges, usage, field));
    return charges.map((charge) => {
      const about = byDay.get(`${charge.provider} ${charge.utc_day}`) ?? [];
      const own = about.find(({ import_id }) => import_id === charge.import_id)?.naming;
      const namings = namingsOf(about, charge.account);
      if (own === undefined || namings.size === 0 || namings.has(own)) return charge;
      const strange = namings.has("own words") ? differs : FIELDS;
      return { ...charge, ...Object.fromEntries(strange.map((field) => [field, null])) };
    });
  };
}

/** The namings of the usage of an account, or of the day where none is of that account. */
function namingsOf(about: readonly Told[], account: string | null): Set<Naming> {
  const usage = about.filter(({ import_id }) => import_id === null);
  const near = usage.filter((each) => each.account === (account ?? ""));
  return new Set((near.length > 0 ? near : usage).map(({ naming }) => naming));
}

function isDisjoint(
  charges: readonly Fields[],
  usage: readonly Fields[],
  field: (typeof FIELDS)[number],
): boolean {
  const words = new Set(usage.map((each) => each[field]?.trim().toLowerCase()));
  return !charges.some((each) => each[field] !== null && words.has(each[field].trim().toLowerCase()));
}
