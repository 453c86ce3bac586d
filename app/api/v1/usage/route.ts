import { route } from "@/lib/auth";
import { parseInput } from "@/lib/commands/command";
import { usageQuery } from "@/lib/reports/api-schemas";
import { receiveRows } from "../receive-rows";

export const dynamic = "force-dynamic";

/** Usage in Costcurve's own form. */
export const POST = route({ needs: "import:create" }, async ({ actor, request }) => {
  const { account, overlap, wait } = parseInput(
    usageQuery,
    Object.fromEntries(new URL(request.url).searchParams),
  );
  return receiveRows(actor, request, {
    as: "costcurve-usage",
    name: "api-usage",
    account,
    overlap,
    waitSeconds: wait,
  });
});
