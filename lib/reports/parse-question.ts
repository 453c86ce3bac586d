import { z } from "zod";
import { UserError } from "@/lib/commands/errors";
import type { Grain } from "@/lib/db/cube-query";
import { DIMENSIONS, type Dimension, isDimension, isGrouping, type Where } from "@/lib/filters";
import { isMetricId, type MetricId, metrics } from "@/lib/metrics";
import { type DayRange, daysBetween } from "@/lib/time";
import type { Question } from "./query";

const GRAINS = ["none", "hour", "day", "week", "month"] as const satisfies readonly Grain[];
const HOUR_DAYS_MAX = 92;

/** What the command line and the HTTP API hand over, as text. */
export type AskedText = {
  metrics?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  grain?: string | undefined;
  by?: string | undefined;
  /** [dimension, value] pairs; several of one dimension mean one of; an empty value is the absent one. */
  filters: readonly (readonly [string, string])[];
};

/**
 * Reads a question out of text.
 * @throws UserError naming the part that cannot be read and what it may be
 */
export function parseQuestion(asked: AskedText): Question {
  const ids = listOf(asked.metrics);
  if (ids.length === 0)
    throw wrong(
      "metrics",
      "no metric is named",
      `Name one or more of: ${metrics.map((m) => m.id).join(", ")}.`,
    );
  for (const id of ids) {
    if (!isMetricId(id))
      throw wrong("metrics", `there is no metric “${id}”`, `Use: ${metrics.map((m) => m.id).join(", ")}.`);
  }
  const { from, to } = parseDays(asked);
  const grain = (asked.grain ?? "none") as Grain;
  if (!GRAINS.includes(grain))
    throw wrong("grain", `“${asked.grain}” is not a grain`, `Use one of: ${GRAINS.join(", ")}.`);
  if (grain === "hour" && daysBetween(from, to) > HOUR_DAYS_MAX) {
    throw wrong("grain", `hours over more than ${HOUR_DAYS_MAX} days`, "Ask for fewer days, or by day.");
  }
  const by = listOf(asked.by).map(grouping);
  return {
    metrics: [...new Set(ids)] as MetricId[],
    from,
    to,
    grain,
    by: [...new Set(by)],
    where: parseFilters(asked.filters),
  };
}

/**
 * Reads a range of days, both inclusive.
 * @param prefix what stands before "from" and "to" in the names of the two
 */
export function parseDays(
  asked: { from?: string | undefined; to?: string | undefined },
  prefix = "",
): DayRange {
  const from = day(asked.from, `${prefix}from`);
  const to = day(asked.to, `${prefix}to`);
  if (from > to)
    throw wrong(
      `${prefix}to`,
      `${to} is before ${from}`,
      "Days are inclusive: the last day must not be before the first.",
    );
  return { from, to };
}

/** Reads [dimension, value] pairs; several of one dimension mean one of; an empty value is the absent one. */
export function parseFilters(filters: AskedText["filters"]): Where {
  const where: Record<string, (string | null)[]> = {};
  for (const [name, value] of filters) {
    const key = dimension(name, "filter");
    const values = where[key] ?? [];
    values.push(value === "" ? null : value);
    where[key] = values;
  }
  return where as Where;
}

const listOf = (text: string | undefined) =>
  (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

function day(text: string | undefined, field: string): string {
  const parsed = z.iso.date().safeParse(text);
  if (!parsed.success)
    throw wrong(
      field,
      text === undefined ? "is missing" : `“${text}” is not a day`,
      "Write it as YYYY-MM-DD.",
    );
  return parsed.data;
}

function dimension(text: string, field: string): Dimension {
  if (!isDimension(text))
    throw wrong(field, `there is no dimension “${text}”`, `Use: ${DIMENSIONS.join(", ")}, tag.NAME.`);
  return text;
}

function grouping(text: string): Dimension {
  const found = dimension(text, "by");
  if (!isGrouping(found))
    throw wrong(
      "by",
      `figures are not grouped by “${text}”`,
      "Use it as a filter: which units of work count.",
    );
  return found;
}

export const wrong = (field: string, problem: string, fix: string) =>
  new UserError({ code: "wrong-question", message: `${field}: ${problem}.`, fix, status: 400 });
