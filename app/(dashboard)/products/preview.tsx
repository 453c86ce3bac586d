"use client";

import { Actions, Button, Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import type { RuleSet } from "@/lib/allocation/rules";
import { sentenceOf } from "@/lib/allocation/sentence";
import { dimensionWord } from "@/lib/filters/dimensions";
import { formatCount, formatShare, formatUsdText } from "@/lib/money";
import type { RulesPreview } from "@/lib/reports/rules-preview";

type Props = Readonly<{
  preview: RulesPreview;
  document: RuleSet;
  period: string;
  isBusy: boolean;
  onSave: () => void;
  onDiscard: () => void;
  /** Where the page's days are others by now: how to look at those. */
  again: Readonly<{ label: string; look: () => void }> | null;
}>;

const MOVES = [
  { id: "month", header: "Month", kind: "text" },
  { id: "product", header: "Product", kind: "text", strong: true },
  { id: "before", header: "Before", kind: "usd", term: "spend" },
  { id: "after", header: "After", kind: "usd" },
  { id: "moved", header: "Moved", kind: "usd-change" },
] as const;

/** What a changed set would move, and the button that puts it in force. */
export function Preview({ preview, document, period, isBusy, onSave, onDiscard, again }: Props) {
  const { unallocated, unmatched, neverMatch, moves } = preview;
  return (
    <div className="mb-[34px] border-l-2 border-accent pl-5">
      <Section
        title="Not saved yet: what would move"
        sub={
          <>
            {period}. Unallocated {formatUsdText(unallocated.before)} ({formatShare(unallocated.shareBefore)})
            → <b>{formatUsdText(unallocated.after)}</b> ({formatShare(unallocated.shareAfter)}).
          </>
        }
      >
        <DataTable
          title="What would move"
          columns={MOVES}
          rows={moves}
          empty="No cost of these days moves from one product to another."
        />
        <p className="mt-3 text-ink-2">
          {unmatched.scopes === 0
            ? "Every source of cost is matched by a rule."
            : `No rule matches ${formatCount(unmatched.scopes)} ${unmatched.scopes === 1 ? "source" : "sources"} of cost: ${formatCount(unmatched.rows)} ${unmatched.rows === 1 ? "row" : "rows"}, ${formatUsdText(unmatched.cost)}.`}
        </p>
        {unmatched.largest.length > 0 && (
          <details className="mt-1">
            <summary className="cursor-pointer text-accent">The dearest of them</summary>
            <DataTable
              title="Matched by no rule"
              columns={[
                { id: "scope", header: "Source of cost", kind: "text", wrap: true },
                { id: "cost", header: "Cost", kind: "usd", term: "unallocated-cost" },
              ]}
              rows={unmatched.largest}
            />
          </details>
        )}
        {neverMatch.length > 0 && (
          <details className="mt-1" open={neverMatch.length <= 5}>
            <summary className="cursor-pointer text-warn">
              {neverMatch.length === 1 ? "1 rule matches" : `${neverMatch.length} rules match`} no cost of
              these days
            </summary>
            <ul className="mt-1 text-ink-2">
              {neverMatch.map((place) => {
                const rule = document.rules[place];
                return rule ? (
                  <li key={place} className="break-words">
                    {place + 1}. {sentenceOf(rule, dimensionWord).when} →{" "}
                    {sentenceOf(rule, dimensionWord).gives}
                  </li>
                ) : null;
              })}
            </ul>
          </details>
        )}
        <Actions>
          {again && (
            <Button disabled={isBusy} onClick={again.look}>
              Look at {again.label}
            </Button>
          )}
          <Button disabled={isBusy} onClick={onDiscard}>
            Discard
          </Button>
          <Button look="primary" disabled={isBusy} onClick={onSave}>
            Save the rules
          </Button>
        </Actions>
      </Section>
    </div>
  );
}
