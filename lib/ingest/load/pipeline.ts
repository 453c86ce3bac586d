import { mergeStaged } from "@/lib/db/ledger/merge";
import { StagedCells } from "@/lib/db/ledger/staged-cells";
import { ownRepeats, renameStaged } from "@/lib/db/ledger/staged-ranks";
import { copyToStaging, createStaging } from "@/lib/db/ledger/staging";
import { inOrganization, type Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import type { Reading } from "@/lib/ingest/read";
import type { SourceRecord } from "@/lib/ingest/records";
import type { Repeats } from "@/lib/ingest/sources/source";
import { addDays, makeDayOf, numberOfDay } from "@/lib/time";
import { KeptRows } from "./kept-rows";
import type { LineMaker } from "./lines";
import { EarlierRanks } from "./ranks";
import type { RejectionWriter } from "./rejections";
import type { UsageBatch, UsageRows } from "./usage-rows";

export type PipelineOptions = {
  readonly importId: number;
  readonly zone: string;
  readonly repeats: Repeats;
  /** Local days that had usage before this import. */
  readonly daysBefore: ReadonlySet<string>;
  readonly rows: UsageRows;
  readonly lines: LineMaker;
  readonly rejections: RejectionWriter;
  readonly onRows: (count: number) => void;
  readonly signal: AbortSignal | undefined;
};

/** What has become of a file's rows. `accepted`, `duplicate`, `replaced`: of all kinds of row together. */
export type Taken = {
  rows: number;
  usage: number;
  charges: number;
  accepted: number;
  duplicate: number;
  replaced: number;
  rejected: number;
  empty: number;
  /** Rows of other imports that were set aside. */
  setAside: number;
  /** UTC days of the usage. */
  readonly days: Set<string>;
  readonly messages: string[];
};

/**
 * Takes a reading into one transaction, batch by batch. At any time one batch at most is with Postgres and one is being
 * filled; a reader that is quicker waits.
 */
export class Pipeline {
  readonly #tx: Transaction;
  readonly #options: PipelineOptions;
  readonly #taken: Taken = {
    rows: 0,
    usage: 0,
    charges: 0,
    accepted: 0,
    duplicate: 0,
    replaced: 0,
    rejected: 0,
    empty: 0,
    setAside: 0,
    days: new Set(),
    messages: [],
  };
  readonly #ranks = new EarlierRanks();
  readonly #months = new Set<string>();
  readonly #kept: KeptRows;
  #differing = 0;
  /** What the days of the file come to, while all of its rows are new and on days without usage. */
  #dayCells: StagedCells | null = new StagedCells();
  readonly #dayOf: (hourMs: number) => number;
  #farMs = Number.NEGATIVE_INFINITY;
  #farHourMs = Number.NEGATIVE_INFINITY;
  #work: Promise<void> = Promise.resolve();

  constructor(tx: Transaction, options: PipelineOptions) {
    this.#tx = tx;
    this.#options = options;
    this.#kept = new KeptRows(options.lines);
    const dayOf = makeDayOf(options.zone);
    const known = new Map<number, number>();
    this.#dayOf = (hourMs) => {
      const day = known.get(hourMs) ?? numberOfDay(dayOf(hourMs));
      known.set(hourMs, day);
      return day;
    };
  }

  /** Lays the daily cells ready in `day_cells`; undefined where the file is not all there is of its days. */
  get dayCells(): (() => Promise<void>) | undefined {
    const cells = this.#dayCells;
    return cells ? () => cells.copy(this.#tx, this.#options.rows.pool, "day_cells") : undefined;
  }

  /** Reads to the end. Throws what the reader or the database throws; the transaction is then of no use. */
  async take(reading: Reading): Promise<Taken> {
    const { rows, rejections } = this.#options;
    const taken = this.#taken;
    try {
      for await (const batch of reading.batches) {
        taken.empty += batch.empty;
        for (const record of batch.records) {
          taken.rows += 1;
          if (record.kind === "rejection") await rejections.add(record);
          else {
            const wait = this.#add(record);
            if (wait) await wait;
          }
        }
        this.#options.signal?.throwIfAborted();
        this.#options.onRows(taken.rows);
      }
      const last = rows.take();
      if (last) await this.#next(() => this.#merge(last));
      await this.#flushKept();
      await this.#work;
    } catch (error) {
      // What is under way on the connection has to end before the transaction can be given up.
      await this.#work.catch(() => {});
      throw error;
    } finally {
      await rejections.end();
    }
    taken.rejected = rejections.count;
    await this.#mergeKept();
    this.#tell();
    return taken;
  }

  #add(record: SourceRecord): Promise<void> | null {
    if (record.kind === "usage") {
      const { rows } = this.#options;
      this.#taken.usage += 1;
      const full = rows.add(record);
      return full ? this.#next(() => this.#merge(full)) : null;
    }
    if (record.kind === "charge") this.#taken.charges += 1;
    return this.#kept.add(record) ? this.#flushKept() : null;
  }

  /** Begins the next piece of work as soon as the one before it has ended, and does not wait for its end. */
  async #next(work: () => Promise<void>): Promise<void> {
    await this.#work;
    this.#work = work();
    // A failure is met where the work is awaited next.
    this.#work.catch(() => {});
  }

  async #merge(batch: UsageBatch): Promise<void> {
    const tx = this.#tx;
    const { importId, zone, repeats } = this.#options;
    const taken = this.#taken;
    await this.#ensureMonths(batch.days);
    const { layout } = batch.rows;
    await createStaging(tx, importId, layout);
    await copyToStaging(tx, batch.rows);
    const rows = batch.rows.count;
    const isRenamed = batch.ranks.hasAny && (await this.#rename(batch));
    const isNew = !this.#meetsEarlier(batch.days);
    let isWhole = false;
    const counts = await mergeStaged(tx, {
      importId,
      zone,
      rows,
      minMs: batch.minMs,
      maxMs: batch.maxMs,
      hasRepeats: batch.hasRepeats,
      repeats,
      knownUntilMs: isNew ? this.#farMs : Number.POSITIVE_INFINITY,
      cellsUntilMs: isNew ? this.#farHourMs : Number.POSITIVE_INFINITY,
      minHourMs: batch.minHourMs,
      layout,
      bytes: isRenamed ? null : () => Buffer.concat([...batch.rows.chunks()]),
      copyCells: batch.cells.isExact
        ? async () => {
            isWhole = true;
            await batch.cells.copy(tx, this.#options.rows.pool, "staged_cell");
          }
        : null,
    });
    if (isWhole && isNew) this.#dayCells?.addByDay(batch.cells, this.#dayOf);
    if (!isWhole || !isNew || !this.#dayCells?.isExact) this.#dayCells = null;
    await tx.run("drop table staged");
    this.#options.rows.giveBack(batch);
    this.#farMs = Math.max(this.#farMs, batch.maxMs);
    this.#farHourMs = Math.max(this.#farHourMs, batch.maxHourMs);
    taken.accepted += counts.accepted;
    taken.duplicate += counts.duplicate;
    taken.replaced += counts.replaced;
    this.#differing += counts.differing;
    for (const day of batch.days) taken.days.add(day);
  }

  /** Gives rows without an id the rank that counts equal ones of earlier batches too; true where any has changed. */
  async #rename(batch: UsageBatch): Promise<boolean> {
    const { importId } = this.#options;
    const met =
      this.#farMs >= batch.minMs ? await ownRepeats(this.#tx, { importId, untilMs: this.#farMs }) : [];
    const renamed = this.#ranks.renamed(batch.ranks, met);
    if (renamed.length > 0) await renameStaged(this.#tx, renamed);
    return renamed.length > 0;
  }

  /** True where usage of these UTC days, or of a local day that they reach into, was there before. */
  #meetsEarlier(days: ReadonlySet<string>): boolean {
    const { daysBefore } = this.#options;
    if (daysBefore.size === 0) return false;
    for (const day of days)
      if (daysBefore.has(day) || daysBefore.has(addDays(day, -1)) || daysBefore.has(addDays(day, 1)))
        return true;
    return false;
  }

  /** Partitions are made on a connection of their own: making one in the load's transaction would lock readers out. */
  async #ensureMonths(days: Iterable<string>): Promise<void> {
    const months = new Set<string>();
    for (const day of days) if (!this.#months.has(day.slice(0, 7))) months.add(day.slice(0, 7));
    if (months.size === 0) return;
    await inOrganization(this.#tx.organizationId, async (tx) => {
      for (const month of months) await tx.run(sql`select ensure_usage_event_month(${`${month}-01`}::date)`);
    });
    for (const month of months) this.#months.add(month);
  }

  async #flushKept(): Promise<void> {
    const batch = this.#kept.take();
    if (batch) await this.#next(() => this.#kept.gather(this.#tx, batch));
  }

  async #mergeKept(): Promise<void> {
    for (const counts of await this.#kept.merge(this.#tx, this.#options.importId)) {
      this.#taken.accepted += counts.accepted;
      this.#taken.duplicate += counts.duplicate;
      this.#taken.replaced += counts.replaced;
    }
  }

  #tell(): void {
    const { messages } = this.#taken;
    for (const name of this.#kept.newProducts)
      messages.push(`Product “${name}” was not known and has been added.`);
    if (this.#differing > 0)
      messages.push(
        `${this.#differing === 1 ? "1 row has" : `${this.#differing} rows have`} the id of a call that is known with other ` +
          "numbers; the call counts as it was first read, or as its fullest copy has it.",
      );
  }
}
