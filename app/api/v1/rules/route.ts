import { route } from "@/lib/auth";
import { applyRules } from "@/lib/commands/apply-rules";
import { rulesWithId } from "@/lib/reports/rules";
import { documentOf } from "./document";
import { basedOn, taggedAnswer } from "./tag";

export const dynamic = "force-dynamic";

/** The rules in force, as the file that a put takes; their id is the answer's ETag. */
export const GET = route({ needs: "report:read" }, async ({ actor }) => {
  const { id, document } = await rulesWithId(actor);
  return taggedAnswer(document, id);
});

/** Puts a whole set in force, in place of the earlier one; with If-Match only in place of that one. */
export const PUT = route({ needs: "rules:write" }, async ({ actor, request }) =>
  applyRules.from(actor, { document: await documentOf(request), basedOn: basedOn(request) }),
);
