import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import type { Rejection } from "@/lib/ingest/records";

const AT_ONCE = 1_000;

/** Writes rejected rows as they come, on a connection of its own; the import they belong to is already on record. */
export class RejectionWriter {
  count = 0;
  readonly organizationId: number;
  readonly importId: number;
  #waiting: (Rejection & { ordinal: number })[] = [];

  constructor(organizationId: number, importId: number) {
    this.organizationId = organizationId;
    this.importId = importId;
  }

  async add(rejection: Rejection): Promise<void> {
    this.count += 1;
    this.#waiting.push({ ...rejection, ordinal: this.count });
    if (this.#waiting.length >= AT_ONCE) await this.end();
  }

  async end(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = [];
    if (rows.length === 0) return;
    await inOrganization(this.organizationId, (tx) =>
      tx.run(sql`insert into import_rejection (organization_id, import_id, ordinal, line, path, column_name, reason, text)
        select ${this.organizationId}::int, ${this.importId}, ordinal, line, path, "column", reason, text
        from json_to_recordset(${JSON.stringify(rows)}::json) as x(ordinal int, line int, path text, "column" text, reason text, text text)`),
    );
  }
}
