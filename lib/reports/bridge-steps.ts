import { BARS, type Bar, type Bridge } from "@/lib/economics";
import { comparedLabel, type Filters, hrefWith } from "@/lib/filters";
import { pico, usdText } from "@/lib/money";
import { type DayRange, monthLabel, shortPeriodLabel } from "@/lib/time";

/** How each bar is called. */
export const BAR_NAMES: Readonly<Record<Bar, string>> = {
  volume: "Volume",
  model_mix: "Model mix",
  token_mix: "Token mix",
  cache: "Caching",
  tier: "Tier",
  list_price: "List price",
  contract_price: "Contract",
  new: "New",
  retired: "Retired",
  other: "Other charges",
  reported: "Reported",
};

/** What each bar says, in the order they are computed: each at base prices, given all those above it. */
export const BAR_WORDS: Readonly<Record<Bar, string>> = {
  volume: "More or fewer tokens, at the average price before",
  model_mix: "Other models, at their prices before",
  token_mix: "Another share of output, audio or images within a model",
  cache: "Input read from or written to the cache instead of sent anew",
  tier: "Another service tier, region or context band",
  list_price: "Published prices moved",
  contract_price: "Your own prices, discounts and mark-ups moved against list",
  new: "What had no price before, against the average",
  retired: "Models not used any more, against the average",
  other: "Fees, searches, credits and tax: cost without tokens",
  reported: "What providers report beyond our prices, or where we have none",
};

/** The same in few words, beside its amount. */
export const BAR_BRIEF: Readonly<Record<Bar, string>> = {
  volume: "More or fewer tokens",
  model_mix: "Other models",
  token_mix: "Share of output, audio, images",
  cache: "Cached against uncached input",
  tier: "Tier, region, context band",
  list_price: "Published prices",
  contract_price: "Own prices against list",
  new: "No price before",
  retired: "Models not used any more",
  other: "Fees, searches, credits, tax",
  reported: "What providers report beyond",
};

/** In a bridge of cost per million tokens more tokens cost nothing by themselves. */
export const VOLUME_PER_MILLION = "Fees and adjustments, over more or fewer tokens";

export type ChartStep = Readonly<{ name: string; value: string; total?: boolean; href: string }>;

/** Where a press on a bar leads: the cells behind it, on Spend. */
export const barHref = (filters: Filters, bar: Bar | null, more: Readonly<Record<string, string[]>> = {}) =>
  `${hrefWith(filters, { rest: { view: ["bridge"], ...(bar ? { step: [bar] } : {}), ...more } }, "/spend")}${bar ? "#cells" : "#bridge"}`;

/** "Sep" and "Oct" at both ends of a bridge, told apart where they would read alike. */
export function endNames(filters: Filters, shown: DayRange): { first: string; last: string } {
  const first = comparedLabel(filters) ?? "Before";
  const last =
    comparedLabel({ ...filters, compare: shown, comparison: "previous" }) ??
    shortPeriodLabel(shown.from, shown.to);
  return { first, last: last === first ? monthLabel(shown.from, { year: true }) : last };
}

/** The steps of a chart from one period to the other; a bar that holds nothing is left out. */
export function chartSteps(
  bridge: Bridge,
  asked: Readonly<{ filters: Filters; shown: DayRange; rest?: Readonly<Record<string, string[]>> }>,
): ChartStep[] {
  const { filters, shown, rest } = asked;
  const { first, last } = endNames(filters, shown);
  const whole = barHref(filters, null, rest);
  return [
    { name: first, value: usdText(bridge.base), total: true, href: whole },
    ...BARS.filter((bar) => bridge.bars[bar] !== 0n).map((bar) => ({
      name: BAR_NAMES[bar],
      value: usdText(bridge.bars[bar]),
      href: barHref(filters, bar, rest),
    })),
    { name: last, value: usdText(bridge.actual), total: true, href: whole },
  ];
}

/** The same amounts with their sign turned: what a bar of cost does to margin. */
export const turned = (bridge: Bridge): Bridge => ({
  ...bridge,
  bars: Object.fromEntries(BARS.map((bar) => [bar, pico(-bridge.bars[bar])])) as Bridge["bars"],
});
