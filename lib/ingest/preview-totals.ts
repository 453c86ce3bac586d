import type { Digits, PreviewDay, PreviewModel, PreviewTotal } from "./preview-shape";
import { isOfProvider, type SourceRecord } from "./records";

/** Models kept apart; the rest of a file with more adds up under one name. */
const MODELS_MAX = 2_000;
const MODELS_SHOWN = 100;

/** One row's money: what it costs, and how many of its tokens have no price. Pico-dollars. */
export type RowMoney = Readonly<{ cost: bigint; unpriced: number }>;

/** What a row is told under: its provider and model, or what stands in their place. */
function namesOf(record: SourceRecord): readonly [string, string | null] {
  if (isOfProvider(record))
    return [
      record.provider,
      record.kind === "charge" && record.isFixed !== undefined ? record.lineItem : record.model,
    ];
  if (record.kind === "revenue") return ["", record.product];
  if (record.kind === "units") return [record.product ?? "", record.unit];
  return ["", record.rates.length === 1 ? `${record.base}/${record.rates[0]?.quote}` : record.base];
}

class Sum {
  rows = 0;
  requests: number | null = null;
  input = 0n;
  cached = 0n;
  output = 0n;
  cost = 0n;
  unpriced = 0n;
  unpricedRows = 0;

  add(record: SourceRecord, money: RowMoney, sign: 1 | -1): void {
    const signed = (count: number | bigint) => BigInt(count) * BigInt(sign);
    this.rows += sign;
    this.cost += signed(money.cost);
    if (record.kind !== "usage") return;
    const { inputTokens, cacheReadTokens, outputTokens } = record.tokens;
    if (record.requests !== null) this.requests = (this.requests ?? 0) + record.requests * sign;
    this.input += signed(inputTokens);
    this.cached += signed(cacheReadTokens);
    this.output += signed(outputTokens);
    if (money.unpriced === 0) return;
    this.unpriced += signed(money.unpriced);
    this.unpricedRows += sign;
  }

  told(): PreviewTotal {
    const text = (amount: bigint): Digits => amount.toString();
    return {
      rows: this.rows,
      requests: this.requests,
      input: text(this.input),
      cached: text(this.cached),
      output: text(this.output),
      cost: text(this.cost),
      unpriced: text(this.unpriced),
    };
  }
}

type ModelSum = { provider: string; model: string | null; sum: Sum };

/** Adds up a file by model and by UTC day, in memory that does not grow with its rows. */
export class PreviewTotals {
  readonly #all = new Sum();
  readonly #models = new Map<string, ModelSum>();
  readonly #days = new Map<string, Sum>();
  readonly #others = new Set<string>();

  /** `sign` −1 takes a row back that a later one of its key stands for. */
  add(record: SourceRecord, day: string, money: RowMoney, sign: 1 | -1 = 1): void {
    const onDay = this.#days.get(day) ?? new Sum();
    this.#days.set(day, onDay);
    for (const sum of [this.#all, this.#modelOf(record).sum, onDay]) sum.add(record, money, sign);
  }

  #modelOf(record: SourceRecord): ModelSum {
    const [provider, model] = namesOf(record);
    const name = `${provider}\u001f${model ?? ""}`;
    const known = this.#models.get(name);
    if (known) return known;
    if (this.#models.size >= MODELS_MAX) {
      this.#others.add(name);
      return this.#models.get("") ?? this.#keep("", { provider, model: null, sum: new Sum() });
    }
    return this.#keep(name, { provider, model, sum: new Sum() });
  }

  #keep(name: string, sum: ModelSum): ModelSum {
    this.#models.set(name, sum);
    return sum;
  }

  get total(): PreviewTotal {
    return this.#all.told();
  }

  /** The dearest first, then those with most tokens. */
  get models(): PreviewModel[] {
    return this.#sorted()
      .slice(0, MODELS_SHOWN)
      .map(({ provider, model, sum }) => ({ provider, model, ...sum.told() }));
  }

  get otherModels(): number {
    return Math.max(0, this.#models.size - MODELS_SHOWN) + this.#others.size;
  }

  get unpricedModels(): { model: string | null; rows: number; tokens: Digits }[] {
    return this.#sorted()
      .filter(({ sum }) => sum.unpriced > 0n)
      .slice(0, 20)
      .map(({ model, sum }) => ({ model, rows: sum.unpricedRows, tokens: sum.unpriced.toString() }));
  }

  get days(): PreviewDay[] {
    return [...this.#days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, sum]) => ({ day, ...sum.told() }));
  }

  #sorted(): ModelSum[] {
    const descending = (a: bigint, b: bigint) => (a === b ? 0 : a > b ? -1 : 1);
    return [...this.#models.values()].sort(
      (a, b) =>
        descending(a.sum.cost, b.sum.cost) ||
        descending(a.sum.input + a.sum.output, b.sum.input + b.sum.output),
    );
  }
}
