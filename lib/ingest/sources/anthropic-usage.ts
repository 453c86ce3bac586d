import { establish } from "@/lib/tokens/establish";
import { ANALYTICS, isAnalytics } from "./anthropic-analytics";
import { geographyOf, tierWithSpeed } from "./anthropic-words";
import { dimensions } from "./charge-row";
import { firstOf, pageFields, reportEntries } from "./pages";
import { bucket } from "./period";
import { RowProblem } from "./refusal";
import { defineSource, type OpenFile, type ReadRow } from "./source";

/** Anthropic's messages usage report, as its admin API gives it. Its counts are disjoint already. */
export const anthropicUsage = defineSource({
  id: "anthropic-usage",
  title: "Anthropic usage report (API JSON)",
  help: [
    "GET /v1/organizations/usage_report/messages with an admin key, bucket_width=1d and",
    "group_by[]=model, workspace_id, api_key_id, service_tier, context_window, inference_geo; save every page.",
  ].join(" "),
  kind: "usage",
  report: {
    covers: "anthropic/messages",
    bucket: "1d",
    dims: [
      "api_key",
      "workspace",
      "model",
      "tier",
      "context_window",
      "geography",
      "speed",
      "account_user",
      "service_account",
    ],
    naming: "ids",
  },
  detect: (head) => {
    if (head.shape === "csv" || isAnalytics(head.first)) return false;
    const { bucket: found, result } = firstOf(head.first);
    if (found === null || !("starting_at" in found)) return false;
    return result === null || "uncached_input_tokens" in result;
  },
  almost: ({ shape, first }) => (shape !== "csv" && isAnalytics(first) ? ANALYTICS : null),
  entries: (value) => reportEntries(value),
  open,
});

function open(file: OpenFile): ReadRow {
  const notePage = pageFields(file);
  const start = file.need("starting_at");
  const end = file.need("ending_at");
  const uncached = file.need("uncached_input_tokens");
  const read = file.field("cache_read_input_tokens");
  const write5m = file.field("cache_creation.ephemeral_5m_input_tokens");
  const write1h = file.field("cache_creation.ephemeral_1h_input_tokens");
  const output = file.field("output_tokens");
  const searches = file.field("server_tool_use.web_search_requests");
  const apiKey = file.field("api_key_id");
  const workspace = file.field("workspace_id");
  const model = file.field("model");
  const tier = file.field("service_tier");
  const window = file.field("context_window");
  const geography = file.field("inference_geo");
  const speed = file.field("speed");
  const accountUser = file.field("account_id");
  const serviceAccount = file.field("service_account_id");
  return (row) => {
    notePage(row);
    const period = bucket(file, row, { start, end });
    if (!row.has(uncached) && !row.has(output) && !row.has(read)) return null;
    const established = establish({
      uncached: row.count(uncached),
      cacheRead: row.count(read),
      cacheWrite5m: row.count(write5m),
      cacheWrite1h: row.count(write1h),
      output: row.count(output),
    });
    if (!established.ok) throw new RowProblem(established.reason);
    const key = [apiKey, workspace, model, tier, window, geography, speed, accountUser, serviceAccount].map(
      (field) => row.text(field),
    );
    const [keyId = null, workspaceId = null, modelId = null, tierText = null, band = null, geo = null] = key;
    if (modelId === null) file.notes.count("model-missing", withoutModel);
    return {
      kind: "usage",
      line: row.line,
      path: row.path,
      naturalKey: ["anthropic.usage.messages", period.startMs, period.endMs, ...key],
      ranked: false,
      period,
      provider: "anthropic",
      model: modelId,
      serviceTier: tierWithSpeed(tierText, row.text(speed)),
      geography: geographyOf(geo),
      contextBand: band ?? "unknown",
      dimensions: dimensions({
        apiKey: keyId,
        workspace: workspaceId,
        user: row.text(accountUser) ?? row.text(serviceAccount),
      }),
      requests: null,
      tokens: established.counts,
      modalities: null,
      webSearches: row.count(searches) ?? 0,
      cacheKnown: true,
      reportedCost: null,
      reportedCostText: null,
      latencyMs: null,
      ttftMs: null,
      status: null,
    };
  };
}

const withoutModel = (count: number): string =>
  `${count === 1 ? "1 row was" : `${count} rows were`} exported without the model: accepted, shown as unpriced. ` +
  "Export again grouped by model (group_by[]=model) and choose to replace.";
