import type { DayRange, PresetId } from "@/lib/time/periods";
import { type Dimension, UNIT } from "./dimensions";

export type Comparison = "previous" | "year" | "none";

/** A preset as the URL writes it: "last-month", "last-12-months". */
export type PresetName = string;

/** Values a dimension is limited to; null is the absent value (ledger rule 10). */
export type Where = Readonly<Partial<Record<Dimension, readonly (string | null)[]>>>;

/** What a filter asks of usage and revenue: all of it but for which units of work count. */
export const ofCost = ({ [UNIT]: _, ...where }: Where): Where => where;

/** What a page is asked to show, read out of its URL. */
export type Filters = DayRange &
  Readonly<{
    /** IANA reporting zone whose days `from` and `to` are. */
    zone: string;
    /** The named range the dates come from, or null for a range of its own. */
    preset: PresetName | null;
    /** True where the URL says nothing about dates. */
    isDefaultPeriod: boolean;
    comparison: Comparison;
    /** The days compared with, both inclusive: only as many as the period has data for. */
    compare: DayRange | null;
    where: Where;
    /** The page's own parameters, kept in every link. */
    rest: Readonly<Record<string, readonly string[]>>;
    /** What in the URL could not be followed, for people. */
    notices: readonly string[];
  }>;

/** "last12Months" is "last-12-months" in the URL. */
export const presetName = (id: PresetId): PresetName =>
  id
    .replace(/([a-z])([A-Z0-9])/g, "$1-$2")
    .replace(/(\d)([A-Z])/g, "$1-$2")
    .toLowerCase();
