import { parseCents } from "@/lib/money/parse";
import type { SourceRecord } from "../records";
import { ttlAssumed } from "./anthropic-usage-object";
import { estimates } from "./estimates";
import { isJson, type Json } from "./nested";
import { pageFields } from "./pages";
import { DAY_MS, instantOf } from "./period";
import { defineSource, type Entry, type OpenFile, type ReadRow } from "./source";
import { tokensOf, usageRecord } from "./usage-record";
import { isoDay } from "./values";

/** Place of the customer type in the natural key. */
const CUSTOMER = 5;

/** What API customers use is in the messages report too; what a subscription covers is told here alone. */
const coversOf = (record: SourceRecord): string =>
  record.naturalKey[CUSTOMER] === "subscription" ? "anthropic/claude-code" : "anthropic/messages";

/**
 * Anthropic's Claude Code report: use by person (or API key), day and model. Names as in readers of real reports and in
 * part in Anthropic's documents; that `input` leaves the cache out follows from its other reports (formats §2.2).
 */
export const anthropicClaudeCode = defineSource({
  id: "anthropic-claude-code",
  title: "Anthropic Claude Code report (API JSON)",
  help: "GET /v1/organizations/usage_report/claude_code?starting_at=DAY with an admin key, day by day; save every page.",
  kind: "usage",
  report: {
    covers: "anthropic/messages",
    coversOf,
    bucket: "1d",
    dims: ["user", "api_key", "customer_type", "terminal", "model"],
    naming: "names",
  },
  detect: (head) => head.shape !== "csv" && holdsReport(head.first),
  entries: (value) => breakdowns(value),
  open,
});

const isDay = (value: unknown): value is Json =>
  isJson(value) && isJson(value.actor) && "core_metrics" in value && typeof value.date === "string";

function holdsReport(first: unknown): boolean {
  if (Array.isArray(first)) return (first.slice(0, 20) as unknown[]).some(holdsReport);
  return (
    isDay(first) || (isJson(first) && Array.isArray(first.data) && (first.data as unknown[]).some(isDay))
  );
}

/** One row for each model that a person used on a day; a day without one is a row without usage. */
function* breakdowns(value: unknown, path = "", page: Json | null = null): Generator<Entry> {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) yield* breakdowns(each, `${path}[${index}]`, page);
    return;
  }
  const at = path === "" ? null : path;
  if (!isJson(value)) yield { objects: [{ value }], path: at, isBroken: true };
  else if (Array.isArray(value.data))
    yield* breakdowns(value.data, at === null ? "data" : `${at}.data`, value);
  else {
    const { model_breakdown: models, ...day } = value;
    const around = page === null ? [day] : [page, day];
    const rows = Array.isArray(models) ? (models as unknown[]) : [];
    if (rows.length === 0) yield { objects: around, path: at };
    for (const [index, row] of rows.entries()) {
      const place = { path: `${path === "" ? "" : `${path}.`}model_breakdown[${index}]` };
      yield isJson(row)
        ? { objects: [...around, row], ...place }
        : { objects: [{ row }], ...place, isBroken: true };
    }
  }
}

function open(file: OpenFile): ReadRow {
  const notePage = pageFields(file);
  const f = {
    date: file.need("date"),
    email: file.field("actor.email_address"),
    apiKey: file.field("actor.api_key_name"),
    customer: file.field("customer_type"),
    terminal: file.field("terminal_type"),
    model: file.field("model"),
    input: file.field("tokens.input"),
    output: file.field("tokens.output"),
    read: file.field("tokens.cache_read"),
    written: file.field("tokens.cache_creation"),
    cost: file.field("estimated_cost.amount"),
  };
  // The messages report names no organization either: with one, the two would seem to tell of different accounts.
  file.ignore(
    "organization_id",
    "core_metrics",
    "tool_actions",
    "subscription_type",
    "actor.type",
    "estimated_cost.currency",
  );
  const estimate = estimates(file, "Anthropic");
  return (row) => {
    notePage(row);
    if (!row.has(f.model) && !row.has(f.input) && !row.has(f.output)) return null;
    const startMs = instantOf(file, row, f.date);
    if (startMs % DAY_MS !== 0)
      throw row.problem(f.date, "The report is by UTC day, and this is a time within one.");
    const written = row.count(f.written);
    if (written !== null && written > 0) file.notes.count("ttl-assumed", ttlAssumed);
    const model = row.needText(f.model);
    const [user, apiKey] = [row.text(f.email), row.text(f.apiKey)];
    const dims = [user, apiKey, row.text(f.customer), row.text(f.terminal), model];
    return usageRecord(row, {
      naturalKey: ["anthropic.claude_code", startMs, startMs + DAY_MS, ...dims],
      period: { startMs, endMs: startMs + DAY_MS, wholeUtcDay: isoDay(startMs) },
      provider: "anthropic",
      model,
      contextBand: "unknown",
      dimensions: { user, apiKey },
      requests: null,
      tokens: tokensOf({
        uncached: row.needCount(f.input),
        cacheRead: row.count(f.read),
        cacheWrite5m: written,
        output: row.needCount(f.output),
      }),
      ...estimate(row.amount(f.cost, parseCents)),
    });
  };
}
