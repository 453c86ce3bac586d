import { route } from "@/lib/auth";
import { ladder } from "@/lib/reports/ladder";
import { parseDays, parseFilters } from "@/lib/reports/parse-question";
import { parametersOf, withProduct } from "../parameters";

export const dynamic = "force-dynamic";

/** From list price without a cache to what counts: what `costcurve ladder` asks. */
export const GET = route({ needs: "report:read" }, async ({ actor, request }) => {
  const { text, filters } = parametersOf(request, ["from", "to", "product"]);
  const days = parseDays({ from: text("from"), to: text("to") });
  return ladder(actor, { ...days, where: parseFilters(withProduct(text("product"), filters)) });
});
