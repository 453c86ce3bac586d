import { parseCents } from "@/lib/money/parse";
import { isAnalytics } from "./anthropic-analytics";
import { geographyOf, tierWithSpeed } from "./anthropic-words";
import { chargeOf } from "./charge-row";
import { firstOf, pageFields, reportEntries } from "./pages";
import { bucket } from "./period";
import { defineSource, type OpenFile, type ReadRow } from "./source";

/** Anthropic's cost report, as its admin API gives it: daily, amounts in cents with fractions. */
export const anthropicCost = defineSource({
  id: "anthropic-cost",
  title: "Anthropic cost report (API JSON)",
  help: "GET /v1/organizations/cost_report with an admin key and group_by[]=workspace_id, description; save every page.",
  kind: "charge",
  report: {
    covers: "anthropic/cost",
    bucket: "1d",
    dims: [
      "workspace",
      "description",
      "model",
      "token_type",
      "tier",
      "context_window",
      "geography",
      "cost_type",
      "speed",
    ],
    naming: "ids",
  },
  detect: (head) => {
    if (head.shape === "csv" || isAnalytics(head.first)) return false;
    const { bucket: found, result } = firstOf(head.first);
    if (found === null || result === null || !("starting_at" in found)) return false;
    return "amount" in result && "currency" in result && !("object" in result);
  },
  entries: (value) => reportEntries(value),
  open,
});

function open(file: OpenFile): ReadRow {
  const notePage = pageFields(file);
  const start = file.need("starting_at");
  const end = file.need("ending_at");
  const amount = file.need("amount");
  const currency = file.field("currency");
  const workspace = file.field("workspace_id");
  const description = file.field("description");
  const costType = file.field("cost_type");
  const window = file.field("context_window");
  const model = file.field("model");
  const tier = file.field("service_tier");
  const tokenType = file.field("token_type");
  const geography = file.field("inference_geo");
  const speed = file.field("speed");
  const keyFields = [workspace, description, model, tokenType, tier, window, geography, costType, speed];
  return (row) => {
    notePage(row);
    const period = bucket(file, row, { start, end });
    if (!row.has(amount) && !row.has(currency)) return null;
    const type = row.text(costType);
    return chargeOf(
      row,
      { amount, currency, parse: parseCents },
      {
        naturalKey: [
          "anthropic.cost",
          period.startMs,
          period.endMs,
          ...keyFields.map((field) => row.text(field)),
        ],
        period,
        provider: "anthropic",
        model: row.text(model),
        serviceTier: tierWithSpeed(row.text(tier), row.text(speed)),
        geography: geographyOf(row.text(geography)),
        contextBand: row.text(window),
        dimensions: { workspace: row.text(workspace) },
        lineItem: row.text(description) ?? row.text(tokenType) ?? type,
        // Without grouping there is no cost type: the day's total, tokens for the most part.
        forTokens: type === null || type === "tokens" || type === "token",
        quantityText: null,
        quantityUnit: null,
      },
    );
  };
}
