import { route } from "@/lib/auth";
import { commitImport } from "@/lib/commands/commit-import";
import { commitBody } from "@/lib/reports/api-schemas";
import { importIdOf } from "../../../import-id";
import { carryOut } from "../../../receive";

export const dynamic = "force-dynamic";

/** Says that a file that was looked at counts, and carries its import out. */
export const POST = route({ needs: "import:create", input: commitBody }, async ({ actor, params, input }) => {
  const { wait, ...choice } = input;
  const { importId } = await commitImport(actor, { importId: importIdOf(params.id), ...choice });
  return carryOut(actor, importId, wait);
});
