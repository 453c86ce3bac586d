import { addMonths, isDay, monthEnd, monthStart } from "@/lib/time/days";
import { type DayRange, PRESETS } from "@/lib/time/periods";
import { comparedWith } from "./compare";
import { type Dimension, isDimension } from "./dimensions";
import { type Comparison, type Filters, type PresetName, presetName } from "./filters";

/** As Next hands them to a page, or as the browser holds them. */
export type SearchParams = URLSearchParams | Readonly<Record<string, string | string[] | undefined>>;

export type FilterContext = Readonly<{
  /** The current local day of the organization. */
  today: string;
  /** Its IANA reporting zone. */
  zone: string;
  /** The last local day with data; null where there are none. */
  dataThrough: string | null;
}>;

const EARLIEST = "2020-01-01";
const VALUES_MAX = 100;
const LENGTH_MAX = 500;
const OWN = new Set(["from", "to", "preset", "compare"]);

/**
 * Filters out of a page's URL. Never throws: what cannot be followed falls back to the default and is named in
 * `notices`. Without dates: last month if data reach its end, else the month of the last day with data.
 */
export function parseFilters(params: SearchParams, context: FilterContext): Filters {
  const all = entriesOf(params);
  const notices: string[] = [];
  const one = (key: string) => all.find(([name]) => name === key)?.[1];

  const period = periodOf({ from: one("from"), to: one("to"), preset: one("preset") }, context, notices);
  const comparison = comparisonOf(one("compare"), notices);
  const where = new Map<Dimension, (string | null)[]>();
  const rest = new Map<string, string[]>();
  for (const [key, text] of all) {
    if (OWN.has(key)) continue;
    if (!isDimension(key)) push(rest, key, text);
    else if (text.length > LENGTH_MAX || text.includes("\u0000"))
      notices.push(`The filter on ${key} is not a value and was left out.`);
    else push(where, key, text === "" ? null : text);
  }
  return {
    ...period,
    zone: context.zone,
    comparison,
    compare: comparedWith({ ...period, dataThrough: context.dataThrough }, comparison),
    where: Object.fromEntries(where),
    rest: Object.fromEntries(rest),
    notices,
  };
}

function entriesOf(params: SearchParams): [string, string][] {
  if (params instanceof URLSearchParams) return [...params];
  return Object.entries(params).flatMap(([key, value]) =>
    (value === undefined ? [] : Array.isArray(value) ? value : [value]).map((text): [string, string] => [
      key,
      text,
    ]),
  );
}

function push<K, V>(into: Map<K, V[]>, key: K, value: V): void {
  const values = into.get(key) ?? [];
  if (values.length < VALUES_MAX && !values.includes(value)) values.push(value);
  into.set(key, values);
}

type Period = DayRange & Readonly<{ preset: PresetName | null; isDefaultPeriod: boolean }>;
type Written = Readonly<Record<"from" | "to" | "preset", string | undefined>>;

function periodOf(written: Written, context: FilterContext, notices: string[]): Period {
  const { from, to, preset } = written;
  if (from !== undefined || to !== undefined) {
    const range = rangeOf(from, to, context);
    if (range) return { ...range, preset: null, isDefaultPeriod: false };
    notices.push(
      `“${from ?? "…"} to ${to ?? "…"}” is not a range of days; dates are written like 2026-10-31.`,
    );
  }
  if (preset !== undefined) {
    const found = PRESETS.find((known) => presetName(known.id) === preset);
    if (found) return { ...found.range(context.today), preset, isDefaultPeriod: false };
    notices.push(`“${preset}” is not a period we know; the default one is shown.`);
  }
  return { ...defaultPeriod(context), isDefaultPeriod: true };
}

/** An open start is the first of the end's month, an open end the last day with data. null where it is no range. */
function rangeOf(from: string | undefined, to: string | undefined, context: FilterContext): DayRange | null {
  const latest = addMonths(context.today, 13);
  const last = to ?? context.dataThrough ?? context.today;
  if (!isDay(last)) return null;
  const first = from ?? monthStart(last);
  if (!isDay(first) || first < EARLIEST || first > latest || last < EARLIEST || last > latest) return null;
  return first <= last ? { from: first, to: last } : { from: last, to: first };
}

function defaultPeriod({ today, dataThrough }: FilterContext): DayRange & { preset: PresetName | null } {
  const last = { from: addMonths(today, -1), to: monthEnd(addMonths(today, -1)) };
  // Data that end inside last month make last month the month of the last day with data.
  if (dataThrough === null || dataThrough >= last.from) return { ...last, preset: "last-month" };
  return { from: monthStart(dataThrough), to: monthEnd(dataThrough), preset: null };
}

function comparisonOf(written: string | undefined, notices: string[]): Comparison {
  if (written === undefined || written === "previous") return "previous";
  if (written === "year" || written === "none") return written;
  notices.push(`“${written}” is not a comparison we know; the period before is shown.`);
  return "previous";
}
