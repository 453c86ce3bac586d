"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button, Notice, ProgressBar } from "@/app/ui";
import { ask, commit, wordsOf } from "../calls";

type Choice = "keep" | "replace";
type Overlap = Readonly<{ importId: string; file: string; days: string }>;
type DecideProps = Readonly<{ importId: string; overlaps: readonly Overlap[]; isIdle: boolean }>;

/** The decision on a file that was looked at: it counts, or it is given up; and which counts where two tell the same. */
export function Decide({ importId, overlaps, isIdle }: DecideProps) {
  const router = useRouter();
  const [choice, setChoice] = useState<Choice | null>(null);
  const [read, setRead] = useState<number | null | undefined>(undefined);
  const [problem, setProblem] = useState<string | null>(null);
  const isBusy = read !== undefined;

  async function run(work: () => Promise<unknown>) {
    setProblem(null);
    setRead(null);
    try {
      await work();
      router.refresh();
    } catch (error) {
      setProblem(wordsOf(error));
      setRead(undefined);
    }
  }
  const add = () =>
    run(() =>
      commit(importId, choice, ({ bytes, bytesDone }) => setRead(bytes > 0 ? bytesDone / bytes : null)),
    );
  const discard = () =>
    run(async () => {
      await ask(`/api/v1/imports/${importId}/discard`, {});
      router.push("/imports");
    });
  return (
    <section aria-label="Decision" className="border-t pt-4">
      {overlaps.length > 0 && (
        <fieldset className="mb-4 max-w-[720px]">
          <legend className="mb-1 font-bold">
            Which counts on {overlaps.map(({ days }) => days).join(" and ")}?
          </legend>
          <Option name="replace" choice={choice} onChoose={setChoice}>
            This file. {namesOf(overlaps)} is set aside on those days, and comes back if this one is voided.
          </Option>
          <Option name="keep" choice={choice} onChoose={setChoice}>
            {namesOf(overlaps)}, as before. Rows of this file on those days are kept, and not counted.
          </Option>
        </fieldset>
      )}
      {problem && <Notice tone="bad">{problem}</Notice>}
      {isBusy && <ProgressBar label="Adding to the ledger" value={read ?? null} />}
      <div className="flex flex-wrap items-center justify-end gap-[10px]">
        {isIdle && overlaps.length === 0 && (
          <p className="mr-auto text-ink-2">Everything in it is in the ledger already.</p>
        )}
        <Button onClick={() => void discard()} disabled={isBusy}>
          Discard
        </Button>
        <Button
          look="primary"
          onClick={() => void add()}
          disabled={isBusy || (overlaps.length > 0 && choice === null)}
        >
          {isBusy ? "Adding" : "Add to the ledger"}
        </Button>
      </div>
    </section>
  );
}

const namesOf = (overlaps: readonly Overlap[]): string =>
  overlaps.map(({ file, importId }) => `${file} (import ${importId})`).join(", ");

type OptionProps = Readonly<{
  name: Choice;
  choice: Choice | null;
  onChoose: (choice: Choice) => void;
  children: React.ReactNode;
}>;

function Option({ name, choice, onChoose, children }: OptionProps) {
  return (
    <label className="flex cursor-pointer items-baseline gap-2 py-1">
      <input
        type="radio"
        name="overlap"
        value={name}
        checked={choice === name}
        onChange={() => onChoose(name)}
        className="shrink-0 translate-y-[2px] accent-accent"
      />
      <span>{children}</span>
    </label>
  );
}
