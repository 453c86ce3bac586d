import { route } from "@/lib/auth";
import { applyRules } from "@/lib/commands/apply-rules";
import { rulesReport } from "@/lib/reports/rules";
import { documentOf } from "./document";

export const dynamic = "force-dynamic";

/** The rules in force, as the file that a put takes. */
export const GET = route({ needs: "report:read" }, ({ actor }) => rulesReport(actor));

/** Puts a whole set in force, in place of the earlier one. */
export const PUT = route({ needs: "rules:write" }, async ({ actor, request }) =>
  applyRules(actor, { document: await documentOf(request) }),
);
