import { z } from "zod";
import { route } from "@/lib/auth";
import { previewAgain } from "@/lib/commands/preview-again";
import { importIdOf } from "../../../import-id";
import { carryOut } from "../../../receive";

export const dynamic = "force-dynamic";

/** Looks at a file once more, as the format named. */
export const POST = route(
  { needs: "import:create", input: z.object({ as: z.string().trim().min(1).max(100).optional() }) },
  async ({ actor, params, input }) => {
    const { importId } = await previewAgain(actor, { importId: importIdOf(params.id), ...input });
    return carryOut(actor, importId);
  },
);
