import type { Dimension, Filters } from "@/lib/filters";
import type { MetricId } from "@/lib/metrics";
import type { ChartGrain } from "./period";

/** The address of a view's figures as CSV: what the metrics endpoint answers for the same days and filters. */
export function exportHref(
  filters: Filters,
  asked: Readonly<{ metrics: readonly MetricId[]; by: readonly Dimension[]; grain: ChartGrain | "none" }>,
): string {
  const query = new URLSearchParams({
    metrics: asked.metrics.join(","),
    from: filters.from,
    to: filters.to,
    grain: asked.grain,
    by: asked.by.join(","),
    format: "csv",
  });
  for (const [dimension, values] of Object.entries(filters.where)) {
    for (const value of values ?? []) query.append(`filter.${dimension}`, value ?? "");
  }
  return `/api/v1/metrics?${query}`;
}
