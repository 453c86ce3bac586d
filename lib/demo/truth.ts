import { type Money, plus, ZERO } from "@/lib/money/money";
import { addDays, type DemoOptions, type Plan, planOf } from "./calendar";
import { chargedDays, chargesOn, type DemoCharge } from "./charges";
import type { DemoProvider, Product } from "./company";
import { addCost, type Costs, type CostTotal, costTotal } from "./cost-totals";
import { daysOfExport, usageExports } from "./exports";
import { type DemoFixed, fixedOf } from "./fixed";
import type { BrokenRow } from "./formats/canonical";
import { type PriceCut, priceCuts } from "./prices";
import { type DemoRevenue, revenueOf } from "./revenue";
import { addTokens, type TokenTotal } from "./token-totals";
import { type DemoUnits, unitsOf } from "./units";

type HitRate = Readonly<{ from: string; through: string; cacheReadTokens: number; inputTokens: number }>;

/** What is true of the demo, for tests: counted from the traffic itself, not from the files. */
export type DemoTruth = Readonly<{
  firstDay: string;
  lastDay: string;
  months: readonly string[];
  lastCompleteMonth: string;
  tokens: readonly TokenTotal[];
  costs: readonly CostTotal[];
  /** Web searches and the credit: charges no usage stands behind. */
  otherCharges: readonly Readonly<{ day: string; product: Product | null; item: string; amount: Money }>[];
  /** Months whose every OpenAI and Anthropic day is in a cost export. */
  coveredMonths: readonly string[];
  /** Spend by month: effective cost, other charges and what is paid by period. */
  spend: Readonly<Record<string, Money>>;
  revenue: readonly DemoRevenue[];
  units: readonly DemoUnits[];
  fixed: readonly DemoFixed[];
  cacheRegression: Readonly<{ product: Product; day: string; before: HitRate; after: HitRate }>;
  /** The cut the story is about: the catalogue's where one falls in the window, else the GPU contract. */
  priceCut: PriceCut;
  priceCuts: readonly PriceCut[];
  unpriced: Readonly<{ provider: DemoProvider; model: string; tokens: number; allTokens: number }>;
  rejected: Readonly<{ file: string; rows: readonly BrokenRow[] }>;
  /** Rows of each usage export that are accepted. */
  acceptedRows: Readonly<Record<string, number>>;
}>;

const UNPRICED_MODEL = "gpt-5.2-preview-internal";

function hitRate(tokens: readonly TokenTotal[], product: Product, from: string, through: string): HitRate {
  const span = tokens.filter((row) => row.product === product && row.day >= from && row.day <= through);
  return {
    from,
    through,
    cacheReadTokens: span.reduce((sum, row) => sum + row.cacheReadTokens, 0),
    inputTokens: span.reduce((sum, row) => sum + row.inputTokens, 0),
  };
}

function unpricedTokens(tokens: readonly TokenTotal[]): DemoTruth["unpriced"] {
  const count = (rows: readonly TokenTotal[]) =>
    rows.reduce((sum, row) => sum + row.inputTokens + row.outputTokens, 0);
  return {
    provider: "openai",
    model: UNPRICED_MODEL,
    tokens: count(tokens.filter((row) => row.model === UNPRICED_MODEL)),
    allTokens: count(tokens),
  };
}

function spendByMonth(
  plan: Plan,
  costs: readonly CostTotal[],
  other: DemoTruth["otherCharges"],
): Record<string, Money> {
  const spend: Record<string, Money> = {};
  for (const month of plan.months) spend[month] = ZERO;
  const add = (month: string, amount: Money) => {
    spend[month] = plus(spend[month] ?? ZERO, amount);
  };
  for (const total of costs) add(total.month, total.effective);
  for (const charge of other) add(charge.day.slice(0, 7), charge.amount);
  for (const { month, amount } of fixedOf(plan)) add(month, amount);
  return spend;
}

/** The whole truth of the demo for these options. Takes about as long as producing the files. */
export function demoTruth(options: DemoOptions): DemoTruth {
  const plan = planOf(options);
  const totals = new Map<string, TokenTotal>();
  const costs: Costs = new Map();
  const acceptedRows: Record<string, number> = {};
  const covered = new Set<string>();
  const otherCharges: { day: string; product: Product | null; item: string; amount: Money }[] = [];

  const addCharge = (provider: DemoProvider, charge: DemoCharge) => {
    if (charge.item !== null) {
      otherCharges.push({
        day: charge.day,
        product: charge.product,
        item: charge.item,
        amount: charge.amount,
      });
      return;
    }
    const total = costTotal(costs, charge.day.slice(0, 7), provider, charge.product);
    total.effective = plus(total.effective, charge.amount);
  };
  for (const provider of ["openai", "anthropic"] as const)
    for (const day of chargedDays(plan, provider)) {
      covered.add(`${provider} ${day}`);
      for (const charge of chargesOn(plan, provider, day)) addCharge(provider, charge);
    }

  const exports = usageExports(plan);
  for (const file of exports) {
    let rows = 0;
    for (const uses of daysOfExport(plan, file))
      for (const use of uses) {
        rows++;
        addTokens(totals, use);
        addCost(plan, costs, covered, use);
      }
    acceptedRows[file.name] = rows;
  }

  const tokens = [...totals.values()];
  const costRows = [...costs.values()];
  const cuts = priceCuts(plan);
  const [priceCut] = cuts;
  const broken = exports.find((file) => file.broken.length > 0);
  if (!priceCut || !broken) throw new Error("The demo has lost its price cut or its broken rows.");
  const firstDay = plan.days[0] ?? plan.lastDay;
  const regression = plan.cacheRegressionDay;
  return {
    firstDay,
    lastDay: plan.lastDay,
    months: plan.months,
    lastCompleteMonth: plan.lastCompleteMonth,
    tokens,
    costs: costRows,
    otherCharges,
    coveredMonths: plan.months.filter(
      (month) => month >= plan.openaiCostsFrom.slice(0, 7) && month < plan.costsThrough.slice(0, 7),
    ),
    spend: spendByMonth(plan, costRows, otherCharges),
    revenue: revenueOf(plan),
    units: unitsOf(plan),
    fixed: fixedOf(plan),
    cacheRegression: {
      product: "Voice Agent",
      day: regression,
      before: hitRate(tokens, "Voice Agent", addDays(regression, -13), addDays(regression, -1)),
      after: hitRate(tokens, "Voice Agent", regression, addDays(regression, 13)),
    },
    priceCut,
    priceCuts: cuts,
    unpriced: unpricedTokens(tokens),
    rejected: { file: broken.name, rows: broken.broken },
    acceptedRows,
  };
}
