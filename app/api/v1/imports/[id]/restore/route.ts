import { z } from "zod";
import { route } from "@/lib/auth";
import { restoreImport } from "@/lib/commands/restore-import";
import { importIdOf } from "../../../import-id";

export const dynamic = "force-dynamic";

/** Brings a voided import back into every figure. */
export const POST = route(
  { needs: "import:void", input: z.object({ overlap: z.enum(["keep", "replace"]).optional() }) },
  ({ actor, params, input }) =>
    restoreImport(actor, {
      importId: importIdOf(params.id),
      ...(input.overlap ? { overlap: input.overlap } : {}),
    }),
);
