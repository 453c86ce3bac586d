import { parseUsd } from "@/lib/money/parse";
import { chargeOf } from "./charge-row";
import { firstOf, pageFields, reportEntries } from "./pages";
import { bucket } from "./period";
import { defineSource, type OpenFile, type ReadRow } from "./source";

const RESULT = "organization.costs.result";
const TOKEN_UNITS = new Set(["tokens", "1000_tokens"]);
const TOKEN_WORDS = /\b(?:input|output|cached|cache|tokens?|audio|text)\b/i;
const NOT_TOKENS = /\b(?:calls?|sessions?|storage|training|seconds?|minutes?|characters?)\b/i;

/** OpenAI's daily costs: the dashboard's CSV (old and new header) and the costs API's pages. Dollars. */
export const openaiCosts = defineSource({
  id: "openai-costs",
  title: "OpenAI costs (CSV or API JSON)",
  help: [
    "Dashboard: Usage → Cost → Export, by day, grouped by project and line item.",
    "API: GET /v1/organization/costs with an admin key, bucket_width=1d and group_by=project_id,line_item;",
    "save every page.",
  ].join(" "),
  kind: "charge",
  report: {
    covers: "openai/costs",
    bucket: "1d",
    dims: ["project", "line_item", "api_key", "user", "source"],
    naming: "ids",
  },
  detect: (head) => {
    if (head.shape === "csv") return head.has("start_time", "end_time", "amount_value");
    return firstOf(head.first).result?.object === RESULT;
  },
  entries: (value) => reportEntries(value),
  shortEmptyRows: true,
  open,
});

function open(file: OpenFile): ReadRow {
  const notePage = pageFields(file);
  const start = file.need("start_time");
  const end = file.need("end_time");
  const amount = file.need("amount.value", "amount_value");
  const currency = file.field("amount.currency", "amount_currency");
  const lineItem = file.field("line_item");
  const project = file.field("project_id");
  const apiKey = file.field("api_key_id");
  const user = file.field("user_id");
  const apiSource = file.field("api_source");
  const quantity = file.field("quantity");
  const unit = file.field("quantity_unit");
  file.ignore(
    "object",
    "start_time_iso",
    "end_time_iso",
    "organization_id",
    "organization_name",
    "project_name",
    "user_email",
  );
  return (row) => {
    notePage(row);
    const period = bucket(file, row, { start, end });
    const item = row.text(lineItem);
    const who = { project: row.text(project), apiKey: row.text(apiKey), user: row.text(user) };
    const isEmpty = !row.has(amount) && !row.has(currency) && item === null && who.project === null;
    if (isEmpty && who.apiKey === null && who.user === null) return null;
    const unitText = row.text(unit);
    const about = aboutOf(item, unitText);
    return chargeOf(
      row,
      { amount, currency, parse: parseUsd },
      {
        naturalKey: [
          "openai.costs",
          period.startMs,
          period.endMs,
          who.project,
          item,
          who.apiKey,
          who.user,
          row.text(apiSource),
        ],
        period,
        provider: "openai",
        model: about.model,
        serviceTier: null,
        geography: null,
        contextBand: null,
        dimensions: who,
        lineItem: item,
        forTokens: about.forTokens,
        quantityText: row.text(quantity),
        quantityUnit: unitText,
      },
    );
  };
}

/**
 * What a line item such as "gpt-4o-2024-08-06, cached input" is about. The text is free and changes without notice, so
 * only what stands before the last ", " and a word for tokens after it are relied on. Without a line item the charge is
 * the total of its project and day, tokens for the most part.
 */
function aboutOf(item: string | null, unit: string | null): { model: string | null; forTokens: boolean } {
  if (item === null) return { model: null, forTokens: true };
  const comma = item.lastIndexOf(", ");
  const what = (comma < 0 ? item : item.slice(comma + 2)).replaceAll("_", " ");
  const hasTokenUnit = unit !== null && TOKEN_UNITS.has(unit);
  const forTokens = hasTokenUnit || (comma > 0 && TOKEN_WORDS.test(what) && !NOT_TOKENS.test(what));
  return { model: forTokens && comma > 0 ? item.slice(0, comma) : null, forTokens };
}
