import { z } from "zod";
import { route } from "@/lib/auth";
import { restoreRules } from "@/lib/commands/restore-rules";
import { basedOn } from "../tag";

export const dynamic = "force-dynamic";

/** Puts an earlier set in force again: that of `id`, else the one before the set in force. */
export const POST = route({ needs: "rules:write", input: z.looseObject({}) }, ({ actor, input, request }) =>
  restoreRules.from(actor, { ...input, basedOn: basedOn(request) }),
);
