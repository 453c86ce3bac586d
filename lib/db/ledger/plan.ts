import {
  allocatorOf,
  type RuleSet,
  type Stretch,
  type Target,
  type UsedSku,
  type Way,
} from "@/lib/allocation";
import type { Dimensions } from "@/lib/ingest/records";
import type { Transaction } from "../organization";
import { empty, sql } from "../sql";

export type NumberedScope = Dimensions & { readonly id: number };

/** Days of a parted scope that one rule decides, both inclusive; sku 0 stands for all of them. */
export type PlannedPart = Readonly<{
  scope: number;
  sku: number;
  from: string | null;
  to: string | null;
  rule: number | null;
  way: number;
}>;

/** What a rule set says of scopes: of each either one target whole, or parts. */
export type Plan = Readonly<{
  whole: readonly Readonly<{ scope: number; rule: number | null; target: Target }>[];
  parted: readonly number[];
  parts: readonly PlannedPart[];
  /** The ways of the parts, by number. */
  ways: readonly Way[];
}>;

/** The scopes of an organization. @param only these; "parted" those whose cost goes to several targets */
export async function scopesOf(tx: Transaction, only?: "parted"): Promise<NumberedScope[]> {
  const org = tx.organizationId;
  return tx.rows<NumberedScope>(sql`select s.id, account, project, workspace, api_key as "apiKey", "user", customer, feature,
      environment, tags from scope s
    ${only ? sql`join scope_allocation a on a.organization_id = ${org} and a.scope_id = s.id and a.target_id is null` : empty}
    where s.organization_id = ${org} order by s.id`);
}

/** Asks the rules of every scope, and where what was used decides too, of every sku the scope has used. */
export async function planOf(tx: Transaction, set: RuleSet, scopes: readonly NumberedScope[]): Promise<Plan> {
  const allocator = allocatorOf(set);
  const whole: { scope: number; rule: number | null; target: Target }[] = [];
  const parted: number[] = [];
  const parts: PlannedPart[] = [];
  const ways = new Ways();
  const bySku: NumberedScope[] = [];
  const add = (scope: number, sku: number, stretches: readonly Stretch[]) => {
    for (const { way, ...stretch } of stretches)
      parts.push({ scope, sku, ...stretch, way: ways.of(stretch.rule, way) });
  };
  for (const scope of scopes) {
    if (allocator.asksSku(scope)) {
      bySku.push(scope);
      continue;
    }
    const stretches = allocator.stretchesOf(scope, null);
    const [only, ...more] = stretches;
    if (only?.way.kind === "whole" && more.length === 0)
      whole.push({ scope: scope.id, rule: only.rule, target: only.way.target });
    else {
      parted.push(scope.id);
      add(scope.id, 0, stretches);
    }
  }
  const used = await usedSkus(tx, bySku);
  for (const scope of bySku) {
    parted.push(scope.id);
    for (const { id, ...sku } of used.get(scope.id) ?? [])
      add(scope.id, id, allocator.stretchesOf(scope, sku));
  }
  return { whole, parted, parts, ways: ways.all };
}

/** Ways by number: a rule gives all scopes alike but for their customer. */
class Ways {
  readonly all: Way[] = [];
  private readonly known = new Map<string, number>();

  of(rule: number | null, way: Way): number {
    const target = way.kind === "whole" ? way.target : way.targets[0];
    const key = JSON.stringify([rule, target?.customer ?? null]);
    const before = this.known.get(key);
    if (before !== undefined) return before;
    this.known.set(key, this.all.length);
    return this.all.push(way) - 1;
  }
}

async function usedSkus(
  tx: Transaction,
  scopes: readonly NumberedScope[],
): Promise<Map<number, (UsedSku & { id: number })[]>> {
  const used = new Map<number, (UsedSku & { id: number })[]>();
  if (scopes.length === 0) return used;
  const org = tx.organizationId;
  const rows = await tx.rows<
    UsedSku & { scope: number; id: number }
  >(sql`select m.scope_id as scope, k.id, k.provider, k.model
    from (select distinct scope_id, sku_id from usage_monthly
      where organization_id = ${org} and scope_id = any(${scopes.map(({ id }) => id)}::int[])) m
    join sku k on k.organization_id = ${org} and k.id = m.sku_id order by 1, 2`);
  for (const { scope, ...sku } of rows) {
    const list = used.get(scope);
    if (list) list.push(sku);
    else used.set(scope, [sku]);
  }
  return used;
}
