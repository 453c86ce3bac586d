"use client";

import { useState } from "react";
import { Actions, Button, Input, Select } from "@/app/ui";
import { type RuleForm as Form, NEW_RULE, ruleOf } from "@/lib/allocation/rule-form";
import type { Rule } from "@/lib/allocation/rules";
import { ConditionLines } from "./condition-lines";
import { type Problem, problemAt } from "./problems";
import { ShareLines } from "./share-lines";

type Props = Readonly<{
  start?: Form;
  products: readonly string[];
  label: string;
  isBusy: boolean;
  /** Offers the rule; what is wrong with it comes back, nothing where it holds. */
  offer: (rule: Rule) => Promise<readonly Problem[]>;
  onClose?: () => void;
}>;

/** All a rule can ask and give, as fields, with what is wrong at its field. */
export function RuleForm({ start = NEW_RULE, products, label, isBusy, offer, onClose }: Props) {
  const [form, setForm] = useState(start);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const set = (more: Partial<Form>) => setForm({ ...form, ...more });
  const at = (field: string) => problemAt(problems, field);
  async function send() {
    const found = await offer(ruleOf(form));
    setProblems(found);
    if (found.length > 0) return;
    if (onClose) onClose();
    else setForm(NEW_RULE);
  }
  const whole = problems.find(({ field }) => field === "" || field === "when");
  return (
    <form action={send} className="mt-4 mb-5 min-w-0">
      <datalist id="products">
        {products.map((p) => (
          <option key={p} value={p} />
        ))}
      </datalist>
      <ConditionLines
        lines={form.conditions}
        problems={problems}
        onChange={(conditions) => set({ conditions })}
      />
      <div className="grid items-start gap-x-4 @2xl:grid-cols-3">
        <Select
          label="The cost goes to"
          value={form.gives}
          options={[
            { value: "product", label: "one product" },
            { value: "split", label: "several, in fixed shares" },
            { value: "splitBy", label: "several, by what they use or earn" },
          ]}
          onChange={(event) =>
            set({
              gives:
                event.target.value === "split" || event.target.value === "splitBy"
                  ? event.target.value
                  : "product",
            })
          }
        />
        {form.gives === "product" && (
          <Input
            name="product"
            label="Product"
            list="products"
            value={form.product}
            error={at("product")}
            onChange={(event) => set({ product: event.target.value })}
          />
        )}
        {form.gives === "splitBy" && (
          <Select
            label="In the shares they have of"
            value={form.basis}
            error={at("splitBy")}
            options={["tokens", "cost", "requests", "revenue"].map((value) => ({ value, label: value }))}
            onChange={(event) => set({ basis: basisOf(event.target.value) })}
          />
        )}
      </div>
      {form.gives !== "product" && (
        <ShareLines
          shares={form.shares}
          fixed={form.gives === "split"}
          problems={problems}
          onChange={(shares) => set({ shares })}
        />
      )}
      <details className="mb-3" open={hasMore(form) || ["from", "to", "customer", "team"].some((f) => at(f))}>
        <summary className="cursor-pointer text-accent">Days, customer, team and kind of cost</summary>
        <div className="mt-3 grid items-start gap-x-4 @2xl:grid-cols-3">
          <Input
            label="From day"
            type="date"
            value={form.from}
            error={at("from")}
            onChange={(event) => set({ from: event.target.value })}
          />
          <Input
            label="To day"
            type="date"
            value={form.to}
            error={at("to")}
            onChange={(event) => set({ to: event.target.value })}
          />
          <Select
            label="Kind of cost"
            value={form.kind}
            options={[
              { value: "", label: "Cost of revenue" },
              { value: "research", label: "Research" },
            ]}
            onChange={(event) => set({ kind: event.target.value === "research" ? "research" : "" })}
          />
          <Select
            label="Customer"
            value={form.customerBy}
            options={[
              { value: "", label: "as the usage says" },
              { value: "name", label: "this one" },
              { value: "tag", label: "the one a tag names" },
            ]}
            onChange={(event) =>
              set({
                customerBy:
                  event.target.value === "name" || event.target.value === "tag" ? event.target.value : "",
              })
            }
          />
          {form.customerBy !== "" && (
            <Input
              label={form.customerBy === "tag" ? "Tag that names the customer" : "Customer's name"}
              value={form.customer}
              error={at("customer")}
              onChange={(event) => set({ customer: event.target.value })}
            />
          )}
          <Input
            label="Team"
            value={form.team}
            error={at("team")}
            onChange={(event) => set({ team: event.target.value })}
          />
        </div>
      </details>
      {whole && <p className="text-small text-bad">{whole.reason}</p>}
      <Actions>
        {onClose && <Button onClick={onClose}>Cancel</Button>}
        <Button type="submit" look={onClose ? "primary" : "plain"} disabled={isBusy}>
          {label}
        </Button>
      </Actions>
    </form>
  );
}

const basisOf = (text: string): Form["basis"] =>
  text === "tokens" || text === "requests" || text === "revenue" ? text : "cost";

const hasMore = (form: Form): boolean =>
  [form.from, form.to, form.customerBy, form.team, form.kind].some((given) => given !== "");
