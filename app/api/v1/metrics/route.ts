import { can } from "@/lib/access/permissions";
import { route } from "@/lib/auth";
import { forbidden, invalidInput } from "@/lib/commands/errors";
import { csvFileName } from "@/lib/exports";
import { measuresFor } from "@/lib/metrics";
import { answerCsv } from "@/lib/reports/answer-csv";
import { parseQuestion } from "@/lib/reports/parse-question";
import { answer } from "@/lib/reports/query";

export const dynamic = "force-dynamic";

const FILTER = "filter.";
const KNOWN = ["metrics", "from", "to", "grain", "by", "format"];

/** Any metrics by any dimensions over any days: what `costcurve query` asks. */
export const GET = route({ needs: "report:read" }, async ({ actor, request }) => {
  const asked = new URL(request.url).searchParams;
  for (const name of asked.keys()) {
    if (!KNOWN.includes(name) && !name.startsWith(FILTER))
      throw invalidInput(`There is no parameter “${name}”.`, `Use: ${KNOWN.join(", ")}, filter.DIMENSION.`);
  }
  const text = (name: string) => asked.get(name) ?? undefined;
  const question = parseQuestion({
    metrics: text("metrics"),
    from: text("from"),
    to: text("to"),
    grain: text("grain"),
    by: text("by"),
    filters: [...asked]
      .filter(([name]) => name.startsWith(FILTER))
      .map(([name, value]) => [name.slice(FILTER.length), value]),
  });
  if (measuresFor(question.metrics).includes("revenue") && !can(actor, "revenue:read"))
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
