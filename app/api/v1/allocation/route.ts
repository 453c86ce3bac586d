import { route } from "@/lib/auth";
import { invalidInput } from "@/lib/commands/errors";
import { allocationReport } from "@/lib/reports/allocation";

export const dynamic = "force-dynamic";

const KNOWN = ["from", "to", "grain"];

/** How much of the cost the rules give to products, by period: what `costcurve allocation` prints. */
export const GET = route({ needs: "report:read" }, ({ actor, request }) => {
  const asked = new URL(request.url).searchParams;
  for (const name of asked.keys())
    if (!KNOWN.includes(name))
      throw invalidInput(`There is no parameter “${name}”.`, `Use: ${KNOWN.join(", ")}.`);
  const text = (name: string) => asked.get(name) ?? undefined;
  return allocationReport(actor, { from: text("from"), to: text("to"), grain: text("grain") });
});
