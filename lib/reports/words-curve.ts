import { formatUsdText } from "@/lib/money";
import type { ShownCurve } from "./cost-curve-page";
import type { Words } from "./words";

type Curves = Readonly<Record<"price_index" | "cost_per_million_tokens" | "cost_per_unit", ShownCurve>>;

/** Below this many log points a year a curve stands still: about half a percent. */
const STILL = 0.005;
export const isStill = (decline: Readonly<{ log_points_per_year: string }>): boolean =>
  Math.abs(Number(decline.log_points_per_year)) < STILL;

/** Fewer days than these say nothing of a year. */
export const YEARLY_FROM_DAYS = 180;
const isShort = ({ days }: { readonly days: number }): boolean => days < YEARLY_FROM_DAYS;

/** Which way the curves go, and how fast. It also goes up, and then says so. */
export function curveWords(curves: Curves): Words[] {
  const { price_index: index, cost_per_million_tokens: blended, cost_per_unit: unit } = curves;
  if (blended.last === null)
    return [{ text: "Nothing in these days has both tokens and a cost, so there is no curve." }];
  return [...blendedWords(blended), ...priceWords(index), ...unitWords(unit)];
}

function blendedWords({ decline, first, last }: ShownCurve): Words[] {
  const now: Words = { text: formatUsdText(last, { style: "unit" }), as: "figure" };
  if (decline === null)
    return [{ text: "A million tokens cost " }, now, { text: ", in one period: a curve needs two." }];
  const from = formatUsdText(first, { style: "unit" });
  if (isShort(decline)) {
    const days = Math.round(decline.days);
    return [
      { text: `A million tokens went from ${from} to ` },
      now,
      { text: ` within ${days} days, which is too short to speak of a year.` },
    ];
  }
  const log = Number(decline.log_points_per_year);
  const path = { text: `, from ${from} to ` };
  if (isStill(decline))
    return [{ text: "A million tokens cost about the same throughout" }, path, now, { text: "." }];
  return [
    { text: "A million tokens became " },
    { text: paceText(log), as: log > 0 ? "good" : "bad" },
    path,
    now,
    { text: "." },
  ];
}

function priceWords({ decline, last }: ShownCurve): Words[] {
  if (decline === null || last === null || isShort(decline)) return [];
  const log = Number(decline.log_points_per_year);
  if (isStill(decline)) return [{ text: " The models you use kept their prices: what moved is the mix." }];
  return [
    { text: " At the same models and the same tokens, prices became " },
    { text: paceText(log), as: log > 0 ? "good" : "bad" },
    { text: "." },
  ];
}

function unitWords({ decline }: ShownCurve): Words[] {
  if (decline === null || isShort(decline)) return [];
  const log = Number(decline.log_points_per_year);
  if (isStill(decline)) return [{ text: " A unit of work costs what it did." }];
  return [
    { text: " A unit of work became " },
    { text: paceText(log), as: log > 0 ? "good" : "bad" },
    { text: "." },
  ];
}

/** "1.4 times cheaper a year", "12% dearer a year". */
export function paceText(logPointsPerYear: number): string {
  const factor = Math.exp(Math.abs(logPointsPerYear));
  const way = logPointsPerYear > 0 ? "cheaper" : "dearer";
  return `${timesText(factor)} times ${way} a year`;
}

/** 1.04, 1.4, 62: as many digits as tell it from 1. */
export function timesText(factor: number): string {
  const digits = factor < 1.1 ? 2 : factor < 10 ? 1 : 0;
  return factor.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** "halves in 7 months", "doubles in 2.4 years"; null where it stands still. */
export function halfLifeText(years: string | null): string | null {
  if (years === null) return null;
  const value = Math.abs(Number(years));
  const verb = Number(years) > 0 ? "halves" : "doubles";
  if (value > 100) return null;
  const text =
    value < 2
      ? `${Math.max(1, Math.round(value * 12))} months`
      : `${value.toLocaleString("en-US", { maximumFractionDigits: 1 })} years`;
  return `${verb} in ${text === "1 months" ? "a month" : text}`;
}
