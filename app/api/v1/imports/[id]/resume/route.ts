import { route } from "@/lib/auth";
import { resumeImport } from "@/lib/commands/hold-import";
import { startImport } from "@/lib/jobs/imports";
import { importIdOf } from "../../../import-id";

export const dynamic = "force-dynamic";

/** Takes a paused or failed import up again; it goes on after the answer. */
export const POST = route({ needs: "import:create" }, async ({ actor, params }) => {
  const resumed = await resumeImport(actor, { importId: importIdOf(params.id) });
  // How it ends is told by its own row.
  startImport(actor.organizationId, Number(resumed.importId)).catch(() => {});
  return resumed;
});
