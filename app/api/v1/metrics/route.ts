import { can } from "@/lib/access/permissions";
import { route } from "@/lib/auth";
import { forbidden, invalidInput } from "@/lib/commands/errors";
import { csvFileName } from "@/lib/exports";
import { measuresFor } from "@/lib/metrics";
import { answerCsv } from "@/lib/reports/answer-csv";
import { parseQuestion } from "@/lib/reports/parse-question";
import { answer } from "@/lib/reports/query";
import { parametersOf } from "../parameters";

export const dynamic = "force-dynamic";

const KNOWN = ["metrics", "from", "to", "grain", "by", "format"];

/** Any metrics by any dimensions over any days: what `costcurve query` asks. */
export const GET = route({ needs: "report:read" }, async ({ actor, request }) => {
  const { text, filters } = parametersOf(request, KNOWN);
  const question = parseQuestion({
    metrics: text("metrics"),
    from: text("from"),
    to: text("to"),
    grain: text("grain"),
    by: text("by"),
    filters,
  });
  if (
    measuresFor(question.metrics).some((m) => m === "revenue" || m === "units_sold") &&
    !can(actor, "revenue:read")
  )
    throw forbidden("Your role does not allow figures of revenue and margin.");
  const format = text("format") ?? "json";
  if (format !== "json" && format !== "csv")
    throw invalidInput(`There is no format “${format}”.`, "Use json or csv.");
  const answered = await answer(actor, question);
  if (format === "json") return answered;
  return new Response(answerCsv(answered), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${csvFileName("costcurve", question.from, question.to)}"`,
    },
  });
});
