import type { Coverage } from "@/lib/db/ledger/coverage";
import { type DayMoney, moneyOfDays } from "@/lib/db/ledger/known-rows";
import type { Transaction } from "@/lib/db/organization";
import { type Earlier, earlierTokens, isCorrection, type NamedRecord } from "./preview-known";
import { metName, overlapsBeside } from "./preview-overlaps";
import { dayOf, periodOf } from "./preview-period";
import type { PreviewPrices } from "./preview-prices";
import { dimensionOf, firstRow } from "./preview-rows";
import type { Preview } from "./preview-shape";
import { PreviewTotals, type RowMoney } from "./preview-totals";
import { amountOf, isOfProvider, type SourceRecord } from "./records";
import type { Repeats } from "./sources/source";

/** Rows shown as they will be read. */
const FIRST_ROWS = 20;
/** Repeated rows lie near each other in logs; further apart the first one stands. */
const RECENT_ROWS = 10_000;
const SEPARATOR = "\u001f";

export type FindingOptions = Readonly<{
  prices: PreviewPrices;
  /** Providers whose reported amounts do not count in spend. */
  computedOnly: ReadonlySet<string>;
  repeats: Repeats;
}>;

/** Money of one provider's day in this file, in pico-dollars. */
type OnDay = { adds: bigint; stated: bigint; computed: bigint };

/** What a preview gathers row by row, and what it says at the end. */
export class PreviewFindings {
  readonly rows = { fresh: 0, known: 0, corrected: 0, repeated: 0 };
  readonly #options: FindingOptions;
  readonly #totals = new PreviewTotals();
  readonly #first: SourceRecord[] = [];
  #recent = new Map<string, SourceRecord>();
  #older = new Map<string, SourceRecord>();
  readonly #days = new Map<string, OnDay>();
  /** Rows of earlier imports this file tells again, by import and day. */
  readonly #met = new Map<string, number>();
  #cacheUnknown = 0;
  #own = { rows: 0, stated: 0n, computed: 0n };
  #revenue = 0n;
  /** Revenue and fixed costs are of whole ranges of days. */
  #spansTo = "";

  constructor(options: FindingOptions) {
    this.#options = options;
  }

  take(named: readonly NamedRecord[], earlier: ReadonlyMap<string, Earlier>): void {
    for (const row of named) {
      if (this.#first.length < FIRST_ROWS) this.#first.push(row.record);
      if (row.repeat) this.#repeat(row);
      else this.#row(row, earlier.get(row.key) ?? null);
    }
  }

  #row({ record, key }: NamedRecord, earlier: Earlier | null): void {
    const money = this.#count(record, 1);
    this.#remember(key, record);
    if (earlier === null) {
      this.rows.fresh += 1;
      this.#add(record, this.#effective(record, money));
      return;
    }
    const met = metName(earlier.import_id, dayOf(record));
    this.#met.set(met, (this.#met.get(met) ?? 0) + 1);
    if (!isCorrection(record, earlier, this.#options.repeats)) {
      this.rows.known += 1;
      return;
    }
    this.rows.corrected += 1;
    this.#add(record, this.#effective(record, money) - this.#effectiveBefore(record, earlier));
  }

  /** A further row of a key met before: the totals keep the one that will count. */
  #repeat({ record, key }: NamedRecord): void {
    this.rows.repeated += 1;
    const before = this.#recent.get(key) ?? this.#older.get(key);
    if (!before || !this.#counts(record, before)) return;
    const old = this.#count(before, -1);
    const now = this.#count(record, 1);
    this.#remember(key, record);
    this.#add(record, this.#effective(record, now) - this.#effective(before, old));
  }

  /** In two generations: taking single rows out of a map from its front grows slow. */
  #remember(key: string, record: SourceRecord): void {
    this.#recent.set(key, record);
    if (this.#recent.size < RECENT_ROWS) return;
    this.#older = this.#recent;
    this.#recent = new Map();
  }

  #counts(record: SourceRecord, before: SourceRecord): boolean {
    const { repeats } = this.#options;
    if (repeats === "first") return false;
    if (repeats === "latest" || record.kind !== "usage" || before.kind !== "usage") return true;
    return record.tokens.outputTokens > before.tokens.outputTokens;
  }

  #count(record: SourceRecord, sign: 1 | -1): RowMoney {
    const money = this.#moneyOf(record);
    this.#totals.add(record, dayOf(record), this.#toldOf(record, money), sign);
    const to = record.kind === "revenue" || record.kind === "charge" ? (record.toDay ?? "") : "";
    if (to > this.#spansTo) this.#spansTo = to;
    if (record.kind !== "usage") {
      if (record.kind === "charge" && record.forTokens)
        this.#onDay(record.provider, dayOf(record)).stated += money.cost * BigInt(sign);
      return money;
    }
    if (!record.cacheKnown) this.#cacheUnknown += sign;
    this.#onDay(record.provider, dayOf(record)).computed += money.cost * BigInt(sign);
    if (record.reportedCost === null) return money;
    this.#own.rows += sign;
    this.#own.stated += record.reportedCost * BigInt(sign);
    this.#own.computed += money.cost * BigInt(sign);
    return money;
  }

