import { route } from "@/lib/auth";
import { parseInput } from "@/lib/commands/command";
import { usageQuery } from "@/lib/reports/api-schemas";
import { receiveImport } from "../receive";

export const dynamic = "force-dynamic";

/** Rows of Costcurve's own form, a JSON array or JSON lines; they take the path of every file. */
export const POST = route({ needs: "import:create" }, async ({ actor, request }) => {
  const { account, overlap, wait } = parseInput(
    usageQuery,
    Object.fromEntries(new URL(request.url).searchParams),
  );
  return receiveImport(actor, request, {
    fileName: "api-usage.jsonl",
    as: "costcurve-usage",
    account,
    overlap,
    waitSeconds: wait,
  });
});
