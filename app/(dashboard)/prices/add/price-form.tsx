"use client";

import { type ReactNode, type SubmitEvent, useState, useTransition } from "react";
import { useLive } from "@/app/ui/action-form";
import { Button } from "@/app/ui/button";
import { Input, Select } from "@/app/ui/field";
import { Notice } from "@/app/ui/notice";
import { savePrices } from "../actions";
import { Amounts, type Kind } from "./amounts";
import { type Effect, Saved } from "./saved";

const KINDS = [
  { value: "price", label: "Contract price, per class of token" },
  { value: "discount", label: "Percentage off list prices" },
  { value: "markup", label: "Percentage on top of list prices" },
  { value: "hosted", label: "Self-hosted rate, from the hardware" },
];

/** What is wrong, by the name of the field it belongs to. */
export type Errors = Readonly<Record<string, string>>;

type PriceFormProps = Readonly<{
  given: Readonly<Record<string, string>>;
  providers: readonly string[];
  models: readonly string[];
}>;

/** Enters prices, a percentage or a self-hosted rate; what is wrong is said at its field, and nothing is lost. */
export function PriceForm({ given, providers, models }: PriceFormProps) {
  const [kind, setKind] = useState<Kind>("price");
  const [pending, start] = useTransition();
  const [errors, setErrors] = useState<Errors>({});
  const [failure, setFailure] = useState<Readonly<{ message: string; fix: string }> | null>(null);
  const [saved, setSaved] = useState<Effect | null>(null);
  const live = useLive();

  function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = Object.fromEntries(
      [...new FormData(form)].map(([name, value]) => [name, typeof value === "string" ? value : ""]),
    );
    start(async () => {
      const answer = await savePrices(fields).catch(() => UNREACHABLE);
      if (answer.ok) {
        setErrors({});
        setFailure(null);
        setSaved({
          ...answer.value,
          provider: fields.provider ?? "",
          model: fields.model ?? "",
          from: fields.from ?? "",
          to: fields.to ?? "",
        });
        return;
      }
      const found = errorsOf(answer.problems ?? []);
      setErrors(found);
      setFailure(Object.keys(found).length > 0 ? MARKED : answer);
      // The first field that is wrong gets the focus, wherever it stands.
      const [first] = Object.keys(found);
      const field = first ? form.elements.namedItem(first) : null;
      if (field instanceof HTMLElement) field.focus();
    });
  }

  if (saved) return <Saved effect={saved} onAgain={() => setSaved(null)} />;
  const text = (name: string, label: string, more: Readonly<Record<string, unknown>> = {}) => (
    <Input
      name={name}
      label={label}
      defaultValue={given[name] ?? ""}
      error={errors[name]}
      maxLength={200}
      {...more}
    />
  );
  return (
    <form method="post" onSubmit={send} noValidate className="max-w-[920px]">
      <Group title="What it is">
        <Select
          name="kind"
          label="Kind"
          options={KINDS}
          value={kind}
          onChange={(event) => {
            setErrors({});
            setFailure(null);
            setKind(event.target.value as Kind);
          }}
        />
      </Group>
      <Group title="What it is for">
        {text("provider", "Provider", {
          list: "known-providers",
          hint: "As in the usage: openai, anthropic.",
        })}
        {text("model", "Model", {
          list: "known-models",
          hint:
            kind === "discount" || kind === "markup"
              ? "Empty: every model of the provider. gpt-5* is all that begin so."
              : "As in the usage. gpt-5* is all that begin so.",
        })}
        {text("tier", "Service tier", {
          hint:
            kind === "discount" || kind === "markup"
              ? "Empty: every tier."
              : "Empty: the standard tier. Else batch, flex, priority.",
        })}
        {text("geography", "Region", { hint: "Empty: anywhere." })}
        {text("contextBand", "Context band", {
          hint: "Empty: the base window. Else where it begins, like >200k.",
        })}
      </Group>
      <Amounts kind={kind} errors={errors} />
      <Group title="When it holds, days in UTC">
        {text("from", "First day", { type: "date" })}
        {text("to", "Last day", {
          type: "date",
          hint: "Empty: until further notice, or until a later entry begins.",
        })}
        {text("note", "Note", {
          maxLength: 400,
          hint: "Contract, order, who agreed: for whoever asks later.",
        })}
      </Group>
      <datalist id="known-providers">
        {providers.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <datalist id="known-models">
        {models.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {failure && (
        <Notice tone="bad" title={failure.message}>
          {failure.fix}
        </Notice>
      )}
      <div className="mt-2 flex gap-[10px]">
        <Button type="submit" look="primary" disabled={pending || !live}>
          {pending ? "One moment …" : "Save"}
        </Button>
        <Button href="/prices">Cancel</Button>
      </div>
    </form>
  );
}

/** Fields that belong together, side by side where there is room. */
export function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="mb-4 border-t border-t-ink pt-3">
      <legend className="float-left mb-3 w-full font-bold">{title}</legend>
      <div className="clear-both grid gap-x-6 @2xl:grid-cols-2 @4xl:grid-cols-3">{children}</div>
    </fieldset>
  );
}

const MARKED = { message: "Nothing was saved.", fix: "Mend the fields that are marked and save again." };
const UNREACHABLE = {
  ok: false,
  code: "unreachable",
  message: "The server did not answer.",
  fix: "See whether it is running and you are online, then save again; nothing is lost here.",
  problems: [],
} as const;

type Problem = Readonly<{ where: string | null; field: string | null; reason: string }>;

/** Refusals by field: a price is refused at its own class, all else at the one field there is. */
function errorsOf(problems: readonly Problem[]): Errors {
  const errors: Record<string, string> = {};
  for (const { where, field, reason } of problems) {
    const name =
      field === "price" && where ? `price.${where}` : field === "context_band" ? "contextBand" : field;
    if (name && !(name in errors)) errors[name] = reason;
  }
  return errors;
}