  #moneyOf(record: SourceRecord): RowMoney {
    return record.kind === "usage"
      ? this.#options.prices.computed(record)
      : { cost: amountOf(record), unpriced: 0 };
  }

  /** What a row is in spend: its own amount where it states one that counts, else its computed cost. */
  #effective(record: SourceRecord, money: RowMoney): bigint {
    if (record.kind !== "usage" || record.reportedCost === null) return money.cost;
    return this.#options.computedOnly.has(record.provider) ? money.cost : record.reportedCost;
  }

  /** What totals show of a row: its own amount leaves nothing unpriced. */
  #toldOf(record: SourceRecord, money: RowMoney): RowMoney {
    const cost = this.#effective(record, money);
    const isOwn = record.kind === "usage" && record.reportedCost !== null && cost === record.reportedCost;
    return { cost, unpriced: isOwn ? 0 : money.unpriced };
  }

  #effectiveBefore(record: SourceRecord, earlier: Earlier): bigint {
    if ("amount" in earlier) return earlier.amount ?? 0n;
    if (record.kind !== "usage") return 0n;
    if (earlier.reported_cost !== null && !this.#options.computedOnly.has(record.provider))
      return earlier.reported_cost;
    return this.#options.prices.computed({ ...record, tokens: earlierTokens(earlier), modalities: null })
      .cost;
  }

  #add(record: SourceRecord, amount: bigint): void {
    if (!isOfProvider(record)) this.#revenue += amount;
    else this.#onDay(record.provider, dayOf(record)).adds += amount;
  }

  #onDay(provider: string, day: string): OnDay {
    const name = `${provider}${SEPARATOR}${day}`;
    const known = this.#days.get(name);
    if (known) return known;
    const made = { adds: 0n, stated: 0n, computed: 0n };
    this.#days.set(name, made);
    return made;
  }

  /** What was found, once the last row is taken; `coverage` with its accounts filled in. */
  async result(tx: Transaction, coverage: readonly Coverage[]) {
    const totals = this.#totals;
    const days = totals.days;
    const names = [...this.#days.keys()].map((name) => name.split(SEPARATOR));
    const providers = [...new Set(names.map(([provider]) => provider ?? ""))];
    const money =
      providers.length === 0
        ? []
        : await moneyOfDays(
            tx,
            providers,
            days.map(({ day }) => day),
          );
    const dimension = dimensionOf(this.#first);
    return {
      period: periodOf(
        days.map(({ day }) => day),
        coverage,
        this.#spansTo,
      ),
      total: totals.total,
      adds: (this.#revenue + this.#addsBeside(money)).toString(),
      models: totals.models,
      otherModels: totals.otherModels,
      days,
      unpricedModels: totals.unpricedModels,
      dimension: dimension?.words ?? null,
      first: this.#first.map((record) =>
        firstRow(record, dimension, this.#toldOf(record, this.#moneyOf(record))),
      ),
      cacheUnknown: this.#cacheUnknown,
      ownAmounts:
        this.#own.rows === 0
          ? null
          : {
              rows: this.#own.rows,
              stated: this.#own.stated.toString(),
              computed: this.#own.computed.toString(),
            },
      overlaps: await overlapsBeside(tx, coverage, this.#met),
      money: this.#knownMoney(money),
    } satisfies Partial<Preview>;
  }

  /** Where a cost export tells the money of a day, usage adds detail, not spend; a first charge takes its place. */
  #addsBeside(money: readonly DayMoney[]): bigint {
    let adds = 0n;
    for (const { adds: own } of this.#days.values()) adds += own;
    for (const { provider, day, charged, computed } of money) {
      const here = this.#days.get(`${provider}${SEPARATOR}${day}`);
      if (!here) continue;
      if (charged !== null && here.computed > 0n) adds -= here.adds;
      else if (charged === null && computed !== null && here.stated > 0n) adds -= computed;
    }
    return adds;
  }

  /** The days on which usage and charges meet, with what each says of them. */
  #knownMoney(money: readonly DayMoney[]): Preview["money"] {
    const days = new Set<string>();
    let [charged, computed] = [0n, 0n];
    for (const known of money) {
      const here = this.#days.get(`${known.provider}${SEPARATOR}${known.day}`);
      if (!here) continue;
      const isUsage = here.stated === 0n;
      const said = isUsage ? known.charged : here.stated;
      const priced = isUsage ? here.computed + (known.computed ?? 0n) : known.computed;
      if (said === null || priced === null) continue;
      days.add(known.day);
      charged += said;
      computed += priced;
    }
    if (days.size === 0) return null;
    return { days: [...days].sort(), charged: charged.toString(), computed: computed.toString() };
  }
}
