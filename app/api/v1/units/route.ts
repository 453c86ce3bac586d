import { route } from "@/lib/auth";
import { parseInput } from "@/lib/commands/command";
import { rowsQuery } from "@/lib/reports/api-schemas";
import { receiveRows } from "../receive-rows";

export const dynamic = "force-dynamic";

/** Units of work in Costcurve's own form. */
export const POST = route({ needs: "import:create" }, async ({ actor, request }) => {
  const { wait } = parseInput(rowsQuery, Object.fromEntries(new URL(request.url).searchParams));
  return receiveRows(actor, request, { as: "costcurve-units", name: "api-units", waitSeconds: wait });
});
