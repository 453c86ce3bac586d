import { once } from "node:events";
import { from as copyFrom } from "pg-copy-streams";
import type { Transaction } from "../organization";
import { COUNTS, isSparse } from "./columns";

/**
 * How rows are staged: "lean" has four bytes a count and neither audio, images nor searches, which nearly all rows fit
 * and Postgres adds up faster; "full" takes any row.
 */
export type StagedForm = "lean" | "full";

const DENSE = COUNTS.filter((column) => !isSparse(column));

/** The columns of `staged` that rows fill, in the order they are written. */
export const stagedColumns = (form: StagedForm): readonly string[] => [
  "key",
  "ts",
  "line",
  "scope_id",
  "sku_id",
  "traits",
  ...(form === "lean" ? DENSE : COUNTS),
  "reported_cost",
  "latency_ms",
  "ttft_ms",
  "status",
  "hour",
  "occurrence",
];

/**
 * Makes the session-temporary table that rows are copied into; COPY itself may not pass row-level security. It has every
 * column of an event, so that what reads it need not know the form; `occurrence` is -1 for rows whose rank is in their key.
 */
export async function createStaging(tx: Transaction, importId: number, form: StagedForm): Promise<void> {
  if (!Number.isSafeInteger(importId)) throw new RangeError(`not an import: ${importId}`);
  const type = form === "lean" ? "int" : "bigint";
  await tx.run(`create temp table staged (key uuid not null, ts timestamptz not null, import_id int not null default ${importId},
    line int not null, scope_id int not null, sku_id int not null, traits smallint not null,
    ${COUNTS.map((column) => `${column} ${type}`).join(", ")},
    reported_cost bigint, latency_ms int, ttft_ms int, status text,
    hour timestamptz not null, occurrence int not null) on commit drop`);
}

/** Copies rows into `staged`, in Postgres's binary format. */
export async function copyToStaging(
  tx: Transaction,
  rows: { readonly form: StagedForm; chunks(): Iterable<Buffer> },
): Promise<void> {
  const columns = stagedColumns(rows.form).join(", ");
  const stream = tx.client.query(copyFrom(`copy staged (${columns}) from stdin with (format binary)`));
  const ended = once(stream, "finish");
  // Awaited below; until then a failure must not count as nobody's.
  ended.catch(() => {});
  let failure: Error | undefined;
  stream.on("error", (error: Error) => {
    failure = error;
  });
  for (const chunk of rows.chunks()) {
    if (failure) break;
    if (!stream.write(chunk)) await Promise.race([once(stream, "drain"), ended]).catch(() => {});
  }
  stream.end();
  await ended;
  if (failure) throw failure;
}
