import { route } from "@/lib/auth";
import { voidImport } from "@/lib/commands/void-import";
import { importIdOf } from "../../../import-id";

export const dynamic = "force-dynamic";

/** Takes an import out of every figure. */
export const POST = route({ needs: "import:void" }, ({ actor, params }) =>
  voidImport(actor, { importId: importIdOf(params.id) }),
);
