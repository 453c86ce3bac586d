"use client";

import { type ReactNode, useState } from "react";
import { Button, Warn } from "@/app/ui";
import type { Rule, RuleSet } from "@/lib/allocation/rules";
import { sentenceOf } from "@/lib/allocation/sentence";
import { dimensionWord } from "@/lib/filters/dimensions";

type Props = Readonly<{
  set: RuleSet;
  canWrite: boolean;
  isBusy: boolean;
  /** Rules that reach no cost of the days previewed. */
  neverMatch: readonly number[];
  propose: (next: RuleSet) => void;
  edit: (place: number, rule: Rule, close: () => void) => ReactNode;
}>;

/** The rules in order, each as a sentence; one of them open in its form. */
export function RuleList({ set, canWrite, isBusy, neverMatch, propose, edit }: Props) {
  const [open, setOpen] = useState<number | null>(null);
  const { rules } = set;
  if (rules.length === 0)
    return <p className="border-t border-t-ink py-3 text-ink-2">No rules yet: all cost is unallocated.</p>;
  const change = (next: readonly Rule[]) => {
    setOpen(null);
    propose({ ...set, rules: next });
  };
  const move = (from: number, to: number) => {
    const next = [...rules];
    next.splice(to, 0, ...next.splice(from, 1));
    change(next);
  };
  return (
    <ol className="border-t border-t-ink">
      {rules.map((rule, i) => {
        const { when, gives } = sentenceOf(rule, dimensionWord);
        return (
          <li key={i} className="border-b py-[7px]">
            <div className="flex flex-wrap items-center gap-x-4">
              <span className="w-6 text-ink-3">{i + 1}</span>
              <span className="min-w-0 flex-1 basis-[240px] break-words">
                {when} <span className="text-ink-3">→</span> <span className="font-strong">{gives}</span>
                {neverMatch.includes(i) && (
                  <>
                    {" "}
                    <Warn>matches no cost of these days</Warn>
                  </>
                )}
              </span>
              {canWrite && (
                <span className="flex gap-3">
                  <RowButton
                    label={`Edit rule ${i + 1}`}
                    isOff={isBusy}
                    act={() => setOpen(open === i ? null : i)}
                  >
                    Edit
                  </RowButton>
                  <RowButton
                    label={`Move rule ${i + 1} up`}
                    isOff={isBusy || i === 0}
                    act={() => move(i, i - 1)}
                  >
                    Up
                  </RowButton>
                  <RowButton
                    label={`Move rule ${i + 1} down`}
                    isOff={isBusy || i === rules.length - 1}
                    act={() => move(i, i + 1)}
                  >
                    Down
                  </RowButton>
                  <RowButton
                    label={`Remove rule ${i + 1}`}
                    isOff={isBusy}
                    act={() => change(rules.filter((_, n) => n !== i))}
                  >
                    Remove
                  </RowButton>
                </span>
              )}
            </div>
            {open === i && edit(i, rule, () => setOpen(null))}
          </li>
        );
      })}
    </ol>
  );
}

type RowButtonProps = Readonly<{ label: string; isOff: boolean; act: () => void; children: string }>;

const RowButton = ({ label, isOff, act, children }: RowButtonProps) => (
  <Button look="quiet" disabled={isOff} onClick={act} aria-label={label}>
    {children}
  </Button>
);
