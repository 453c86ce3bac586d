import { route } from "@/lib/auth";
import { checkRules } from "@/lib/commands/check-rules";
import { documentOf } from "../document";

export const dynamic = "force-dynamic";

/** What a set of rules would move, with nothing written: what `costcurve rules check` prints. */
export const POST = route({ needs: "report:read" }, async ({ actor, request }) => {
  const asked = new URL(request.url).searchParams;
  return checkRules(actor, {
    document: await documentOf(request),
    from: asked.get("from"),
    to: asked.get("to"),
  });
});
