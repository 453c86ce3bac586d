"use client";

import { Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import { withRule } from "@/lib/allocation/rule-form";
import type { RuleSet } from "@/lib/allocation/rules";
import { formatShare, formatUsdText } from "@/lib/money";
import type { ProductsReport } from "@/lib/reports/products";

type Props = Readonly<{
  suggestions: ProductsReport["suggestions"];
  unallocated: ProductsReport["unallocated"];
  set: RuleSet;
  canWrite: boolean;
  isBusy: boolean;
  propose: (next: RuleSet) => void;
}>;

const COLUMNS = [
  { id: "when", header: "Where", kind: "text", strong: true, wrap: true },
  { id: "spend", header: "Cost", kind: "usd", term: "unallocated-cost" },
  { id: "share", header: "Of unallocated", kind: "share" },
] as const;

/** The conditions that would reduce unallocated cost most; a product chosen for one opens the preview of that rule. */
export function Suggestions({ suggestions, unallocated, set, canWrite, isBusy, propose }: Props) {
  const actions = Object.fromEntries(
    suggestions.map(({ line, when }) => [
      line.id,
      <select
        key={line.id}
        aria-label={`Give ${line.cells.when} to`}
        disabled={isBusy}
        value=""
        onChange={(event) => propose(withRule(set, set.rules.length, { when, product: event.target.value }))}
        className="max-w-[150px] rounded-chip border border-rule bg-card px-2 py-[3px] text-ink"
      >
        <option value="" disabled>
          Give it to…
        </option>
        {set.products.map((product) => (
          <option key={product} value={product}>
            {product}
          </option>
        ))}
      </select>,
    ]),
  );
  return (
    <Section
      title="Unallocated"
      sub={
        unallocated.cost === "0"
          ? "Every cost of this period has a product."
          : `${formatUsdText(unallocated.cost)}, ${formatShare(unallocated.share)} of cost, has no product. These rules would reduce it most; choosing a product shows what moves.`
      }
    >
      {suggestions.length > 0 && (
        <DataTable
          title="Unallocated"
          columns={COLUMNS}
          rows={suggestions.map(({ line }) => line)}
          {...(canWrite && set.products.length > 0 ? { actions } : {})}
        />
      )}
    </Section>
  );
}
