import { route } from "@/lib/auth";
import { invalidInput } from "@/lib/commands/errors";
import { costCurve } from "@/lib/reports/cost-curve";
import { parseCurve } from "@/lib/reports/parse-curve";

export const dynamic = "force-dynamic";

const FILTER = "filter.";
const KNOWN = ["from", "to", "grain"];

/** The three cost curves of any days, and the public prices beside them: what `costcurve curve` asks. */
export const GET = route({ needs: "report:read" }, async ({ actor, request }) => {
  const asked = new URL(request.url).searchParams;
  for (const name of asked.keys()) {
    if (!KNOWN.includes(name) && !name.startsWith(FILTER))
      throw invalidInput(`There is no parameter “${name}”.`, `Use: ${KNOWN.join(", ")}, filter.DIMENSION.`);
  }
  const question = parseCurve({
    from: asked.get("from") ?? undefined,
    to: asked.get("to") ?? undefined,
    grain: asked.get("grain") ?? undefined,
    filters: [...asked]
      .filter(([name]) => name.startsWith(FILTER))
      .map(([name, value]) => [name.slice(FILTER.length), value]),
  });
  return costCurve(actor, question);
});
