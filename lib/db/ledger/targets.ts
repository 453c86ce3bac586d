import type { Target } from "@/lib/allocation";
import type { Transaction } from "../organization";
import { sql } from "../sql";
import { productIds } from "./products";

/** The number of a target; 0 for what goes to nobody. */
export type TargetIdOf = (target: Target) => number;

const keyOf = ({ product, customer, team, kind }: Target): string =>
  JSON.stringify([product?.toLowerCase() ?? null, customer, team, kind]);

/** True of a target that gives nothing to anybody. */
export const isNobody = ({ product, customer }: Target): boolean => product === null && customer === null;

/** The numbers of targets; those not known yet are made, and their products too. */
export async function targetIds(tx: Transaction, targets: Iterable<Target>): Promise<TargetIdOf> {
  const org = tx.organizationId;
  const wanted = new Map<string, Target>();
  for (const target of targets) if (!isNobody(target)) wanted.set(keyOf(target), target);
  const products = await productIds(
    tx,
    [...wanted.values()].flatMap(({ product }) => product ?? []),
  );
  const nameOf = new Map([...products].map(([name, id]) => [id, name]));
  const rows = [...wanted.values()].map((target) => ({
    ...target,
    product: target.product === null ? null : products.get(target.product.toLowerCase()),
  }));
  await tx.run(sql`insert into allocation_target (organization_id, product_id, customer, team, cost_kind)
    select ${org}::int, product, customer, team, kind
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(product uuid, customer text, team text, kind text)
    on conflict do nothing`);
  const all = await tx.rows<
    Target & { id: number }
  >(sql`select id, product_id::text as product, customer, team,
      cost_kind as kind from allocation_target where organization_id = ${org}`);
  const ids = new Map(
    all.map(({ id, ...target }) => [
      keyOf({ ...target, product: target.product && (nameOf.get(target.product) ?? target.product) }),
      id,
    ]),
  );
  return (target) => {
    if (isNobody(target)) return 0;
    const id = ids.get(keyOf(target));
    if (id === undefined) throw new Error(`no target for ${keyOf(target)}`);
    return id;
  };
}

/** The product of every target there is, by its number: of those that whole scopes point at, too. */
export async function productsOfTargets(tx: Transaction): Promise<(target: number) => string | undefined> {
  const org = tx.organizationId;
  const rows = await tx.rows<{ id: number; product: string }>(sql`select t.id, p.name as product
    from allocation_target t join product p on p.organization_id = ${org} and p.id = t.product_id
    where t.organization_id = ${org}`);
  const byId = new Map(rows.map(({ id, product }) => [id, product]));
  return (target) => byId.get(target);
}

/** Forgets targets that nothing points at any more. */
export async function dropUnusedTargets(tx: Transaction): Promise<void> {
  const org = tx.organizationId;
  await tx.run(sql`delete from allocation_target t where organization_id = ${org}
    and not exists (select from scope_allocation a where a.organization_id = ${org} and a.target_id = t.id)
    and not exists (select from usage_parted u where u.organization_id = ${org} and u.target_id = t.id)`);
}
