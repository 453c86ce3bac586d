import { BARS, type Bar, type Bridge, type BridgeCell } from "@/lib/economics";
import { type Filters, hrefWith } from "@/lib/filters";
import { pico, usdText } from "@/lib/money";
import type { DayRange } from "@/lib/time";
import type { CostBridge } from "./bridge";
import { nameOf, type PathNames } from "./bridge-cells";
import {
  BAR_BRIEF,
  BAR_NAMES,
  BAR_WORDS,
  barHref,
  type ChartStep,
  chartSteps,
  endNames,
  VOLUME_PER_MILLION,
} from "./bridge-steps";
import { shareOf } from "./figures";
import type { Line } from "./line";

/** What the bridge on Spend explains. */
export const SHOWN_BRIDGES = ["spend", "cost_per_million_tokens"] as const;
export type ShownBridge = (typeof SHOWN_BRIDGES)[number];

/** The bridge as Spend shows it, plain data. */
export type SpendBridgeView = Readonly<{
  of: ShownBridge;
  chart: readonly ChartStep[];
  /** Both ends and every bar in the order it is computed, those that hold nothing too. */
  steps: readonly Line[];
  /** The bar that is opened, and the cells it is made of; null where none is. */
  opened: Readonly<{ bar: Bar; name: string; words: string; lines: readonly Line[]; total: Line }> | null;
}>;

/** What the page's own parameters ask for. */
export function bridgeChoice({ rest }: Filters): { of: ShownBridge; bar: Bar | null } {
  return {
    of: SHOWN_BRIDGES.find((id) => id === rest.of?.[0]) ?? "spend",
    bar: BARS.find((bar) => bar === rest.step?.[0]) ?? null,
  };
}

/** The bridge of a period (economics §5.8); null where what it explains is undefined. */
export function spendBridge(found: CostBridge, filters: Filters, shown: DayRange): SpendBridgeView | null {
  const { of, bar } = bridgeChoice(filters);
  const bridge = of === "spend" ? found.bridge : found.perMillion();
  if (!bridge) return null;
  const rest: Record<string, string[]> = of === "spend" ? {} : { of: [of] };
  const words = (each: Bar) => (of !== "spend" && each === "volume" ? VOLUME_PER_MILLION : BAR_WORDS[each]);
  return {
    of,
    chart: chartSteps(bridge, { filters, shown, rest }),
    steps: stepLines(bridge, { filters, shown, rest, isPerMillion: of !== "spend" }),
    opened: bar && {
      bar,
      name: BAR_NAMES[bar],
      words: words(bar),
      ...cellLines(bar, bridge, found.cells, { filters, shown }),
    },
  };
}

function stepLines(
  bridge: Bridge,
  asked: Readonly<{
    filters: Filters;
    shown: DayRange;
    rest: Readonly<Record<string, string[]>>;
    isPerMillion: boolean;
  }>,
): Line[] {
  const { filters, shown, rest, isPerMillion } = asked;
  const { first, last } = endNames(filters, shown);
  const change = bridge.actual - bridge.base;
  const end = (id: string, name: string, amount: bigint, range: DayRange): Line => ({
    id,
    cells: { step: name, amount: usdText(pico(amount)), share: null, words: null },
    kinds: { amount: "usd" },
    missing: { share: "", words: "" },
    links: { amount: hrefWith(filters, { from: range.from, to: range.to }, "/rows") },
  });
  return [
    end("base", first, bridge.base, filters.compare ?? shown),
    ...BARS.map((bar): Line => {
      const amount = bridge.bars[bar];
      const holds = amount !== 0n;
      return {
        id: bar,
        cells: {
          step: BAR_NAMES[bar],
          amount: holds ? usdText(amount) : null,
          share: holds ? shareOf(amount, change) : null,
          words: isPerMillion && bar === "volume" ? "Fees over more or fewer tokens" : BAR_BRIEF[bar],
        },
        ...(holds
          ? { links: { step: barHref(filters, bar, rest), amount: barHref(filters, bar, rest) } }
          : { muted: true }),
      };
    }),
    end("actual", last, bridge.actual, filters),
  ];
}

