import { parseUsd } from "@/lib/money/parse";
import { establish } from "@/lib/tokens/establish";
import type { Period } from "../records";
import { dimensions } from "./charge-row";
import { economicCost } from "./openrouter-money";
import { dayPeriod } from "./period";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import { defineSource, type Entry, type OpenFile, type ReadRow } from "./source";
import { shown } from "./values";

/** OpenRouter's activity by UTC day: the dashboard's daily CSV and the activity API. Neither knows cached tokens. */
export const openrouterActivity = defineSource({
  id: "openrouter-activity",
  title: "OpenRouter activity by day (CSV or API JSON)",
  help: [
    "OpenRouter → Activity → Export by day, or GET /api/v1/activity with a management key (the last 30 whole UTC days).",
    "The export by generation says more: it also holds cached tokens.",
  ].join(" "),
  kind: "usage",
  report: { covers: "openrouter/activity", bucket: "1d", dims: ["model", "endpoint"], naming: "ids" },
  detect: (head) => {
    if (head.shape === "csv") return head.has("date", "slug", "usage", "prompt tokens", "completion tokens");
    const row = firstRow(head.first);
    return (
      row !== null &&
      ["date", "model", "usage", "prompt_tokens", "completion_tokens"].every((key) => key in row)
    );
  },
  entries: activityRows,
  open,
});

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The rows of `{"data": […]}`, of a bare array, or one row. */
function* activityRows(value: unknown): Generator<Entry> {
  const data = isObject(value) && "data" in value ? value.data : value;
  const prefix = data === value ? "" : "data";
  if (!Array.isArray(data)) {
    yield { objects: [isObject(data) ? data : { data }], path: null, isBroken: !isObject(data) };
    return;
  }
  for (const [index, row] of data.entries())
    yield {
      objects: [isObject(row) ? row : { row }],
      path: `${prefix}[${index}]`,
      isBroken: !isObject(row),
    };
}

function firstRow(value: unknown): object | null {
  for (const { objects, isBroken } of activityRows(value)) if (!isBroken) return objects[0] ?? null;
  return null;
}

function open(file: OpenFile): ReadRow {
  const date = file.need("date");
  const name = file.shape === "csv" ? file.need("slug") : file.need("model");
  const permaslug = file.shape === "csv" ? name : file.field("model_permaslug");
  const endpoint = file.field("endpoint_id");
  const upstream = file.field("provider_name");
  const usage = file.need("usage");
  const byok = file.field("byok_usage_inference", "byok usage");
  const requests = file.field("requests");
  const prompt = file.need("prompt_tokens", "prompt tokens");
  const completion = file.need("completion_tokens", "completion tokens");
  const reasoning = file.field("reasoning_tokens", "reasoning tokens");
  return (row) => {
    const period = dayOf(file, row, date);
    const model = row.needText(name);
    const established = establish({
      input: row.needCount(prompt),
      output: row.needCount(completion),
      reasoning: row.count(reasoning),
    });
    if (!established.ok) throw new RowProblem(established.reason);
    const provider = row.text(upstream);
    const money = economicCost(file, row.amount(usage, parseUsd), row.amount(byok, parseUsd));
    file.notes.count("cache-unknown", withoutCache);
    return {
      kind: "usage",
      line: row.line,
      path: row.path,
      naturalKey: [
        "openrouter.activity",
        period.startMs,
        period.endMs,
        row.text(permaslug) ?? model,
        row.text(endpoint),
      ],
      ranked: false,
      period,
      provider: "openrouter",
      model,
      serviceTier: null,
      geography: null,
      contextBand: "unknown",
      dimensions: dimensions(provider === null ? {} : { tags: { upstream: provider } }),
      requests: row.count(requests),
      tokens: established.counts,
      modalities: null,
      webSearches: 0,
      cacheKnown: false,
      ...money,
      latencyMs: null,
      ttftMs: null,
      status: null,
    };
  };
}

/** "2026-05-12", also written "2026-05-12 00:00:00": a whole UTC day. */
function dayOf(file: OpenFile, row: Row, field: number): Period {
  const text = row.needText(field);
  const found = /^(\d{4}-\d{2}-\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?Z?)?$/.exec(text);
  if (!found?.[1]) throw row.problem(field, `“${shown(text)}” is not a day. Write it like 2026-10-31.`);
  return dayPeriod(file, row, field, found[1]);
}

const withoutCache = (count: number): string =>
  `${count === 1 ? "1 row says" : `${count} rows say`} nothing of cached tokens: all their input counts as uncached, and ` +
  "they stay out of cache hit rate and cache savings.";
