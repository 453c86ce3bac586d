import { once } from "node:events";
import { from as copyFrom } from "pg-copy-streams";
import type { Transaction } from "../organization";
import { COUNTS, EVENT_COLUMNS, isSparse } from "./columns";

export type StagedType = "uuid" | "timestamptz" | "smallint" | "int" | "bigint" | "text";

/** A column of `staged`. With `constant` every row of the batch has that value, which then travels once. */
export type StagedColumn = Readonly<{ name: string; type: StagedType; constant?: string | null }>;

/**
 * How the rows of one batch lie in `staged`: nearly every file has columns that say the same in each row, or nothing,
 * and few counts need eight bytes. Postgres takes half the time to read what is left.
 */
export type StagedLayout = readonly StagedColumn[];

export const isConstant = (column: StagedColumn): boolean => column.constant !== undefined;

/** Columns that have no value in any row of the batch. */
export const absentColumns = (layout: StagedLayout): ReadonlySet<string> =>
  new Set(layout.filter((column) => column.constant === null).map(({ name }) => name));

/** What earlier releases staged rows as, which packs of theirs still hold: `hour` is no longer asked for. */
export function layoutOfForm(form: "lean" | "full"): StagedLayout {
  const count = form === "lean" ? "int" : "bigint";
  const absent = form === "lean" ? COUNTS.filter(isSparse) : [];
  return [
    { name: "key", type: "uuid" },
    { name: "ts", type: "timestamptz" },
    { name: "line", type: "int" },
    { name: "scope_id", type: "int" },
    { name: "sku_id", type: "int" },
    { name: "traits", type: "smallint" },
    ...COUNTS.filter((name) => !absent.includes(name)).map((name) => ({ name, type: count }) as const),
    { name: "reported_cost", type: "bigint" },
    { name: "latency_ms", type: "int" },
    { name: "ttft_ms", type: "int" },
    { name: "status", type: "text" },
    { name: "hour", type: "timestamptz" },
    { name: "occurrence", type: "int" },
    ...absent.map((name) => ({ name, type: "bigint", constant: null }) as const),
  ];
}

/**
 * Makes the session-temporary table that rows are copied into; COPY itself may not pass row-level security. It has every
 * column of an event, so that what reads it need not know the layout; `occurrence` is -1 for rows whose rank is in their
 * key.
 */
export async function createStaging(tx: Transaction, importId: number, layout: StagedLayout): Promise<void> {
  if (!Number.isSafeInteger(importId)) throw new RangeError(`not an import: ${importId}`);
  for (const name of EVENT_COLUMNS)
    if (name !== "import_id" && !layout.some((column) => column.name === name))
      throw new RangeError(`no ${name} in the layout`);
  const columns = layout.map(({ name, type, constant }) => {
    const value = constant === undefined || constant === null ? "" : tx.client.escapeLiteral(constant);
    return `${name} ${type}${value === "" ? "" : ` default ${value}`}`;
  });
  await tx.run(
    `create temp table staged (${columns.join(", ")}, import_id int default ${importId}) on commit drop`,
  );
}

/** Copies rows into `staged`, in Postgres's binary format. */
export async function copyToStaging(
  tx: Transaction,
  rows: { readonly layout: StagedLayout; chunks(): Iterable<Buffer> },
): Promise<void> {
  const columns = rows.layout.filter((column) => !isConstant(column)).map(({ name }) => name);
  const stream = tx.client.query(
    copyFrom(`copy staged (${columns.join(", ")}) from stdin with (format binary)`),
  );
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