type Sum = { tokensBefore: bigint; tokens: bigint; before: bigint; now: bigint };

/** The cells behind a bar, the largest first: both periods and what each adds; they add up to the bar exactly. */
function cellLines(
  bar: Bar,
  bridge: Bridge,
  cells: CostBridge["cells"],
  { filters, shown }: { filters: Filters; shown: DayRange },
): { lines: Line[]; total: Line } {
  const parts = bridge.parts.filter((part) => part.bar === bar);
  const depth = parts[0]?.path.length ?? 0;
  const sums = sumsByPath(cells, depth);
  const size = (n: bigint) => (n < 0n ? -n : n);
  const sorted = [...parts].sort((a, b) => (size(a.amount) > size(b.amount) ? -1 : 1));
  const lines = sorted.map(({ path, amount }): Line => {
    const id = JSON.stringify(path);
    const names = nameOf(path);
    const { tokensBefore, tokens, before, now } = sums.get(id) ?? newSum();
    const where = {
      provider: [names.provider],
      model: [names.model],
      ...(names.tier === undefined ? {} : { tier: [names.tier] }),
    };
    const kind = names.type === "charge" ? { rest: { kind: ["charges"] } } : {};
    return {
      id,
      cells: {
        model: names.model,
        ...classCells(names),
        tokensBefore: tokensBefore === 0n ? null : tokensBefore.toString(),
        tokens: tokens === 0n ? null : tokens.toString(),
        before: before === 0n && tokensBefore === 0n ? null : usdText(pico(before)),
        now: now === 0n && tokens === 0n ? null : usdText(pico(now)),
        effect: usdText(amount),
      },
      links: {
        ...(filters.compare
          ? { before: hrefWith(filters, { ...rangeOf(filters.compare), where, ...kind }, "/rows") }
          : {}),
        now: hrefWith(filters, { ...rangeOf(shown), where, ...kind }, "/rows"),
        model: hrefWith(filters, {
          where: { provider: where.provider, model: where.model },
          rest: { view: [], step: [], of: [] },
        }),
      },
      missing: { model: "Charges without a model" },
      notes: { model: names.provider },
      ...(names.model === null ? { muted: true } : {}),
    };
  });
  return {
    lines,
    total: { id: "total", cells: { model: "Total", effect: usdText(bridge.bars[bar]) } },
  };
}

const rangeOf = ({ from, to }: DayRange): DayRange => ({ from, to });
const newSum = (): Sum => ({ tokensBefore: 0n, tokens: 0n, before: 0n, now: 0n });

function sumsByPath(cells: CostBridge["cells"], depth: number): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  const add = (some: readonly BridgeCell[], quantity: "tokensBefore" | "tokens", cost: "before" | "now") => {
    for (const cell of some) {
      const key = JSON.stringify(cell.path.slice(0, depth));
      const sum = sums.get(key) ?? newSum();
      sums.set(key, sum);
      sum[quantity] += cell.quantity;
      sum[cost] += cell.effective;
    }
  };
  add(cells.base, "tokensBefore", "before");
  add(cells.actual, "tokens", "now");
  return sums;
}

const TYPES: Readonly<Record<string, string>> = {
  input: "Input",
  output: "Output",
  audio_input: "Audio input",
  audio_output: "Audio output",
  image_input: "Image input",
  image_output: "Image output",
  web_search: "Web searches",
  request: "Requests",
  charge: "Charges",
  all: "All",
};
const CACHES: Readonly<Record<string, string>> = {
  uncached: "Uncached",
  cache_read: "Cache read",
  cache_write_5m: "Cache write, 5 min",
  cache_write_1h: "Cache write, 1 h",
};

/** The words of a cell beside its model; null is what does not apply. */
function classCells({ type, cache, tier, geography, band }: PathNames): Line["cells"] {
  const rate = [tier, geography, band].filter((word) => word !== null && word !== undefined).join(" · ");
  return {
    type: type === undefined ? null : (TYPES[type] ?? type),
    cache: cache === undefined ? null : (CACHES[cache] ?? null),
    rate: rate === "" ? null : rate,
  };
}
