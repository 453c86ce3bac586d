import type { Actor } from "@/lib/access/actor";
import { productsOf } from "@/lib/allocation";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { type Filters, hrefWith, rangeLabel } from "@/lib/filters";
import { type MetricId, measuresFor, metricOf, valueText } from "@/lib/metrics";
import { cached } from "./cached";
import { shareOf } from "./figures";
import { addUp, coverageOf, cubeRows } from "./query";
import { suggestionsOf, TELLING_PARTS } from "./rule-suggestions";
import { rulesWithId } from "./rules";
import { type RuleSetEntry, rulesHistory } from "./rules-history";
import { scopeText } from "./rules-preview";

const METRICS = [
  "spend",
  "revenue",
  "gross_margin",
  "gross_margin_percent",
] as const satisfies readonly MetricId[];
const SUGGESTIONS_MAX = 12;

/** Products with what they cost and earn, the rules in force, the rules that would allocate most, and the history. */
export async function productsReport(actor: Actor, filters: Filters) {
  const { from, to } = filters;
  return cached(actor, "products", { from, to }, async () => {
    const measures = measuresFor(METRICS);
    const question = { from, to, grain: "none", where: {} } as const;
    const { id: inForce, document } = await rulesWithId(actor);
    // A customer that a tag names is none that a rule could ask the scope for.
    const parts = TELLING_PARTS.filter((part) => part !== "customer" || !document.customerFromTag);
    const [rows, unallocated, coverage, products, history] = await Promise.all([
      cubeRows(actor, { ...question, by: ["product"] }, measures),
      cubeRows(actor, { ...question, by: [...parts], where: { product: [null] } }, ["effective_cost"]),
      coverageOf(actor, question),
      inOrganization(actor.organizationId, (tx) =>
        tx.rows<{ name: string }>(
          sql`select name from product where organization_id = ${actor.organizationId} order by name`,
        ),
      ),
      rulesHistory(actor),
    ]);
    const { rules } = document;
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
    const bare = sumsOf(null).effective_cost ?? 0n;
    const spendText = (amount: bigint) => valueText(metricOf("spend"), { effective_cost: amount });
    const suggestions = suggestionsOf(
      unallocated.map(({ keys, sums }) => ({
        parts: Object.fromEntries(parts.map((part, i) => [part, keys[i] ?? null])),
        cost: sums.effective_cost ?? 0n,
      })),
      parts,
      SUGGESTIONS_MAX,
    );
    return {
      period: rangeLabel(filters),
      allocated: coverage.cost_allocated,
      document,
      /** The id of the set in force, null where there is none: what a change is made from. */
      inForce,
      rows: [
        ...products.map((p) => line(p.name)),
        ...(rows.some((row) => row.keys[0] === null) ? [line(null)] : []),
      ],
      total: { id: "total", cells: { product: "Total", ...values(addUp(rows)), rules: rules.length } },
      unallocated: {
        cost: String(spendText(bare)),
        share: shareOf(bare, addUp(rows).effective_cost ?? 0n),
      },
      suggestions: suggestions.map(({ when, cost }, i) => ({
        when,
        line: {
          id: String(i),
          cells: {
            when: scopeText(when) ?? "Nothing given",
            spend: spendText(cost),
            share: shareOf(cost, bare),
          },
        },
      })),
      history: history.map((entry) => historyLine(entry, history)),
    };
  });
}

function historyLine(entry: RuleSetEntry, history: readonly RuleSetEntry[]) {
  const origin = history.find(({ id }) => id === entry.restored_from);
  const what = [
    entry.retired_at === null ? "in force" : null,
    entry.restored_from === null
      ? null
      : origin
        ? `the rules of ${origin.applied_at.slice(0, 16).replace("T", " ")} put back`
        : "an earlier set put back",
  ];
  return {
    id: entry.id,
    cells: {
      at: entry.applied_at.slice(0, 16),
      by: entry.applied_by,
      rules: entry.rules,
      added: entry.rules_added,
      removed: entry.rules_removed,
      what: what.filter(Boolean).join(", ") || "replaced",
    },
    missing: { by: "Command line" },
    muted: entry.retired_at !== null,
  };
}

export type ProductsReport = Awaited<ReturnType<typeof productsReport>>;
