import { route } from "@/lib/auth";
import { discardImport } from "@/lib/commands/discard-import";
import { importIdOf } from "../../../import-id";

export const dynamic = "force-dynamic";

/** Gives up a file that was looked at. */
export const POST = route({ needs: "import:create" }, ({ actor, params }) =>
  discardImport(actor, { importId: importIdOf(params.id) }),
);
