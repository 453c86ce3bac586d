import type { Actor } from "@/lib/access/actor";
import { productsOf, type RuleSet, sentenceOf } from "@/lib/allocation";
import { rulesInForce } from "@/lib/db/ledger/products";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { type Dimension, type Filters, hrefWith, rangeLabel } from "@/lib/filters";
import { type MetricId, measuresFor, metricOf, valueText } from "@/lib/metrics";
import { cached } from "./cached";
import { addUp, coverageOf, cubeRows } from "./query";

const METRICS = [
  "spend",
  "revenue",
  "gross_margin",
  "gross_margin_percent",
] as const satisfies readonly MetricId[];
/** The parts of a scope a rule may name, and by which unallocated cost is listed. */
const PARTS = [
  "account",
  "project",
  "workspace",
  "api_key",
  "user",
  "customer",
  "feature",
  "environment",
] as const satisfies readonly Dimension[];
const UNALLOCATED_MAX = 50;

/** Products with what they cost and earn, the rules in force, and the scopes no rule reaches, dearest first. */
export async function productsReport(actor: Actor, filters: Filters) {
  const { from, to } = filters;
  return cached(actor, "products", { from, to }, async () => {
    const measures = measuresFor(METRICS);
    const question = { from, to, grain: "none", where: {} } as const;
    const [rows, unallocated, coverage, more] = await Promise.all([
      cubeRows(actor, { ...question, by: ["product"] }, measures),
      cubeRows(actor, { ...question, by: [...PARTS], where: { product: [null] } }, ["effective_cost"]),
      coverageOf(actor, question),
      inOrganization(actor.organizationId, async (tx) => ({
        rules: await rulesInForce(tx),
        products: await tx.rows<{ name: string }>(
          sql`select name from product where organization_id = ${actor.organizationId} order by name`,
        ),
      })),
    ]);
    const rules = more.rules?.rules ?? [];
    const values = (sums: Parameters<typeof valueText>[1]) =>
      Object.fromEntries(METRICS.map((id) => [id, valueText(metricOf(id), sums)]));
    const sumsOf = (name: string | null) => rows.find((row) => row.keys[0] === name)?.sums ?? {};
    const line = (name: string | null) => ({
      id: name ?? "",
      cells: {
        product: name,
        ...values(sumsOf(name)),
        rules:
          name === null
            ? null
            : rules.filter((r) => productsOf(r).some((p) => p.toLowerCase() === name.toLowerCase())).length,
      },
      links: { spend: hrefWith(filters, { where: { product: [name] } }, "/spend") },
      missing: { product: "Unallocated" },
      muted: name === null,
    });
    return {
      period: rangeLabel(filters),
      allocated: coverage.cost_allocated,
      products: more.products.map((p) => p.name),
      rules: rules.map((rule) => {
        const { when, gives } = sentenceOf(rule);
        return { when, product: gives };
      }),
      document: more.rules ?? ({ products: more.products.map((p) => p.name), rules: [] } satisfies RuleSet),
      rows: [
        ...more.products.map((p) => line(p.name)),
        ...(rows.some((row) => row.keys[0] === null) ? [line(null)] : []),
      ],
      total: { id: "total", cells: { product: "Total", ...values(addUp(rows)), rules: rules.length } },
      unallocated: unallocated
        .filter((row) => (row.sums.effective_cost ?? 0n) > 0n)
        .sort((a, b) => ((b.sums.effective_cost ?? 0n) > (a.sums.effective_cost ?? 0n) ? 1 : -1))
        .slice(0, UNALLOCATED_MAX)
        .map((row, i) => ({
          id: String(i),
          parts: Object.fromEntries(
            PARTS.flatMap((part, p) => (row.keys[p] ? [[part, row.keys[p]]] : [])),
          ) as Record<string, string>,
          spend: valueText(metricOf("spend"), row.sums),
        })),
    };
  });
}

export type ProductsReport = Awaited<ReturnType<typeof productsReport>>;
