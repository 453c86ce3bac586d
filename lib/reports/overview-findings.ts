import type { CubeRow } from "@/lib/db/cube-query";
import { BARS, type Bar, type BarAmounts } from "@/lib/economics";
import { type Filters, hrefWith } from "@/lib/filters";
import { formatSignedUsd, formatTokens, formatUsd, type Money, minus, pico } from "@/lib/money";
import { tokensOf } from "./bridge";

/** Something in the period worth a look, as shown: a few words, an amount, a sentence, and where its parts are. */
export type Finding = Readonly<{
  tone: "good" | "bad" | "warn" | "neutral";
  title: string;
  value: string | null;
  text: string;
  href: string;
  linkText: string;
}>;

type Moved = Readonly<{ key: string | null; base: Money; actual: Money; bars: BarAmounts }>;

const MOVERS_MAX = 3;
const UNPRICED_MAX = 2;
/** A reason is told where it explains at least a twentieth of the move. */
const REASON_SHARE = 20n;

const REASONS: Readonly<Record<Bar, string>> = {
  volume: "volume",
  mix: "its share of the traffic",
  price: "cost per token",
  new: "new here",
  retired: "no longer used",
  other: "charges",
};

/** The models that moved spend most and why, usage without a price, and money with no model behind it. */
export function findingsOf(asked: {
  filters: Filters;
  models: readonly Moved[];
  rows: readonly CubeRow[];
  compared: boolean;
}): Finding[] {
  const { filters, rows } = asked;
  const movers = asked.compared
    ? asked.models.filter((m) => m.key !== null && m.actual !== m.base).slice(0, MOVERS_MAX)
    : [];
  return [
    ...movers.map((moved) => moverFinding(filters, moved)),
    ...unpricedFindings(filters, rows),
    ...chargeFindings(filters, rows),
  ];
}

function moverFinding(filters: Filters, { key, base, actual, bars }: Moved): Finding {
  const change = minus(actual, base);
  const up = change > 0n;
  const size = up ? change : -change;
  const reasons = BARS.filter((bar) => bars[bar] !== 0n)
    .filter((bar) => (bars[bar] < 0n ? -bars[bar] : bars[bar]) * REASON_SHARE >= size)
    .sort((a, b) => Number(abs(bars[b]) - abs(bars[a])))
    .map((bar) => `${REASONS[bar]} ${formatSignedUsd(bars[bar])}`);
  const model = key ?? "";
  return {
    tone: up ? "bad" : "good",
    title: model,
    value: formatSignedUsd(change),
    text: `From ${formatUsd(base)} to ${formatUsd(actual)}: ${reasons.join(", ")}.`,
    href: hrefWith(filters, { where: { model: [model] }, rest: { by: ["product"] } }, "/spend"),
    linkText: "By product",
  };
}

const abs = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

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
