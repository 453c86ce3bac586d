import { type KnownAmount, type KnownUsage, knownAmounts, knownUsage } from "@/lib/db/ledger/known-rows";
import { inOrganization } from "@/lib/db/organization";
import type { SourceRecord, UsageRecord } from "./records";
import type { Repeats } from "./sources/source";

/** A record with the key the loader would give it, and the account it would stand under. */
export type NamedRecord = Readonly<{ record: SourceRecord; key: string; ms: number; repeat: boolean }>;

/** What the ledger already has under a row's key. */
export type Earlier = KnownUsage | KnownAmount;

/** Asks the ledger which of these rows it has. */
export async function earlierRows(
  organizationId: number,
  named: readonly NamedRecord[],
): Promise<ReadonlyMap<string, Earlier>> {
  const usage = named.filter(({ record }) => record.kind === "usage");
  const keysOf = (kind: SourceRecord["kind"]) =>
    named.filter(({ record }) => record.kind === kind).map(({ key }) => key);
  return inOrganization(
    organizationId,
    async (tx) =>
      new Map<string, Earlier>([
        ...(await knownUsage(tx, usage)),
        ...(await knownAmounts(tx, "provider_charge", keysOf("charge"))),
        ...(await knownAmounts(tx, "revenue", keysOf("revenue"))),
        ...(await knownAmounts(tx, "work_unit", keysOf("units"))),
        ...(await knownAmounts(tx, "exchange_rate", keysOf("rates"))),
      ]),
    { readOnly: true },
  );
}

/** Whether a row would correct the earlier one of its key, rather than tell the same again (ledger rule 13). */
export function isCorrection(record: SourceRecord, earlier: Earlier, repeats: Repeats): boolean {
  if (repeats === "first") return false;
  if (record.kind === "revenue") return false;
  if (record.kind === "charge") return "amount" in earlier && record.amount !== earlier.amount;
  if (record.kind === "units") return "amount" in earlier && record.quantity !== earlier.amount;
  // A row of many rates is known by its first.
  if (record.kind === "rates") return "amount" in earlier && record.rates[0]?.rate !== earlier.amount;
  if (!("output_tokens" in earlier)) return false;
  if (repeats === "most-output") return BigInt(record.tokens.outputTokens) > earlier.output_tokens;
  return !isSame(record, earlier);
}

const isSame = ({ tokens, requests, reportedCost }: UsageRecord, e: KnownUsage): boolean =>
  BigInt(tokens.uncachedTokens) === e.uncached_tokens &&
  BigInt(tokens.cacheReadTokens) === e.cache_read_tokens &&
  BigInt(tokens.cacheWrite5mTokens) === e.cache_write_5m_tokens &&
  BigInt(tokens.cacheWrite1hTokens) === e.cache_write_1h_tokens &&
  BigInt(tokens.outputTokens) === e.output_tokens &&
  (requests === null ? null : BigInt(requests)) === e.requests &&
  reportedCost === e.reported_cost;

/** The tokens of an earlier row, in the shape a price is applied to; what it had of audio and images is left out. */
export const earlierTokens = (e: KnownUsage): UsageRecord["tokens"] => {
  const parts = {
    uncachedTokens: Number(e.uncached_tokens),
    cacheReadTokens: Number(e.cache_read_tokens),
    cacheWrite5mTokens: Number(e.cache_write_5m_tokens),
    cacheWrite1hTokens: Number(e.cache_write_1h_tokens),
  };
  const inputTokens = Object.values(parts).reduce((sum, count) => sum + count, 0);
  return { ...parts, inputTokens, outputTokens: Number(e.output_tokens), reasoningTokens: 0 };
};
