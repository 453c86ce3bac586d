"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Actions, Button, Input, Notice, Section, Select, TwoColumns } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import { Trial } from "./trial";

type Start = Readonly<{
  columns: Readonly<Record<string, string>>;
  constants: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
  moneyUnit: string;
  cacheInsideInput: boolean | null;
  zone: string;
  dates: string;
}>;

type Props = Readonly<{
  importId: string;
  columns: readonly string[];
  firstRows: readonly (readonly string[])[];
  fields: readonly string[];
  units: readonly string[];
  start: Start;
}>;

const NEEDED = new Set(["timestamp", "provider", "model"]);
const FIRST = [
  "timestamp",
  "provider",
  "model",
  "input_tokens",
  "cache_read_tokens",
  "cache_write_5m_tokens",
  "output_tokens",
  "cost",
];
const NONE = { value: "", label: "Not in this file" };

/** Which column is what, and the three questions no header answers; the first rows stay in sight. */
export function MappingForm({ importId, columns, firstRows, fields, units, start }: Props) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [mapping, setMapping] = useState<object | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const rest = fields.filter((field) => !FIRST.includes(field));
  const note = () => form.current && setMapping(mappingOf(new FormData(form.current), fields, start.tags));
  // The columns guessed at first are tried at once.
  useEffect(() => {
    note();
  }, []);
  const choices = [NONE, ...columns.map((name) => ({ value: name, label: name }))];

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const answer = await fetch(`/api/v1/imports/${importId}/mapping`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(mappingOf(new FormData(event.currentTarget), fields, start.tags)),
    }).catch(() => null);
    setBusy(false);
    if (answer?.ok) {
      router.push(`/imports/${importId}`);
      router.refresh();
      return;
    }
    const body = await answer?.json().catch(() => null);
    setProblem(
      [body?.error?.message, body?.error?.fix].filter(Boolean).join(" ") ||
        "The server did not answer. Try again.",
    );
  }
  const column = (field: string) => (
    <Select
      key={field}
      name={`column ${field}`}
      label={field.replaceAll("_", " ")}
      hint={NEEDED.has(field) ? "needed" : undefined}
      options={choices}
      defaultValue={start.columns[field] ?? ""}
    />
  );
  return (
    <form ref={form} onSubmit={(event) => void send(event)} onChange={note}>
      <Section title="First rows" sub="As they stand in the file.">
        <DataTable
          title="First rows"
          download={false}
          columns={columns.map((name, i) => ({
            id: `c${i}`,
            header: name,
            kind: "text",
            sortable: false,
            mono: true,
          }))}
          rows={firstRows.map((cells, i) => ({
            id: String(i),
            cells: Object.fromEntries(columns.map((_, c) => [`c${c}`, cells[c] ?? null])),
          }))}
        />
      </Section>
      <TwoColumns split="narrow">
        <Section title="Columns">
          {FIRST.map(column)}
          <details open={rest.some((field) => start.columns[field])}>
            <summary className="mb-4 cursor-pointer font-medium">More columns</summary>
            {rest.map(column)}
          </details>
        </Section>
        <div>
          <Trial importId={importId} mapping={mapping} />
          <Section title="What no header says">
            <Select
              name="cacheInsideInput"
              label="Does the input count contain cached tokens?"
              hint="OpenAI and OpenTelemetry count them inside; Anthropic counts them beside."
              required
              defaultValue={start.cacheInsideInput === null ? "" : String(start.cacheInsideInput)}
              options={[
                { value: "", label: "Choose" },
                { value: "true", label: "Yes, cache is inside input" },
                { value: "false", label: "No, cache is counted beside it" },
              ]}
            />
            <Input
              name="zone"
              label="Zone of times written without one"
              defaultValue={start.zone}
              hint="UTC, or a name such as Europe/Berlin"
              required
            />
            <Select
              name="dates"
              label="Dates like 10/05/2026 are"
              defaultValue={start.dates}
              options={[
                { value: "iso", label: "There are none; dates are 2026-10-05" },
                { value: "month-first", label: "Month first: 5 October" },
                { value: "day-first", label: "Day first: 10 May" },
              ]}
            />
            <Select
              name="moneyUnit"
              label="Unit of money"
              defaultValue={start.moneyUnit}
              options={units.map((unit) => ({ value: unit, label: unit }))}
            />
            <Input
              name="constant provider"
              label="Provider of every row"
              hint="Where no column names it, such as openai"
              defaultValue={start.constants.provider ?? ""}
            />
            <Input
              name="constant model"
              label="Model of every row"
              hint="Where no column names it"
              defaultValue={start.constants.model ?? ""}
            />
          </Section>
        </div>
      </TwoColumns>
      {problem && (
        <Notice tone="bad" title="The mapping cannot be used">
          {problem}
        </Notice>
      )}
      <Actions>
        <Button href={`/imports/${importId}`}>Cancel</Button>
        <Button look="primary" type="submit" disabled={isBusy}>
          {isBusy ? "Reading the file" : "Remember and read the file"}
        </Button>
      </Actions>
    </form>
  );
}

function mappingOf(form: FormData, fields: readonly string[], tags: Readonly<Record<string, string>>) {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const chosen = fields
    .map((field) => [field, text(`column ${field}`)] as const)
    .filter(([, column]) => column !== "");
  const constants = ["provider", "model"]
    .map((field) => [field, text(`constant ${field}`)] as const)
    .filter(([field, value]) => value !== "" && !chosen.some(([name]) => name === field));
  return {
    columns: Object.fromEntries(chosen),
    constants: Object.fromEntries(constants),
    tags,
    cacheInsideInput: text("cacheInsideInput") === "true",
    zone: text("zone") || "UTC",
    dates: text("dates"),
    moneyUnit: text("moneyUnit"),
  };
}
