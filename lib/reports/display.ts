import { type MetricId, metricOf, type Value } from "@/lib/metrics";
import { formatCount, formatShare, formatTokens, formatUsdText } from "@/lib/money";

/** A metric's value as pages write it: "$9,460", "61.4%", "7.91 B"; "–" where it is undefined. */
export function shownValue(id: MetricId, value: Value): string {
  if (value === null) return "–";
  switch (metricOf(id).unit) {
    case "usd":
      return formatUsdText(String(value));
    case "usd_per_million_tokens":
    case "usd_per_unit":
      return formatUsdText(String(value), { style: "unit" });
    case "share":
      return formatShare(String(value));
    case "tokens":
      return formatTokens(BigInt(value));
    case "quantity":
      return /\./.test(String(value)) ? String(value) : formatCount(BigInt(value));
    case "count":
      return formatCount(BigInt(value));
  }
}
