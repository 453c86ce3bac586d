import { establish } from "@/lib/tokens/establish";
import { geographyOf, tierAmong, tierWithSpeed, windowOf } from "./anthropic-words";
import { dimensions } from "./charge-row";
import { instantOrDay } from "./period";
import { RowProblem } from "./refusal";
import { defineSource, type OpenFile, type ReadRow } from "./source";

/**
 * The tokens CSV of Anthropic's console. Keys and workspaces are names, not ids: its rows describe the same use as the
 * API's report, but match none of them.
 */
export const anthropicUsageConsole = defineSource({
  id: "anthropic-usage-console",
  title: "Anthropic console usage (CSV)",
  help: "Console → Usage → Export, by day. Keys and workspaces come as names; use either this or the API's report for the same days.",
  kind: "usage",
  report: {
    covers: "anthropic/messages",
    bucket: "1d",
    dims: ["api_key", "workspace", "model", "tier", "context_window", "geography", "speed"],
    naming: "names",
  },
  detect: (head) => head.has("usage_date_utc", "model_version") && !head.has("cost_usd"),
  open,
});

function open(file: OpenFile): ReadRow {
  const date = file.need("usage_date_utc");
  const model = file.need("model_version");
  const uncached = file.need("usage_input_tokens_no_cache");
  const output = file.need("usage_output_tokens");
  const read = file.field("usage_input_tokens_cache_read");
  const write5m = file.field("usage_input_tokens_cache_write_5m");
  const write1h = file.field("usage_input_tokens_cache_write_1h");
  const apiKey = file.field("api_key");
  const workspace = file.field("workspace");
  const usageType = file.field("usage_type");
  const window = file.field("context_window");
  const searches = file.field("web_search_count");
  const geography = file.field("inference_geo");
  const speed = file.field("speed");
  return (row) => {
    const period = instantOrDay(file, row, date);
    const established = establish({
      uncached: row.needCount(uncached),
      cacheRead: row.count(read),
      cacheWrite5m: row.count(write5m),
      cacheWrite1h: row.count(write1h),
      output: row.needCount(output),
    });
    if (!established.ok) throw new RowProblem(established.reason);
    const keyName = row.text(apiKey);
    const workspaceName = row.text(workspace);
    const modelId = row.text(model);
    const type = row.text(usageType);
    const band = windowOf(row.text(window));
    const geo = geographyOf(row.text(geography));
    const speedText = row.text(speed);
    return {
      kind: "usage",
      line: row.line,
      path: row.path,
      naturalKey: [
        "anthropic.console.usage",
        period.startMs,
        period.endMs,
        keyName,
        workspaceName,
        modelId,
        type,
        band,
        geo,
        speedText,
      ],
      ranked: false,
      period,
      provider: "anthropic",
      model: modelId,
      serviceTier: tierWithSpeed(tierAmong(type), speedText),
      geography: geo,
      contextBand: band ?? "unknown",
      dimensions: dimensions({ apiKey: keyName, workspace: workspaceName }),
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
