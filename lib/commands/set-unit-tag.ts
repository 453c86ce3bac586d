import { z } from "zod";
import { raiseDataVersion } from "@/lib/db/ledger/settle";
import { sql } from "@/lib/db/sql";
import { notFound, sqlCommand } from "./command";

const unit = z.string().trim().min(1, "name what is counted").max(80);
const tag = z
  .string()
  .trim()
  .regex(/^[^\s=&]{1,100}$/, "is not the name of a tag");

/**
 * Says that a tag of the usage names units of work: each of its values is one unit, counted on the first day it is met
 * (economics §5.7). Nothing is imported anew.
 */
export const setUnitTag = sqlCommand({
  name: "unit.tag",
  needs: "product:write",
  input: z.object({ unit, tag }),
  async run({ tx, actor, input: { unit: name, tag: after } }) {
    const org = tx.organizationId;
    const [before] = await tx.rows<{ tag: string }>(
      sql`select tag from unit_tag where organization_id = ${org} and unit = ${name}`,
    );
    await tx.run(sql`insert into unit_tag (organization_id, unit, tag, created_by)
      values (${org}, ${name}, ${after}, ${actor.userId}::uuid)
      on conflict (organization_id, unit) do update set tag = excluded.tag, created_by = excluded.created_by`);
    await raiseDataVersion(tx);
    return {
      result: { unit: name, tag: after },
      audit: before?.tag === after ? null : { entity: name, before: before ?? null, after: { tag: after } },
    };
  },
});

/** Takes such a unit back. */
export const removeUnitTag = sqlCommand({
  name: "unit.untag",
  needs: "product:write",
  input: z.object({ unit }),
  async run({ tx, input: { unit: name } }) {
    const [before] = await tx.rows<{ tag: string }>(
      sql`delete from unit_tag where organization_id = ${tx.organizationId} and unit = ${name} returning tag`,
    );
    if (!before) throw notFound("unit named by a tag", name);
    await raiseDataVersion(tx);
    return { result: { unit: name }, audit: { entity: name, before, after: null } };
  },
});
