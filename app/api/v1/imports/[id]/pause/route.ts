import { route } from "@/lib/auth";
import { pauseImport } from "@/lib/commands/hold-import";
import { importIdOf } from "../../../import-id";

export const dynamic = "force-dynamic";

/** Stops an import for now. */
export const POST = route({ needs: "import:create" }, ({ actor, params }) =>
  pauseImport(actor, { importId: importIdOf(params.id) }),
);
