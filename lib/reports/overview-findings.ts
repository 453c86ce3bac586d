import type { CubeRow } from "@/lib/db/cube-query";
import { relativeChange } from "@/lib/economics";
import { type Filters, hrefWith } from "@/lib/filters";
import { formatSignedShare, formatSignedUsd, formatTokens, formatUsd, pico } from "@/lib/money";
import { pricedTokens, tokensOf } from "./tokens";

/** Something in the period worth a look, as shown: a few words, an amount, a sentence, and where its parts are. */
export type Finding = Readonly<{
  tone: "good" | "bad" | "warn" | "neutral";
  title: string;
  value: string | null;
  text: string;
  href: string;
  linkText: string;
}>;

const MOVERS_MAX = 3;
const UNPRICED_MAX = 2;

/** The models that moved spend most, usage without a price, and money with no model behind it. */
export function findingsOf(asked: {
  filters: Filters;
  /** Sums by model, in any further grouping; `before` is null where nothing is compared. */
  rows: readonly CubeRow[];
  before: readonly CubeRow[] | null;
}): Finding[] {
  const { filters, rows, before } = asked;
  return [
    ...(before === null ? [] : moverFindings(filters, rows, before)),
    ...unpricedFindings(filters, rows),
    ...chargeFindings(filters, rows),
  ];
}

type Side = { cost: bigint; tokens: bigint };
type Moved = { model: string; now: Side; before: Side };

function moverFindings(filters: Filters, rows: readonly CubeRow[], before: readonly CubeRow[]): Finding[] {
  const byModel = new Map<string, Moved>();
  for (const side of ["now", "before"] as const) {
    for (const { keys, sums } of side === "now" ? rows : before) {
      const model = keys[0];
      if (!model) continue;
      const moved = byModel.get(model) ?? {
        model,
        now: { cost: 0n, tokens: 0n },
        before: { cost: 0n, tokens: 0n },
      };
      moved[side].cost += sums.effective_cost ?? 0n;
      moved[side].tokens += pricedTokens(sums);
      byModel.set(model, moved);
    }
  }
  const size = ({ now, before: was }: Moved) =>
    now.cost > was.cost ? now.cost - was.cost : was.cost - now.cost;
  return [...byModel.values()]
    .filter((moved) => size(moved) > 0n)
    .sort((a, b) => (size(a) === size(b) ? 0 : size(a) > size(b) ? -1 : 1))
    .slice(0, MOVERS_MAX)
    .map((moved) => moverFinding(filters, moved));
}

function moverFinding(filters: Filters, { model, now, before }: Moved): Finding {
  const change = pico(now.cost - before.cost);
  return {
    tone: change > 0n ? "bad" : "good",
    title: model,
    value: formatSignedUsd(change),
    text: moverText(now, before),
    href: hrefWith(filters, { where: { model: [model] }, rest: { by: ["product"] } }, "/spend"),
    linkText: "By product",
  };
}

function moverText(now: Side, before: Side): string {
  const [from, to] = [formatUsd(pico(before.cost)), formatUsd(pico(now.cost))];
  if (before.tokens === 0n && before.cost === 0n) return `New in this period, at ${to}.`;
  if (now.tokens === 0n && now.cost === 0n) return `Not used any more; it cost ${from} before.`;
  const tokens = relativeChange(before.tokens, now.tokens);
  const each = relativeChange(before.cost * now.tokens, now.cost * before.tokens);
  if (tokens === null || each === null) return `From ${from} to ${to}.`;
  return `From ${from} to ${to}: tokens ${formatSignedShare(tokens)}, cost per token ${formatSignedShare(each)}.`;
}

function unpricedFindings(filters: Filters, rows: readonly CubeRow[]): Finding[] {
  const byModel = new Map<string, { unpriced: bigint; all: bigint }>();
  for (const { keys, sums } of rows) {
    const unpriced = sums.unpriced_tokens ?? 0n;
    const model = keys[0];
    if (!model) continue;
    const sum = byModel.get(model) ?? { unpriced: 0n, all: 0n };
    byModel.set(model, { unpriced: sum.unpriced + unpriced, all: sum.all + tokensOf(sums) });
  }
  return [...byModel]
    .filter(([, { unpriced }]) => unpriced > 0n)
    .sort(([, a], [, b]) => (a.unpriced > b.unpriced ? -1 : 1))
    .slice(0, UNPRICED_MAX)
    .map(([model, { unpriced, all }]) => ({
      tone: "warn",
      title: `${model} has no price`,
      value: "unpriced",
      text:
        unpriced === all
          ? `${formatTokens(unpriced)} tokens are counted in no cost.`
          : `${formatTokens(unpriced)} of its ${formatTokens(all)} tokens are counted in no cost.`,
      href: hrefWith(filters, { where: { model: [model] } }, "/rows"),
      linkText: "Source rows",
    }));
}

function chargeFindings(filters: Filters, rows: readonly CubeRow[]): Finding[] {
  const alone = rows.filter(({ keys }) => keys[0] === null && keys[0] !== undefined);
  const total = alone.reduce((sum, { sums }) => sum + (sums.effective_cost ?? 0n), 0n);
  const providers = [...new Set(alone.map(({ keys }) => keys[1]).filter((name) => name !== null))];
  if (total === 0n) return [];
  return [
    {
      tone: "neutral",
      title: "Charges without a model",
      value: formatUsd(pico(total)),
      text: `Fees, tools, credits and tax of ${providers.join(", ")}: in spend, but in no model’s cost.`,
      href: hrefWith(filters, { where: { model: [null] }, rest: { by: ["provider"] } }, "/spend"),
      linkText: "Line by line",
    },
  ];
}
