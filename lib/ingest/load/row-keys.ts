import { rowKey } from "@/lib/db/ledger/key";
import { isOfProvider, ownDayOf, type SourceRecord, type UsageRecord } from "@/lib/ingest/records";
import { contextBandOf } from "@/lib/pricing";
import { Occurrences } from "./occurrences";

const US = "\u001f";

/** What identifies a row inside its organization. `account` is the row's own, or the default. */
export function identityOf(record: SourceRecord, account: string | null): string {
  const owner = isOfProvider(record) ? `${record.provider}${US}${account ?? ""}` : record.kind;
  return `${owner}${US}${record.naturalKey.join(US)}`;
}

/** The key of a row that `rank` equal rows stand before in its file: without an id, each of them is an event. */
export const rankedKey = (ms: number, key: string, rank: number): string =>
  rank === 0 ? key : rowKey(ms, `${key}#${rank}`);

/** Gives the rows of one file their keys, in file order. One instance a file. */
export class RowKeys {
  readonly #occurrences = new Occurrences();

  /** The row's key, and how often it was met before in this file. `account` is the row's own, or the default. */
  next(record: SourceRecord, account: string | null): { key: string; occurrence: number } {
    const ms = startMsOf(record);
    const key = rowKey(ms, identityOf(record, account));
    const occurrence = this.#occurrences.nextOf(key);
    return record.ranked ? { key: rankedKey(ms, key, occurrence), occurrence: 0 } : { key, occurrence };
  }
}

/** The instant a row stands at, in milliseconds: what is told by local days at the UTC midnight of the first. */
export const startMsOf = (record: SourceRecord): number =>
  isOfProvider(record) ? record.period.startMs : Date.parse(`${ownDayOf(record)}T00:00:00Z`);

/** No published price changes below this many input tokens, so most requests need not be looked up. */
const BAND_TOKENS_MIN = 32_000;

/**
 * The context band a row is priced at: the one its source states, else for one request that passes the start of a
 * higher band that band, chosen by its whole input, cache included (economics §5.1). Buckets keep "unknown" (rule 8).
 */
export function bandOf(record: UsageRecord): string | null {
  const { inputTokens } = record.tokens;
  if (record.contextBand !== null || record.model === null || inputTokens < BAND_TOKENS_MIN)
    return record.contextBand;
  const band = contextBandOf({ provider: record.provider, model: record.model }, inputTokens);
  return band?.startsWith(">") ? band : null;
}
