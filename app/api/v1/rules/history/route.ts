import { route } from "@/lib/auth";
import { rulesHistory } from "@/lib/reports/rules-history";

export const dynamic = "force-dynamic";

/** Who put which set of rules in force and when, latest first. */
export const GET = route({ needs: "report:read" }, async ({ actor }) => ({
  sets: await rulesHistory(actor),
}));
