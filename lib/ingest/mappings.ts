import { createHash } from "node:crypto";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { type Mapping, parseMapping } from "./sources/mapping";

/** How a CSV of another kind is read: which column is what, and the three questions no header answers. */
export type RememberedMapping = Mapping;

const UNIT_SEPARATOR = "\u001f";

/** One header, however its names are capitalised and padded. Their order counts: a mapping may name columns alike. */
export function headerHash(header: readonly string[]): string {
  const normal = header.map((name) => name.trim().toLowerCase()).join(UNIT_SEPARATOR);
  return createHash("sha256").update(normal).digest("hex");
}

/** The mapping this organization made for files of this header, or null. One that can no longer be read is none. */
export async function mappingFor(
  organizationId: number,
  header: readonly string[],
): Promise<RememberedMapping | null> {
  const [row] = await inOrganization(organizationId, (tx) =>
    tx.rows<{ mapping: unknown }>(
      sql`select mapping from column_mapping
        where organization_id = ${organizationId} and header_hash = ${headerHash(header)}`,
    ),
  );
  if (!row) return null;
  try {
    return parseMapping(row.mapping);
  } catch {
    return null;
  }
}

/** Keeps a mapping for the next file with this header, in place of an earlier one. */
export async function rememberMapping(
  organizationId: number,
  remembered: {
    readonly header: readonly string[];
    readonly name: string;
    readonly mapping: RememberedMapping;
  },
): Promise<void> {
  const { header, name, mapping } = remembered;
  await inOrganization(organizationId, (tx) =>
    tx.run(sql`insert into column_mapping (organization_id, header_hash, name, mapping)
      values (${organizationId}, ${headerHash(header)}, ${name.slice(0, 200)}, ${JSON.stringify(mapping)}::jsonb)
      on conflict (organization_id, header_hash)
      do update set name = excluded.name, mapping = excluded.mapping, updated_at = now()`),
  );
}
