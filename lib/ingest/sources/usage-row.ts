import type { ParsedMoney } from "@/lib/money/parse";
import { establish } from "@/lib/tokens/establish";
import type { Period, UsageRecord } from "../records";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import type { OpenFile, ReadRow } from "./source";
import { providerOf, tierOf } from "./tiers";
import { shown } from "./values";

/** How a file of one row per request (or per day) is written; the canonical form and every mapping are values of this. */
export type UsageForm = Readonly<{
  /** Number of the column that holds this canonical field; -1 where none does. */
  fields: Readonly<Record<UsageField, number>>;
  /** Values that hold for every row and stand in no column. */
  constants: Readonly<Partial<Record<UsageField, string>>>;
  /** True where the input count contains cache reads and writes. */
  cacheInsideInput: boolean;
  /** True where the output count contains the reasoning tokens. */
  reasoningInsideOutput: boolean;
  parseMoney: (text: string) => ParsedMoney;
  period: (row: Row) => Period;
}>;

export const usageFields = [
  "id",
  "timestamp",
  "provider",
  "model",
  "requests",
  "input_tokens",
  "cache_read_tokens",
  "cache_write_5m_tokens",
  "cache_write_1h_tokens",
  "output_tokens",
  "reasoning_tokens",
  "service_tier",
  "geography",
  "account",
  "project",
  "workspace",
  "api_key",
  "user",
  "customer",
  "feature",
  "environment",
  "cost",
  "currency",
  "latency_ms",
  "ttft_ms",
  "status",
] as const;

export type UsageField = (typeof usageFields)[number];

/** Rejects an amount of a provider in another currency than USD (ledger rule 25). */
export function checkCurrency(row: Row, field: number, currency: string | null): void {
  if (currency === null || currency === "USD" || currency.toUpperCase() === "USD") return;
  throw row.problem(
    field,
    `The amount is in “${shown(currency)}”. Of a provider’s amounts only USD is read; export in USD.`,
  );
}

/** A reader of rows in the given form. */
export function readUsage(file: OpenFile, form: UsageForm): ReadRow {
  const { fields: f, constants } = form;
  const hasCacheColumn =
    file.shape === "csv" &&
    (f.cache_read_tokens >= 0 || f.cache_write_5m_tokens >= 0 || f.cache_write_1h_tokens >= 0);
  return (row) => {
    const period = form.period(row);
    const provider = providerOf(constants.provider ?? row.needText(f.provider));
    const model = constants.model ?? row.needText(f.model);
    const cacheRead = row.count(f.cache_read_tokens);
    const cacheWrite5m = row.count(f.cache_write_5m_tokens);
    const cacheWrite1h = row.count(f.cache_write_1h_tokens);
    const reasoning = row.count(f.reasoning_tokens);
    const stated = row.count(f.input_tokens);
    const output = row.count(f.output_tokens) ?? 0;
    const established = establish({
      input: form.cacheInsideInput ? stated : null,
      uncached: form.cacheInsideInput ? null : stated,
      cacheRead,
      cacheWrite5m,
      cacheWrite1h,
      output: form.reasoningInsideOutput ? output : output + (reasoning ?? 0),
      reasoning,
    });
    if (!established.ok) throw new RowProblem(established.reason);
    const cost = row.amount(f.cost, form.parseMoney);
    if (cost !== null) checkCurrency(row, f.currency, constants.currency ?? row.text(f.currency));
    const requests = row.count(f.requests);
    const id = row.id(f.id);
    const record: UsageRecord & { naturalKey: UsageRecord["naturalKey"] } = {
      kind: "usage",
      line: row.line,
      path: row.path,
      naturalKey: id === null ? NO_KEY : ["id", id],
      ranked: id === null,
      period,
      provider,
      model,
      serviceTier: tierOf(constants.service_tier ?? row.text(f.service_tier)),
      geography: constants.geography ?? row.text(f.geography),
      contextBand: period.endMs !== null || (requests !== null && requests > 1) ? "unknown" : null,
      dimensions: {
        account: constants.account ?? row.text(f.account),
        project: constants.project ?? row.text(f.project),
        workspace: constants.workspace ?? row.text(f.workspace),
        apiKey: constants.api_key ?? row.text(f.api_key),
        user: constants.user ?? row.text(f.user),
        customer: constants.customer ?? row.text(f.customer),
        feature: constants.feature ?? row.text(f.feature),
        environment: constants.environment ?? row.text(f.environment),
        tags: row.tags(),
      },
      requests,
      tokens: established.counts,
      modalities: null,
      webSearches: 0,
      // A file with a cache column tells of the cache on every row: an empty cell there is none.
      cacheKnown: hasCacheColumn || cacheRead !== null || cacheWrite5m !== null || cacheWrite1h !== null,
      reportedCost: cost === null ? null : cost.money,
      reportedCostText: cost === null ? null : cost.text,
      latencyMs: row.rounded(f.latency_ms),
      ttftMs: row.rounded(f.ttft_ms),
      status: row.text(f.status),
    };
    if (id === null) record.naturalKey = contentOf(record);
    return record;
  };
}

const NO_KEY: readonly never[] = [];

/** What identifies a row without an id: all it says, in an order of ours, so that CSV and JSON of it agree. */
function contentOf(record: UsageRecord): (string | number | null)[] {
  const { period, tokens, dimensions: d } = record;
  const key: (string | number | null)[] = [
    "content",
    period.startMs,
    period.endMs,
    record.provider,
    record.model,
    record.requests,
    tokens.inputTokens,
    tokens.cacheReadTokens,
    tokens.cacheWrite5mTokens,
    tokens.cacheWrite1hTokens,
    tokens.outputTokens,
    tokens.reasoningTokens,
    record.serviceTier,
    record.geography,
    d.account,
    d.project,
    d.workspace,
    d.apiKey,
    d.user,
    d.customer,
    d.feature,
    d.environment,
    record.reportedCost === null ? null : record.reportedCost.toString(),
    record.latencyMs,
    record.ttftMs,
    record.status,
  ];
  for (const name in d.tags) key.push(name, d.tags[name] ?? null);
  return key;
}
