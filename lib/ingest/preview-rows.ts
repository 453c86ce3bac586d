import type { PreviewRow } from "./preview-shape";
import type { RowMoney } from "./preview-totals";
import type { Dimensions, SourceRecord } from "./records";

type Dimension = Readonly<{ name: Exclude<keyof Dimensions, "tags">; words: string }>;

/** In the order in which a person would tell rows apart. */
const DIMENSIONS: readonly Dimension[] = [
  { name: "project", words: "Project" },
  { name: "workspace", words: "Workspace" },
  { name: "apiKey", words: "API key" },
  { name: "feature", words: "Feature" },
  { name: "customer", words: "Customer" },
  { name: "user", words: "User" },
  { name: "environment", words: "Environment" },
  { name: "account", words: "Account" },
];

/** The one dimension the first rows are shown with: the first of these that any of them names. */
export const dimensionOf = (records: readonly SourceRecord[]): Dimension | null =>
  DIMENSIONS.find(({ name }) =>
    records.some((record) => record.kind !== "revenue" && record.dimensions[name] !== null),
  ) ?? null;

/** A record as the preview shows it; `money` is what it is in spend. */
export function firstRow(record: SourceRecord, dimension: Dimension | null, money: RowMoney): PreviewRow {
  if (record.kind === "revenue") {
    const { line, fromDay, product, customer } = record;
    return {
      line,
      at: fromDay,
      provider: null,
      model: product,
      dimension: customer,
      ...NO_TOKENS,
      cost: `${money.cost}`,
    };
  }
  const shared = {
    line: record.line,
    at: record.period.wholeUtcDay ?? new Date(record.period.startMs).toISOString(),
    provider: record.provider,
    dimension: dimension ? record.dimensions[dimension.name] : null,
  };
  if (record.kind === "charge") {
    const cost = record.amount === null ? null : `${record.amount}`;
    return { ...shared, model: record.lineItem ?? record.model, ...NO_TOKENS, cost };
  }
  const { inputTokens, cacheReadTokens, outputTokens } = record.tokens;
  const isUnpriced =
    money.cost === 0n &&
    (record.unit !== undefined || (money.unpriced > 0 && money.unpriced === inputTokens + outputTokens));
  return {
    ...shared,
    model: record.model,
    input: inputTokens,
    cached: record.cacheKnown ? cacheReadTokens : null,
    output: outputTokens,
    cost: isUnpriced ? null : `${money.cost}`,
  };
}

const NO_TOKENS = { input: null, cached: null, output: null } as const;
