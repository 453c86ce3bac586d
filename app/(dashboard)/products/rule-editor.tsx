"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Actions, Button, Input, Notice, Section, Select, Textarea } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import type { ProductsReport } from "@/lib/reports/products";
import { applyRuleSet } from "./actions";

type Rule = ProductsReport["document"]["rules"][number];
type Draft = { products: readonly string[]; rules: readonly Rule[] };

type Props = Readonly<{
  document: ProductsReport["document"];
  sentences: ProductsReport["rules"];
  unallocated: ProductsReport["unallocated"];
  canWrite: boolean;
}>;

const PARTS = ["project", "workspace", "api_key", "account", "user", "customer", "feature", "environment"];

/** The rules in order, what no rule reaches with a rule at hand, and the whole set as text for those who prefer that. */
export function RuleEditor({ document, sentences, unallocated, canWrite }: Props) {
  const router = useRouter();
  const [isBusy, start] = useTransition();
  const [problem, setProblem] = useState<string | null>(null);
  const [told, setTold] = useState<string | null>(null);

  function apply(draft: unknown) {
    setProblem(null);
    setTold(null);
    start(async () => {
      const answer = await applyRuleSet(draft);
      if (answer.ok) {
        const { scopesMoved, scopesUnallocated } = answer.value;
        setTold(
          `In force: ${scopesMoved} ${scopesMoved === 1 ? "source of cost" : "sources of cost"} moved, ${scopesUnallocated} without a product.`,
        );
        router.refresh();
      } else setProblem(`${answer.message} ${answer.fix}`);
    });
  }
  return (
    <>
      {problem && (
        <Notice tone="bad" title="The rules stay as they were">
          {problem}
        </Notice>
      )}
      {told && <Notice tone="good">{told}</Notice>}
      <Section title="Rules" sub="The first rule that matches gives a source of cost its product.">
        <RuleList
          document={document}
          sentences={sentences}
          canWrite={canWrite}
          isBusy={isBusy}
          apply={apply}
        />
        {canWrite && <AddRule document={document} isBusy={isBusy} apply={apply} />}
      </Section>
      <Section title="Without a product" sub="Sources of cost that no rule reaches, the dearest first.">
        <DataTable
          title="Without a product"
          columns={[
            { id: "parts", header: "Source of cost", kind: "text", strong: true, wrap: true },
            { id: "spend", header: "Cost", kind: "usd", term: "unallocated-cost" },
          ]}
          rows={unallocated.map((u) => ({
            id: u.id,
            cells: {
              parts:
                Object.entries(u.parts)
                  .map(([name, value]) => `${name} ${value}`)
                  .join(", ") || null,
              spend: u.spend,
            },
            missing: { parts: "Nothing given" },
          }))}
          empty="Every cost of this period has a product."
        />
      </Section>
      {canWrite && <AsText document={document} isBusy={isBusy} apply={apply} />}
    </>
  );
}

type PartProps = Readonly<{ document: Draft; isBusy: boolean; apply: (draft: unknown) => void }>;

function RuleList({
  document,
  sentences,
  canWrite,
  isBusy,
  apply,
}: PartProps & Pick<Props, "sentences" | "canWrite">) {
  if (sentences.length === 0)
    return <p className="border-t border-t-ink py-3 text-ink-2">No rules yet: all cost is unallocated.</p>;
  const move = (from: number, to: number) => {
    const rules = [...document.rules];
    rules.splice(to, 0, ...rules.splice(from, 1));
    apply({ ...document, rules });
  };
  return (
    <ol className="border-t border-t-ink">
      {sentences.map((rule, i) => (
        <li
          key={`${rule.when} ${rule.product}`}
          className="flex flex-wrap items-center gap-x-4 border-b py-[7px]"
        >
          <span className="w-6 text-ink-3">{i + 1}</span>
          <span className="min-w-0 flex-1 break-words">
            {rule.when} <span className="text-ink-3">→</span>{" "}
            <span className="font-strong">{rule.product}</span>
          </span>
          {canWrite && (
            <span className="flex gap-3">
              <Button
                look="quiet"
                disabled={isBusy || i === 0}
                onClick={() => move(i, i - 1)}
                aria-label={`Move rule ${i + 1} up`}
              >
                Up
              </Button>
              <Button
                look="quiet"
                disabled={isBusy || i === sentences.length - 1}
                onClick={() => move(i, i + 1)}
                aria-label={`Move rule ${i + 1} down`}
              >
                Down
              </Button>
              <Button
                look="quiet"
                disabled={isBusy}
                aria-label={`Remove rule ${i + 1}`}
                onClick={() => apply({ ...document, rules: document.rules.filter((_, n) => n !== i) })}
              >
                Remove
              </Button>
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function AddRule({ document, isBusy, apply }: PartProps) {
  function add(form: FormData) {
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const values = text("values")
      .split(",")
      .map((v) => v.trim())
      .filter(Boolean);
    const tests = text("test") === "startsWith" ? values.map((v) => ({ startsWith: v })) : values;
    const part = text("part") === "tag" ? `tag.${text("tag")}` : text("part");
    const product = text("product");
    const known = document.products.find((p) => p.toLowerCase() === product.toLowerCase());
    const test = tests.length === 1 ? tests[0] : tests;
    apply({
      products: known || product === "" ? document.products : [...document.products, product],
      rules: [...document.rules, { when: { [part]: test }, product: known ?? product }],
    });
  }
  return (
    <form action={add} className="mt-5 grid gap-x-4 @2xl:grid-cols-4">
      <Select
        name="part"
        label="Where the"
        options={[...PARTS, "tag"].map((p) => ({ value: p, label: p.replace("_", " ") }))}
      />
      <Select
        name="test"
        label="is"
        options={[
          { value: "is", label: "one of" },
          { value: "startsWith", label: "starting with" },
        ]}
      />
      <Input name="values" label="Values" hint="Several separated by commas" required />
      <Input name="product" label="it belongs to" list="products" required />
      <datalist id="products">
        {document.products.map((p) => (
          <option key={p} value={p} />
        ))}
      </datalist>
      <Input name="tag" label="Tag name" hint="Only for tags" />
      <div className="self-center">
        <Button type="submit" look="primary" disabled={isBusy}>
          Add rule
        </Button>
      </div>
    </form>
  );
}

function AsText({ document, isBusy, apply }: PartProps) {
  const [text, setText] = useState(() => JSON.stringify(document, null, 2));
  const [problem, setProblem] = useState<string | null>(null);
  function read() {
    try {
      setProblem(null);
      apply(JSON.parse(text));
    } catch {
      setProblem("This is not JSON: look for a missing comma, quote or bracket.");
    }
  }
  return (
    <Section
      title="As text"
      sub="The same rules as a file, for people who keep them in git: costcurve rules apply FILE.json --org NAME."
    >
      <Textarea
        label="Rules"
        rows={14}
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={problem}
        className="font-mono text-small"
      />
      <Actions>
        <Button look="primary" onClick={read} disabled={isBusy}>
          Apply the set
        </Button>
      </Actions>
    </Section>
  );
}
