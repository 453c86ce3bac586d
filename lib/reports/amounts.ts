import type { Actor } from "@/lib/access/actor";
import { askMatchedUsage, type Matched } from "@/lib/db/matched-usage";
import { inOrganization } from "@/lib/db/organization";
import { hrefWith } from "@/lib/filters";
import type { Sums } from "@/lib/metrics";
import { formatUsd, pico, roundedQuotient, usdText } from "@/lib/money";
import { cached } from "./cached";
import { shareOf } from "./figures";
import type { Line } from "./line";
import type { PageContext } from "./page-context";
import { shownRange } from "./period";
import { addUp, cubeRows } from "./query";
import type { Words } from "./words";

/** The three amounts of a period side by side, plain data: USD as decimal text, null where undefined. */
export type AmountsReport = Readonly<{
  words: readonly Words[];
  computed: string;
  reported: string;
  effective: string;
  reportedShare: string | null;
  /** Of usage that both sides have an amount for: R ÷ Σc with three decimals, and R − Σc (economics §5.15). */
  factor: string | null;
  difference: string | null;
  providers: readonly Line[];
  models: readonly Line[];
  days: readonly Line[];
}>;

const MEASURES = ["computed_cost", "reported_cost", "effective_cost", "covered_cost"] as const;

/** Computed, reported and effective cost, and where the provider's amount strays from ours. */
export function amountsReport(actor: Actor, context: PageContext): Promise<AmountsReport> {
  const { filters } = context;
  return cached(actor, "three amounts", { filters }, () => compute(actor, context));
}

async function compute(actor: Actor, { filters, extent }: PageContext): Promise<AmountsReport> {
  const { where } = filters;
  const range = shownRange(filters, extent.dataThrough);
  const [rows, matched] = await Promise.all([
    cubeRows(actor, { ...range, grain: "none", by: ["provider"], where }, MEASURES),
    inOrganization(actor.organizationId, (tx) => askMatchedUsage(tx, { ...range, where }), {
      readOnly: true,
    }),
  ]);
  const all = addUp(rows);
  const both = pairOf(matched);
  const byProvider = grouped(matched, ({ provider }) => provider);
  return {
    words: wordsOf(both, matched),
    computed: usd(all, "computed_cost"),
    reported: usd(all, "reported_cost"),
    effective: usd(all, "effective_cost"),
    reportedShare: shareOf(all.covered_cost ?? 0n, all.effective_cost ?? 0n),
    factor: factorOf(both),
    difference: matched.length === 0 ? null : usdText(pico(both.reported - both.computed)),
    providers: rows
      .filter(({ keys: [provider] }) => provider !== null && provider !== undefined)
      .map(({ keys: [provider], sums }) => {
        const name = provider ?? "";
        return {
          ...pairLine(name, byProvider.get(name) ?? NOTHING),
          cells: {
            provider: name,
            computed: usd(sums, "computed_cost"),
            reported: (sums.reported_cost ?? 0n) === 0n ? null : usd(sums, "reported_cost"),
            effective: usd(sums, "effective_cost"),
            share: shareOf(sums.covered_cost ?? 0n, sums.effective_cost ?? 0n),
            ...pairCells(byProvider.get(name) ?? NOTHING),
          },
          links: { effective: hrefWith(filters, { where: { provider: [name] } }, "/spend") },
        };
      }),
    models: strayed(
      matched,
      ({ provider, model }) => JSON.stringify([provider, model]),
      (key) => {
        const [provider, model] = JSON.parse(key) as [string, string | null];
        return {
          cells: { model, provider },
          links: {
            model: hrefWith(filters, { where: { provider: [provider], model: [model] } }, "/spend/amounts"),
            matchedReported: hrefWith(filters, { where: { provider: [provider], model: [model] } }, "/rows"),
          },
        };
      },
    ),
    days: strayed(
      matched,
      ({ day }) => day,
      (day) => ({
        cells: { day },
        links: { day: hrefWith(filters, { from: day, to: day }, "/spend/amounts") },
      }),
    ),
  };
}

