import { parseUsd } from "@/lib/money/parse";
import { geographyOf, tierAmong, tierWithSpeed, windowOf } from "./anthropic-words";
import { chargeOf } from "./charge-row";
import { instantOrDay } from "./period";
import { defineSource, type OpenFile, type ReadRow } from "./source";

/**
 * The cost CSV of Anthropic's console: dollars, one row per kind of token. Models, keys and workspaces are display names,
 * and amounts are rounded to the cent, so the API's report is the exact one.
 */
export const anthropicCostConsole = defineSource({
  id: "anthropic-cost-console",
  title: "Anthropic console cost (CSV)",
  help: "Console → Cost → Export, by day. Amounts are rounded to the cent in each row; the API's cost report is exact.",
  kind: "charge",
  report: {
    covers: "anthropic/cost",
    bucket: "1d",
    dims: [
      "workspace",
      "api_key",
      "model",
      "token_type",
      "usage_type",
      "context_window",
      "geography",
      "cost_type",
      "speed",
      "api_key_id",
    ],
    naming: "names",
  },
  detect: (head) => head.has("usage_date_utc", "cost_usd"),
  open,
});

function open(file: OpenFile): ReadRow {
  const date = file.need("usage_date_utc");
  const amount = file.need("cost_usd");
  const model = file.need("model");
  const workspace = file.field("workspace");
  const apiKey = file.field("api_key");
  const apiKeyId = file.field("api_key_id");
  const usageType = file.field("usage_type");
  const window = file.field("context_window");
  const tokenType = file.field("token_type");
  const costType = file.field("cost_type");
  const geography = file.field("inference_geo");
  const speed = file.field("speed");
  file.ignore("list_price_usd", "api_key_status");
  const keyFields = [workspace, apiKey, model, tokenType, usageType];
  const laterFields = [costType, speed, apiKeyId];
  return (row) => {
    const period = instantOrDay(file, row, date);
    const band = windowOf(row.text(window));
    const geo = geographyOf(row.text(geography));
    const type = row.text(costType);
    const token = row.text(tokenType);
    return chargeOf(
      row,
      { amount, currency: -1, parse: parseUsd },
      {
        naturalKey: [
          "anthropic.console.cost",
          period.startMs,
          period.endMs,
          ...keyFields.map((field) => row.text(field)),
          band,
          geo,
          ...laterFields.map((field) => row.text(field)),
        ],
        period,
        provider: "anthropic",
        model: row.text(model),
        serviceTier: tierWithSpeed(tierAmong(row.text(usageType)), row.text(speed)),
        geography: geo,
        contextBand: band,
        dimensions: { workspace: row.text(workspace), apiKey: row.text(apiKey) },
        lineItem: token ?? type,
        forTokens: type === null ? token !== null : type === "token" || type === "tokens",
        quantityText: null,
        quantityUnit: null,
      },
    );
  };
}
