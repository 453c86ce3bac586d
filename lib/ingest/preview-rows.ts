import type { PreviewRow } from "./preview-shape";
import type { RowMoney } from "./preview-totals";
import { type Dimensions, isOfProvider, type RatesRecord, type SourceRecord } from "./records";

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
    records.some((record) => isOfProvider(record) && record.dimensions[name] !== null),
  ) ?? null;

/** A record as the preview shows it; `money` is what it is in spend. */
export function firstRow(record: SourceRecord, dimension: Dimension | null, money: RowMoney): PreviewRow {
  if (!isOfProvider(record)) {
    const { line } = record;
    const named =
      record.kind === "revenue"
        ? { at: record.fromDay, model: record.product, dimension: record.customer, cost: `${money.cost}` }
        : record.kind === "units"
          ? {
              at: record.day,
              model: `${record.quantityText} ${record.unit}`,
              dimension: record.product,
              cost: null,
            }
          : { at: record.day, model: ratesText(record), dimension: null, cost: null };
    return { line, provider: null, ...NO_TOKENS, ...named };
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

/** "1 EUR = 1.0865 USD, 163.2 JPY and 28 more". */
function ratesText({ base, rates }: RatesRecord): string {
  const told = rates.slice(0, 2).map(({ quote, text }) => `${text} ${quote}`);
  const more = rates.length > told.length ? ` and ${rates.length - told.length} more` : "";
  return `1 ${base} = ${told.join(", ")}${more}`;
}

const NO_TOKENS = { input: null, cached: null, output: null } as const;
