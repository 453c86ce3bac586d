import type { Actor } from "@/lib/access/actor";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { PreviewPrices } from "@/lib/ingest/preview-prices";
import { dimensionOf, firstRow } from "@/lib/ingest/preview-rows";
import { readFile } from "@/lib/ingest/read";
import { amountOf, type SourceRecord } from "@/lib/ingest/records";
import { FileRefusal } from "@/lib/ingest/sources/refusal";
import { readStored } from "@/lib/ingest/store";
import { firstTable } from "./import-preview";

const FIRST_ROWS = 5;
const PROBLEMS_TOLD = 3;

/** How the first rows of a CSV would be read by a mapping that is still being made; `problem` where it cannot be. */
export type MappingTrial = Readonly<{
  problem: string | null;
  table: ReturnType<typeof firstTable> | null;
  /** Of the rows tried: those that cannot be read, and what is wrong with the first of them. */
  tried: number;
  rejected: number;
  reasons: readonly string[];
}>;

const NOTHING = { table: null, tried: 0, rejected: 0, reasons: [] } as const;

/** Tries a mapping on the first rows of an import's file. Nothing is kept. null: there is no such import. */
export async function mappingTrial(
  actor: Actor,
  importId: number,
  mapping: unknown,
): Promise<MappingTrial | null> {
  const org = actor.organizationId;
  const found = await inOrganization(
    org,
    async (tx) => {
      const [row] = await tx.rows<{ hash: string }>(
        sql`select content_hash as hash from "import" where organization_id = ${org} and id = ${importId}`,
      );
      return row && { ...row, prices: await PreviewPrices.load(tx) };
    },
    { readOnly: true },
  );
  if (!found) return null;
  const input = readStored(org, found.hash);
  try {
    const { source, batches } = await readFile(input, { now: Date.now(), mapping });
    const records: SourceRecord[] = [];
    const reasons: string[] = [];
    let rejected = 0;
    for await (const batch of batches) {
      for (const record of batch.records) {
        if (record.kind !== "rejection") records.push(record);
        else {
          rejected += 1;
          const where = `Line ${record.line}${record.column ? `, ${record.column}` : ""}`;
          if (reasons.length < PROBLEMS_TOLD) reasons.push(`${where}: ${record.reason}`);
        }
      }
      // The first rows are enough to see whether the columns are the right ones.
      break;
    }
    const dimension = dimensionOf(records);
    const first = records
      .slice(0, FIRST_ROWS)
      .map((record) => firstRow(record, dimension, moneyOf(record, found.prices)));
    const table = firstTable({
      source,
      period: null,
      rows: { records: records.length },
      dimension: dimension?.words ?? null,
      first,
    });
    return { problem: null, table, tried: records.length + rejected, rejected, reasons };
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    return { ...NOTHING, problem: error.reason };
  } finally {
    input.destroy();
  }
}

function moneyOf(record: SourceRecord, prices: PreviewPrices) {
  if (record.kind !== "usage") return { cost: amountOf(record), unpriced: 0 };
  if (record.reportedCost !== null) return { cost: record.reportedCost, unpriced: 0 };
  return prices.computed(record);
}
