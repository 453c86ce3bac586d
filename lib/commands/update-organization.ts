import { z } from "zod";
import { fitsZone } from "@/lib/db/ledger/cube";
import { retentionOf } from "@/lib/db/ledger/retention";
import { rebuildAll } from "@/lib/db/ledger/settle";
import type { Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { isUniqueViolation } from "@/lib/db/violation";
import { conflict, notFound, sqlCommand } from "./command";
import { nameTaken } from "./create-organization";
import { nameField, zoneField } from "./fields";

/**
 * Another name or reporting zone. Local days begin elsewhere in another zone, so every figure is laid out anew from the
 * rows, in the same transaction: readers see the old days or the new ones, never both.
 */
export const updateOrganization = sqlCommand({
  name: "organization.update",
  needs: "organization:write",
  input: z.object({ name: nameField("organization"), zone: zoneField }),
  async run({ tx, actor, input: after }) {
    const [before] = await tx.rows<{ name: string; zone: string }>(
      sql`select name, zone from organization where id = ${tx.organizationId} for update`,
    );
    if (!before) throw notFound("organization", actor.organizationName);
    try {
      await tx.run(
        sql`update organization set name = ${after.name}, zone = ${after.zone} where id = ${tx.organizationId}`,
      );
    } catch (error) {
      if (isUniqueViolation(error)) throw nameTaken(after.name);
      throw error;
    }
    if (after.zone !== before.zone) {
      await refuseSplitHours(tx, after.zone);
      await rebuildAll(tx, after.zone);
    }
    const changed = after.zone !== before.zone || after.name !== before.name;
    return {
      result: { ...after, rebuilt: after.zone !== before.zone },
      audit: changed ? { entity: String(tx.organizationId), before, after } : null,
    };
  },
});

/** Hours whose rows were dropped cannot be cut anew: in zones at half or quarter hours their days would be wrong. */
async function refuseSplitHours(tx: Transaction, zone: string): Promise<void> {
  const { from } = await retentionOf(tx);
  if (await fitsZone(tx, zone, from)) return;
  throw conflict(
    "zone_splits_hours",
    `Rows before ${from} are no longer kept, and an hour of theirs would fall on two days in ${zone}.`,
    "Choose a zone whose clock differs from the present one by whole hours.",
  );
}