const usd = (sums: Sums, name: (typeof MEASURES)[number]): string => usdText(pico(sums[name] ?? 0n));

type Pair = Readonly<{ computed: bigint; reported: bigint }>;
const NOTHING: Pair = { computed: 0n, reported: 0n };

const pairOf = (rows: readonly Pair[]): Pair =>
  rows.reduce(
    (sum, row) => ({ computed: sum.computed + row.computed, reported: sum.reported + row.reported }),
    NOTHING,
  );

/** R ÷ Σc with three decimals, which all stay: 0.900. */
function factorOf({ computed, reported }: Pair): string | null {
  if (computed === 0n) return null;
  const thousandths = roundedQuotient(reported * 1000n, computed);
  const size = (thousandths < 0n ? -thousandths : thousandths).toString().padStart(4, "0");
  return `${thousandths < 0n ? "−" : ""}${size.slice(0, -3)}.${size.slice(-3)}`;
}

function grouped(rows: readonly Matched[], keyOf: (row: Matched) => string): Map<string, Pair> {
  const groups = new Map<string, Matched[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return new Map([...groups].map(([key, some]) => [key, pairOf(some)]));
}

const pairCells = (pair: Pair) =>
  pair.computed === 0n
    ? { matchedComputed: null, matchedReported: null, difference: null, factor: null }
    : {
        matchedComputed: usdText(pico(pair.computed)),
        matchedReported: usdText(pico(pair.reported)),
        difference: usdText(pico(pair.reported - pair.computed)),
        factor: factorOf(pair),
      };

/** Two in a hundred is more than rounding: worth a look. */
const STRAYS_FROM = 50n;
const strays = ({ computed, reported }: Pair): boolean => {
  const away = reported > computed ? reported - computed : computed - reported;
  return away * STRAYS_FROM > (computed < 0n ? -computed : computed);
};

const pairLine = (id: string, pair: Pair) => ({
  id,
  ...(strays(pair) ? { tones: { factor: "warn" as const } } : {}),
});

type Shown = Pick<Line, "cells" | "links">;

/** Groups by how many dollars their reported amount is away from the computed one, the most first. */
function strayed(
  rows: readonly Matched[],
  keyOf: (row: Matched) => string,
  shown: (key: string) => Shown,
): Line[] {
  const away = ({ computed, reported }: Pair) =>
    reported > computed ? reported - computed : computed - reported;
  return [...grouped(rows, keyOf)]
    .sort(([, a], [, b]) => (away(b) > away(a) ? 1 : away(b) < away(a) ? -1 : 0))
    .map(([key, pair]) => {
      const { cells, links } = shown(key);
      return { ...pairLine(key, pair), cells: { ...cells, ...pairCells(pair) }, links };
    });
}

function wordsOf(both: Pair, matched: readonly Matched[]): Words[] {
  if (matched.length === 0)
    return [{ text: "No provider reported an amount for usage of these days: what is computed counts." }];
  const difference = both.reported - both.computed;
  const days = [...grouped(matched, ({ day }) => day).values()];
  const off = days.filter(strays).length;
  const size = formatUsd(pico(difference < 0n ? -difference : difference));
  return [
    ...(difference === 0n
      ? [{ text: "Providers reported exactly what our prices say" }]
      : [
          { text: "Providers reported " },
          { text: size, as: "figure" as const },
          { text: ` ${difference < 0n ? "less" : "more"} than our prices say` },
        ]),
    { text: `, a factor of ${factorOf(both) ?? "–"}. ` },
    off === 0
      ? { text: "Every day agrees within 2%.", as: "good" }
      : {
          text: `${off} of ${days.length} ${days.length === 1 ? "day" : "days"} stray by more than 2%.`,
          as: "bad",
        },
  ];
}
