import { once } from "node:events";
import { from as copyFrom } from "pg-copy-streams";
import type { Transaction } from "../organization";
import { COUNTS, EVENT_COLUMNS } from "./columns";

const CHUNK_CHARACTERS = 1 << 17;

/** Makes the session-temporary table that rows are copied into; COPY itself may not pass row-level security. */
export async function createStaging(tx: Transaction): Promise<void> {
  const counts = COUNTS.map((c) => `${c} bigint`).join(", ");
  await tx.run(`create temp table staged (key uuid not null, ts timestamptz not null, import_id int not null,
    line int not null, scope_id int not null, sku_id int not null, traits smallint not null, ${counts},
    reported_cost bigint, latency_ms int, ttft_ms int, status text,
    hour timestamptz not null, occurrence int not null) on commit drop`);
}

/** A COPY into the staging table that is being written. Rows are lines of Postgres's text format. */
export type StagingWriter = {
  /** Takes one line, without its newline. Returns a promise when the database asks to wait. */
  write(line: string): Promise<void> | undefined;
  end(): Promise<void>;
  abort(): void;
};

/** Opens COPY on the transaction's connection, which serves nothing else until `end`. */
export function copyToStaging(tx: Transaction): StagingWriter {
  const columns = [...EVENT_COLUMNS, "hour", "occurrence"].join(", ");
  const stream = tx.client.query(copyFrom(`copy staged (${columns}) from stdin`));
  let failure: Error | undefined;
  stream.on("error", (error: Error) => {
    failure = error;
  });
  let pending = "";
  const flush = (): Promise<void> | undefined => {
    if (failure) throw failure;
    const chunk = pending;
    pending = "";
    return stream.write(chunk) ? undefined : drained();
  };
  const drained = async () => {
    await Promise.race([once(stream, "drain"), once(stream, "error")]);
    if (failure) throw failure;
  };
  return {
    write(line) {
      pending += line;
      pending += "\n";
      return pending.length < CHUNK_CHARACTERS ? undefined : flush();
    },
    async end() {
      await flush();
      stream.end();
      await once(stream, "finish");
      if (failure) throw failure;
    },
    abort() {
      stream.destroy(new Error("import given up"));
    },
  };
}

/** A text cell of COPY's text format. */
export const copyText = (value: string | null): string =>
  value === null ? "\\N" : value.replace(/[\\\n\r\t]/g, (c) => ESCAPES[c] ?? c);

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
