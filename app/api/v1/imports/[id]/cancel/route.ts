import { route } from "@/lib/auth";
import { cancelImport } from "@/lib/commands/hold-import";
import { importIdOf } from "../../../import-id";

export const dynamic = "force-dynamic";

/** Gives an import up before it counts. */
export const POST = route({ needs: "import:create" }, ({ actor, params }) =>
  cancelImport(actor, { importId: importIdOf(params.id) }),
);
