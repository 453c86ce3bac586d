import type { Actor } from "@/lib/access/actor";
import { can } from "@/lib/access/permissions";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { mappingFor } from "@/lib/ingest/mappings";
import { peekCsv } from "@/lib/ingest/peek";
import { moneyUnits } from "@/lib/ingest/sources/mapping";
import { suggestMapping } from "@/lib/ingest/sources/mapping-guess";
import { FileRefusal } from "@/lib/ingest/sources/refusal";
import { usageFields } from "@/lib/ingest/sources/usage-row";
import { readStored } from "@/lib/ingest/store";

/** What the mapping form starts from: the file's columns, its first rows, and a guess by their names. */
export async function mappingReport(actor: Actor, id: string) {
  if (!/^[1-9]\d{0,8}$/.test(id) || !can(actor, "mapping:write")) return null;
  const org = actor.organizationId;
  const [row] = await inOrganization(org, (tx) =>
    tx.rows<{ file_name: string; content_hash: string }>(
      sql`select file_name, content_hash from "import" where organization_id = ${org} and id = ${Number(id)} and status in ('refused', 'ready')`,
    ),
  );
  if (!row) return null;
  try {
    const peek = await peekCsv(readStored(org, row.content_hash));
    const remembered = await mappingFor(org, peek.columns);
    const guess = suggestMapping(peek.columns);
    return {
      importId: id,
      file: row.file_name,
      columns: peek.columns,
      firstRows: peek.rows,
      fields: usageFields,
      units: Object.keys(moneyUnits),
      start: {
        columns: (remembered ?? guess).columns as Readonly<Record<string, string>>,
        constants: (remembered?.constants ?? {}) as Readonly<Record<string, string>>,
        tags: remembered?.tags ?? guess.tags,
        moneyUnit: (remembered ?? guess).moneyUnit as string,
        cacheInsideInput: remembered?.cacheInsideInput ?? null,
        zone: remembered?.zone ?? "UTC",
        dates: (remembered?.dates ?? "iso") as string,
      },
    };
  } catch (error) {
    if (error instanceof FileRefusal) return null;
    throw error;
  }
}
