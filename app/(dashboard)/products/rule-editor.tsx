"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Notice, Section } from "@/app/ui";
import { formOf, NEW_RULE, withRule } from "@/lib/allocation/rule-form";
import type { Rule, RuleSet } from "@/lib/allocation/rules";
import type { ProductsReport } from "@/lib/reports/products";
import type { RulesPreview } from "@/lib/reports/rules-preview";
import { applyRuleSet, previewRuleSet, restoreRuleSet } from "./actions";
import { AsText } from "./as-text";
import { History } from "./history";
import { Preview } from "./preview";
import { type Problem, problemsOf } from "./problems";
import { RuleForm } from "./rule-form";
import { RuleList } from "./rule-list";
import { Suggestions } from "./suggestions";

type Props = Readonly<{
  /** The set in force. */
  document: RuleSet;
  /** Its id; null where none is in force. */
  inForce: string | null;
  suggestions: ProductsReport["suggestions"];
  unallocated: ProductsReport["unallocated"];
  history: ProductsReport["history"];
  period: Readonly<{ from: string; to: string; label: string }>;
  canWrite: boolean;
}>;

/** A set that is not in force yet, with what it would move. */
type Draft = Readonly<{
  document: RuleSet;
  /** The set in force when the change was begun. */
  basedOn: string | null;
  preview: RulesPreview;
  /** The days the preview is of. */
  period: string;
  /** The earlier set it is, unchanged. */
  restores: string | null;
}>;

/** The rules: every change is previewed first, and in force only once it is saved. */
export function RuleEditor({
  document,
  inForce,
  suggestions,
  unallocated,
  history,
  period,
  canWrite,
}: Props) {
  const router = useRouter();
  const [isBusy, start] = useTransition();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const set = draft?.document ?? document;

  /** Previews a set; it becomes the draft where it holds, and nothing changes where it does not. */
  async function offer(next: unknown, restores: string | null = null): Promise<readonly Problem[]> {
    setProblem(null);
    setTold(null);
    const { from, to } = period;
    const answer = await previewRuleSet({ from, to, ...(restores ? { id: restores } : { document: next }) });
    if (answer.ok) {
      const isInForce = JSON.stringify(answer.value.document) === JSON.stringify(document);
      const basedOn = draft ? draft.basedOn : inForce;
      setDraft(isInForce ? null : { ...answer.value, basedOn, period: period.label, restores });
      return [];
    }
    const { message, fix, problems = [] } = answer;
    return problems.length > 0
      ? problems.map(({ field, reason }) => ({ field: field ?? "", reason }))
      : [{ field: "", reason: `${message} ${fix}` }];
  }
  /** For acts without a field of their own: what is wrong is told above the rules. */
  const propose = (next: RuleSet | null, restores: string | null = null) =>
    start(async () => {
      const [first] = await offer(next, restores);
      if (first) setProblem(first.field ? `${first.field}: ${first.reason}` : first.reason);
    });
  const offerRule = (place: number) => async (rule: Rule) => {
    const problems = await offer(withRule(set, place, rule));
    const own = problemsOf(problems, place);
    const [other] = problems;
    return own.length > 0 || !other ? own : [{ field: "", reason: `${other.field}: ${other.reason}` }];
  };
  const save = () =>
    start(async () => {
      if (!draft) return;
      const answer = draft.restores
        ? await restoreRuleSet(draft.restores, draft.basedOn)
        : await applyRuleSet(draft.document, draft.basedOn);
      if (!answer.ok) {
        setProblem(`${answer.message} ${answer.fix}`);
        // Below the draft stand the rules as they are now.
        if (answer.code === "rules-changed") router.refresh();
        return;
      }
      const { scopesMoved, scopesUnallocated } = answer.value;
      setDraft(null);
      setTold(
        `In force: ${scopesMoved} ${scopesMoved === 1 ? "source of cost" : "sources of cost"} moved, ${scopesUnallocated} without a product.`,
      );
      router.refresh();
    });

  const acts = { set, isBusy, propose };
  return (
    <>
      {told && <Notice tone="good">{told}</Notice>}
      {problem && (
        <Notice tone="bad" title="The rules stay as they were">
          {problem}
        </Notice>
      )}
      {draft && (
        <Preview
          preview={draft.preview}
          document={draft.document}
          period={draft.period}
          isBusy={isBusy}
          onSave={save}
          onDiscard={() => {
            setDraft(null);
            setProblem(null);
          }}
          again={
            draft.period === period.label
              ? null
              : { label: period.label, look: () => propose(draft.document, draft.restores) }
          }
        />
      )}
      <Suggestions {...acts} suggestions={suggestions} unallocated={unallocated} canWrite={canWrite} />
      <Section title="Rules" sub="The first rule that matches gives a source of cost its product.">
        <RuleList
          {...acts}
          canWrite={canWrite}
          neverMatch={draft?.preview.neverMatch ?? []}
          edit={(place, rule, close) => (
            <RuleForm
              start={formOf(rule)}
              products={set.products}
              label="Preview the change"
              isBusy={isBusy}
              offer={offerRule(place)}
              onClose={close}
            />
          )}
        />
        {set.customerFromTag && (
          <p className="mt-3 text-ink-2">
            The tag {set.customerFromTag} names the customer where no rule does.
          </p>
        )}
        {canWrite && (
          <RuleForm
            start={NEW_RULE}
            products={set.products}
            label="Add rule"
            isBusy={isBusy}
            offer={offerRule(set.rules.length)}
          />
        )}
      </Section>
      {canWrite && <AsText key={JSON.stringify(set)} set={set} isBusy={isBusy} offer={offer} />}
      <History history={history} isBusy={isBusy} putBack={canWrite ? (id) => propose(null, id) : null} />
    </>
  );
}
