import { z } from "zod";
import { retentionOf } from "@/lib/db/ledger/retention";
import { sql } from "@/lib/db/sql";
import { sqlCommand } from "./command";

/** "" and null mean “for ever”. A form sends text. */
const months = z.preprocess(
  (value) => (value === "" ? null : value),
  z.coerce.number().int().min(1).max(600).nullable(),
);
const flag = z.preprocess(
  (value) => (value === "true" || value === "on" ? true : value === "false" || value === "" ? false : value),
  z.boolean(),
);

/**
 * How many months rows of usage are kept beside the running one, and whether the stored files of older imports go too.
 * The daily work drops what is older (`dropOldEvents`); a longer time brings nothing back.
 */
export const setRetention = sqlCommand({
  name: "organization.retention",
  needs: "organization:write",
  input: z.object({ months, dropsFiles: flag.default(false) }),
  async run({ tx, input: after }) {
    const before = await retentionOf(tx);
    await tx.run(sql`update organization set events_months = ${after.months}, drops_files = ${after.dropsFiles}
      where id = ${tx.organizationId}`);
    const isChanged = before.months !== after.months || before.dropsFiles !== after.dropsFiles;
    return {
      result: { ...after, from: before.from },
      audit: isChanged
        ? {
            entity: String(tx.organizationId),
            before: { months: before.months, dropsFiles: before.dropsFiles },
            after,
          }
        : null,
    };
  },
});
