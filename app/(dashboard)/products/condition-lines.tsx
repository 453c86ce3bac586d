"use client";

import { Button, Input, Select } from "@/app/ui";
import { type ConditionLine, type FormTest, NEW_LINE, nameOf } from "@/lib/allocation/rule-form";
import { dimensionWord } from "@/lib/filters/dimensions";
import type { Problem } from "./problems";

const PARTS = [
  "project",
  "workspace",
  "api_key",
  "account",
  "user",
  "customer",
  "feature",
  "environment",
  "model",
  "provider",
  "tag",
].map((value) => ({ value, label: dimensionWord(value) }));

const TESTS: readonly { value: FormTest; label: string }[] = [
  { value: "oneOf", label: "is one of" },
  { value: "exactly", label: "is exactly" },
  { value: "startsWith", label: "starts with" },
  { value: "matches", label: "matches the pattern" },
  { value: "absent", label: "is not given" },
];

type Props = Readonly<{
  lines: readonly ConditionLine[];
  problems: readonly Problem[];
  onChange: (lines: ConditionLine[]) => void;
}>;

/** What a rule asks: a line for each part of a scope or sku. */
export function ConditionLines({ lines, problems, onChange }: Props) {
  const set = (i: number, more: Partial<ConditionLine>) =>
    onChange(lines.map((line, n) => (n === i ? { ...line, ...more } : line)));
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">Conditions</legend>
      {lines.length === 0 && <p className="mb-3 text-ink-2">Without a condition it takes everything.</p>}
      {lines.map((line, i) => {
        const error = problemOf(problems, line);
        return (
          <div key={i} className="grid items-start gap-x-4 @2xl:grid-cols-[1fr_1fr_2fr_auto]">
            <div>
              <Select
                label={i === 0 ? "Where the" : "And the"}
                value={line.part}
                options={PARTS}
                onChange={(event) => set(i, { part: event.target.value })}
              />
              {line.part === "tag" && (
                <Input
                  name="tag"
                  label="Tag name"
                  value={line.tag}
                  onChange={(event) => set(i, { tag: event.target.value })}
                />
              )}
            </div>
            <Select
              label="Test"
              value={line.test}
              options={TESTS}
              onChange={(event) =>
                set(i, { test: TESTS.find(({ value }) => value === event.target.value)?.value ?? "oneOf" })
              }
            />
            {line.test === "absent" ? (
              <div>{error && <p className="text-small text-bad">{error}</p>}</div>
            ) : (
              <Input
                name="values"
                label={line.test === "oneOf" ? "Values" : "Text"}
                hint={line.test === "oneOf" ? "Several separated by commas" : undefined}
                value={line.text}
                error={error}
                onChange={(event) => set(i, { text: event.target.value })}
              />
            )}
            <Button
              look="quiet"
              className="@2xl:mt-[26px]"
              aria-label={`Remove condition ${i + 1}`}
              onClick={() => onChange(lines.filter((_, n) => n !== i))}
            >
              Remove
            </Button>
          </div>
        );
      })}
      <Button look="quiet" className="mb-3" onClick={() => onChange([...lines, NEW_LINE])}>
        Add a condition
      </Button>
    </fieldset>
  );
}

function problemOf(problems: readonly Problem[], line: ConditionLine): string | null {
  const path = `when.${nameOf(line)}`;
  const found = problems.find(
    ({ field }) => field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`),
  );
  return found?.reason ?? null;
}
