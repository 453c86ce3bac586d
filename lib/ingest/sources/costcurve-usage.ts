import { parseUsd } from "@/lib/money/parse";
import { instantOrDay } from "./period";
import { defineSource } from "./source";
import { readUsage, type UsageField, usageFields } from "./usage-row";

/** Costcurve's own form: one row per request, or per whole UTC day where the timestamp is a date alone. */
export const costcurveUsage = defineSource({
  id: "costcurve-usage",
  title: "Costcurve usage (CSV, JSON lines or JSON array)",
  help: [
    "Write one row per request with the columns timestamp, provider, model and as many of the others as you have:",
    "input_tokens (cache included), cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens",
    "(reasoning included), reasoning_tokens, requests, cost, currency, project, customer, tag.NAME and so on.",
    "Give each row an id where you have one: then a corrected row replaces the earlier one.",
  ].join(" "),
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  detect: (head) => head.has("timestamp", "provider", "model"),
  almost: (head) => {
    const missing = ["timestamp", "provider", "model"].filter((name) => !head.has(name));
    return missing.length === 1 && head.has("input_tokens")
      ? `It looks like Costcurve usage, but the column “${missing[0]}” is missing. Add it and upload again.`
      : null;
  },
  open(file) {
    const fields = {} as Record<UsageField, number>;
    for (const name of usageFields)
      fields[name] =
        name === "timestamp" || name === "provider" || name === "model" ? file.need(name) : file.field(name);
    file.tags();
    return readUsage(file, {
      fields,
      constants: {},
      cacheInsideInput: true,
      reasoningInsideOutput: true,
      parseMoney: parseUsd,
      period: (row) => instantOrDay(file, row, fields.timestamp),
    });
  },
});
