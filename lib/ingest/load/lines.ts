import { TRAITS } from "@/lib/db/ledger/columns";
import { contentKey } from "@/lib/db/ledger/key";
import type { Registry, SkuParts } from "@/lib/db/ledger/registry";
import { copyText } from "@/lib/db/ledger/staging";
import type {
  ChargeRecord,
  Dimensions,
  RevenueRecord,
  SourceRecord,
  UsageRecord,
} from "@/lib/ingest/records";
import { catalogueSteps, midDaySteps, type PriceStep } from "@/lib/pricing";
import { dayStartMs, makeHourOf, utcDayOf } from "@/lib/time";
import { bandOf, RowKeys, startMsOf } from "./row-keys";

const DAY_MS = 86_400_000;
const NONE: readonly number[] = [];

export type LineOptions = {
  readonly importId: number;
  readonly zone: string;
  readonly registry: Registry;
  /** The organization's account for a provider whose rows name none (ledger rule 9). */
  readonly accountOf: (provider: string) => string | null;
  /** Prices already assigned, by sku; a new sku's come from the catalogue. */
  readonly steps: ReadonlyMap<number, readonly PriceStep[]>;
};

/** Turns records into rows for the ledger: their scope, sku, key and traits. One instance an import. */
export class LineMaker {
  readonly days = new Set<string>();
  minMs = Number.POSITIVE_INFINITY;
  maxMs = Number.NEGATIVE_INFINITY;
  repeats = false;
  readonly #options: LineOptions;
  readonly #keys = new RowKeys();
  readonly #hourOf: (ms: number) => number;
  readonly #hourText = new Map<number, string>();
  readonly #midDay = new Map<number, readonly PriceStep[] | null>();
  readonly #changes = new Map<string, readonly number[]>();
  #lastDay = Number.NaN;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#hourOf = makeHourOf(options.zone);
  }

  /** One line of COPY text for the staging table (columns of `EVENT_COLUMNS`, then hour and occurrence). */
  usage(record: UsageRecord): string {
    const { registry, importId } = this.#options;
    const dimensions = this.#withAccount(record.provider, record.dimensions);
    const scope = registry.scopeId(dimensions);
    const parts = { ...skuOf(record), contextBand: bandOf(record), unit: "tokens", category: "Usage" };
    const sku = registry.skuId(parts);
    const ms = record.period.startMs;
    const whole = record.period.wholeUtcDay !== null;
    const { key, occurrence } = this.#keyOf(ms, dimensions.account, record);
    const t = record.tokens;
    const m = record.modalities;
    const traits =
      (whole ? TRAITS.wholeDay : 0) |
      (record.reportedCost === null ? 0 : TRAITS.hasCost) |
      (record.cacheKnown ? 0 : TRAITS.cacheUnknown) |
      (this.#priceStep(sku, parts, ms) << TRAITS.priceStepShift);
    const extra = m
      ? `${m.audioInputTokens}\t${m.audioCacheReadTokens}\t${m.audioOutputTokens}\t${m.imageInputTokens}\t${m.imageCacheReadTokens}\t${m.imageOutputTokens}`
      : "\\N\t\\N\t\\N\t\\N\t\\N\t\\N";
    return `${key}\t${new Date(ms).toISOString()}\t${importId}\t${record.line}\t${scope}\t${sku}\t${traits}\t${
      record.requests ?? "\\N"
    }\t${t.uncachedTokens}\t${t.cacheReadTokens}\t${t.cacheWrite5mTokens}\t${t.cacheWrite1hTokens}\t${t.outputTokens}\t${
      t.reasoningTokens ?? "\\N"
    }\t${extra}\t${record.webSearches || "\\N"}\t${record.reportedCost ?? "\\N"}\t${record.latencyMs ?? "\\N"}\t${
      record.ttftMs ?? "\\N"
    }\t${copyText(record.status)}\t${this.#hour(ms, whole)}\t${occurrence}`;
  }

  charge(record: ChargeRecord) {
    const { registry } = this.#options;
    const dimensions = this.#withAccount(record.provider, record.dimensions);
    const ms = record.period.startMs;
    const { key, occurrence } = this.#keyOf(ms, dimensions.account, record);
    return {
      key,
      occurrence,
      line: record.line,
      utc_day: record.period.wholeUtcDay ?? utcDayOf(ms),
      period_start: new Date(ms).toISOString(),
      period_end: record.period.endMs === null ? null : new Date(record.period.endMs).toISOString(),
      scope_id: registry.scopeId(dimensions),
      sku_id: registry.skuId({
        ...skuOf(record),
        contextBand: record.contextBand,
        unit: record.lineItem ?? "charge",
        category: record.category,
      }),
      line_item: record.lineItem,
      for_tokens: record.forTokens,
      amount: record.amount === null ? null : record.amount.toString(),
      amount_text: record.amountText,
      currency: record.currency,
      quantity_text: record.quantityText,
      quantity_unit: record.quantityUnit,
    };
  }

  revenue(record: RevenueRecord) {
    const ms = startMsOf(record);
    const { key, occurrence } = this.#keyOf(ms, null, record);
    return {
      key,
      occurrence,
      line: record.line,
      from_day: record.fromDay,
      to_day: record.toDay,
      product: record.product,
      customer: record.customer,
      amount: record.amount.toString(),
      amount_text: record.amountText,
      currency: record.currency,
    };
  }

  /** A scope's or sku's identity, hashed. */
  static readonly hash = contentKey;

  #keyOf(ms: number, account: string | null, record: SourceRecord) {
    const named = this.#keys.next(record, account);
    if (named.occurrence > 0) this.repeats = true;
    this.#note(ms);
    return named;
  }

  #note(ms: number): void {
    if (ms < this.minMs) this.minMs = ms;
    if (ms > this.maxMs) this.maxMs = ms;
    const day = Math.floor(ms / DAY_MS);
    if (day === this.#lastDay) return;
    this.#lastDay = day;
    this.days.add(utcDayOf(ms));
  }

  #withAccount(provider: string, dimensions: Dimensions): Dimensions {
    if (dimensions.account !== null) return dimensions;
    const account = this.#options.accountOf(provider);
    return account === null ? dimensions : { ...dimensions, account };
  }

  #hour(ms: number, whole: boolean): string {
    // A whole UTC day stands at the local midnight of its own date; a negative slot keeps the two apart.
    const slot = whole ? -Math.floor(ms / DAY_MS) : this.#hourOf(ms);
    let text = this.#hourText.get(slot);
    if (text === undefined) {
      text = new Date(whole ? dayStartMs(utcDayOf(ms), this.#options.zone) : slot).toISOString();
      this.#hourText.set(slot, text);
    }
    return text;
  }

  #priceStep(sku: number, parts: SkuParts, ms: number): number {
    let steps = this.#midDay.get(sku);
    if (steps === undefined) {
      const known =
        this.#options.steps.get(sku) ??
        (parts.model === null ? undefined : catalogueSteps({ ...parts, model: parts.model })?.steps);
      steps = known?.some(changesWithinDay) ? (known ?? null) : null;
      this.#midDay.set(sku, steps);
    }
    if (steps === null) return 0;
    const day = utcDayOf(ms);
    const at = `${sku} ${day}`;
    let changes = this.#changes.get(at);
    if (changes === undefined) {
      changes = midDaySteps([...steps], day) ?? NONE;
      this.#changes.set(at, changes);
    }
    return changes.filter((change) => change <= ms).length;
  }
}

const changesWithinDay = (step: PriceStep): boolean =>
  step.timeOfDay !== null || [step.from, step.to].some((at) => at !== null && Date.parse(at) % DAY_MS !== 0);

const skuOf = ({ provider, model, serviceTier, geography }: UsageRecord | ChargeRecord) => ({
  provider,
  model,
  serviceTier,
  geography,
});
