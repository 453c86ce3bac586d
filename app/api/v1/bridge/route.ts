import { can } from "@/lib/access/permissions";
import { route } from "@/lib/auth";
import { forbidden } from "@/lib/commands/errors";
import { bridgeAnswer } from "@/lib/reports/bridge";
import { parseBridge } from "@/lib/reports/parse-bridge";
import { parametersOf, withProduct } from "../parameters";

export const dynamic = "force-dynamic";

const KNOWN = ["base_from", "base_to", "from", "to", "product", "of"];

/** Why a figure changed between two periods: what `costcurve bridge` asks. */
export const GET = route({ needs: "report:read" }, async ({ actor, request }) => {
  const { text, filters } = parametersOf(request, KNOWN);
  const asked = parseBridge(
    {
      baseFrom: text("base_from"),
      baseTo: text("base_to"),
      from: text("from"),
      to: text("to"),
      of: text("of"),
      filters: withProduct(text("product"), filters),
    },
    "base_",
  );
  if (asked.of === "margin" && !can(actor, "revenue:read"))
    throw forbidden("Your role does not allow figures of revenue and margin.");
  return bridgeAnswer(actor, asked);
});
