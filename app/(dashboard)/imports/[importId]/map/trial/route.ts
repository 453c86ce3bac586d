import { z } from "zod";
import { route } from "@/lib/auth";
import { notFound } from "@/lib/commands/errors";
import { mappingTrial } from "@/lib/reports/mapping-trial";

export const dynamic = "force-dynamic";

/** How the first rows would be read by a mapping that is still being made. */
export const POST = route(
  { needs: "mapping:write", input: z.looseObject({}) },
  async ({ actor, params, input }) => {
    const id = params.importId ?? "";
    const trial = /^[1-9]\d{0,8}$/.test(id) ? await mappingTrial(actor, Number(id), input) : null;
    if (!trial) throw notFound("import", id);
    return trial;
  },
);
