import type { Readable } from "node:stream";
import type { Actor } from "@/lib/access/actor";
import { retentionOf } from "@/lib/db/ledger/retention";
import { inOrganization } from "@/lib/db/organization";
import { checkedReading } from "./checked-reading";
import { mappingFor } from "./mappings";
import { makePreview, type Previewed } from "./preview";
import { readFile } from "./read";
import { FileRefusal } from "./sources/refusal";

export type PreviewFileOptions = Readonly<{
  as?: string | undefined;
  account?: string | undefined;
  /** The file's size; 0 where it is not known. */
  bytes: number;
}>;

/**
 * Looks at a file that is not kept: nothing is stored, nothing changes. `open` may be called twice, since a CSV of no
 * known format is read by the mapping remembered for its header.
 * @throws FileRefusal where the file could not be imported.
 */
export async function previewFile(
  actor: Actor,
  open: () => Promise<Readable>,
  { as, account, bytes }: PreviewFileOptions,
): Promise<Previewed> {
  const organizationId = actor.organizationId;
  const { from } = await inOrganization(organizationId, retentionOf);
  const read = async (mapping?: unknown) => {
    const input = await open();
    try {
      const reading = await readFile(input, {
        now: Date.now(),
        ...(as ? { as } : {}),
        ...(mapping ? { mapping } : {}),
      });
      return await makePreview(checkedReading(reading, { organizationId, keptFrom: from }), {
        organizationId,
        account: account ?? null,
        bytes,
      });
    } finally {
      input.destroy();
    }
  };
  try {
    return await read();
  } catch (error) {
    const columns = error instanceof FileRefusal && error.code === "unknown-format" ? error.columns : null;
    const mapping = columns ? await mappingFor(organizationId, columns) : null;
    if (!mapping) throw error;
    return read(mapping);
  }
}
