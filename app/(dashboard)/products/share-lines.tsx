"use client";

import { Button, Input } from "@/app/ui";
import type { RuleForm } from "@/lib/allocation/rule-form";
import { type Problem, problemAt } from "./problems";

type Shares = RuleForm["shares"];

type Props = Readonly<{
  shares: Shares;
  /** Each with a share of its own; else by what they have. */
  fixed: boolean;
  problems: readonly Problem[];
  onChange: (shares: Shares) => void;
}>;

/** The products that share, one a line. */
export function ShareLines({ shares, fixed, problems, onChange }: Props) {
  const set = (i: number, more: Partial<Shares[number]>) =>
    onChange(shares.map((line, n) => (n === i ? { ...line, ...more } : line)));
  const place = fixed ? "split" : "among";
  const whole = problems.find(({ field }) => field === place)?.reason;
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">Who shares</legend>
      {shares.map((line, i) => (
        <div key={i} className="grid items-start gap-x-4 @2xl:grid-cols-3">
          <Input
            label={`Product ${i + 1}`}
            list="products"
            value={line.product}
            error={problemAt(problems, fixed ? `split.${line.product.trim()}` : `among[${i}]`)}
            onChange={(event) => set(i, { product: event.target.value })}
          />
          {fixed && (
            <Input
              label="Share"
              hint={i === 0 ? "Such as 0.25; all add up to 1" : undefined}
              inputMode="decimal"
              value={line.share}
              onChange={(event) => set(i, { share: event.target.value })}
            />
          )}
          <Button
            look="quiet"
            className="justify-self-start @2xl:mt-[26px]"
            aria-label={`Remove product ${i + 1}`}
            onClick={() => onChange(shares.filter((_, n) => n !== i))}
          >
            Remove
          </Button>
        </div>
      ))}
      {whole && <p className="mb-2 text-small text-bad">{whole}</p>}
      <Button look="quiet" className="mb-3" onClick={() => onChange([...shares, { product: "", share: "" }])}>
        Add a product
      </Button>
    </fieldset>
  );
}
