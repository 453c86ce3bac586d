import { route } from "@/lib/auth";
import { previewAgain } from "@/lib/commands/preview-again";
import { previewBody } from "@/lib/reports/api-schemas";
import { importIdOf } from "../../../import-id";
import { carryOut } from "../../../receive";

export const dynamic = "force-dynamic";

/** Looks at a file once more, as the format named. */
export const POST = route(
  { needs: "import:create", input: previewBody },
  async ({ actor, params, input }) => {
    const { wait, ...how } = input;
    const { importId } = await previewAgain(actor, { importId: importIdOf(params.id), ...how });
    return carryOut(actor, importId, wait);
  },
);
