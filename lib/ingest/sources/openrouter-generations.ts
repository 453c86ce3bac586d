import { parseUsd } from "@/lib/money/parse";
import { establish } from "@/lib/tokens/establish";
import { dimensions } from "./charge-row";
import { economicCost } from "./openrouter-money";
import { instantOf } from "./period";
import { RowProblem } from "./refusal";
import { defineSource, type OpenFile, type ReadRow } from "./source";

const SKEW_MS = 15 * 60_000;

/** OpenRouter's activity export with one row per generation. */
export const openrouterGenerations = defineSource({
  id: "openrouter-generations",
  title: "OpenRouter generations (CSV)",
  help: "OpenRouter → Activity → Export, one row per generation. Holds the cached tokens, which the daily export lacks.",
  kind: "usage",
  report: { covers: "openrouter/activity", bucket: "row", dims: [], naming: "ids" },
  detect: (head) => head.has("generation_id", "created_at", "cost_total", "tokens_prompt", "model_permaslug"),
  open,
});

function open(file: OpenFile): ReadRow {
  const id = file.need("generation_id");
  const created = file.need("created_at");
  const cost = file.need("cost_total");
  const byok = file.field("byok_usage_inference");
  const prompt = file.need("tokens_prompt");
  const completion = file.need("tokens_completion");
  const reasoning = file.field("tokens_reasoning");
  const cached = file.field("tokens_cached");
  const model = file.need("model_permaslug");
  const upstream = file.field("provider_name");
  const cancelled = file.field("cancelled");
  const user = file.field("user");
  const finish = file.field("finish_reason_normalized");
  const latency = file.field("generation_time_ms");
  const ttft = file.field("time_to_first_token_ms");
  const apiKey = file.field("api_key_name");
  const app = file.field("app_name");
  file.ignore(
    "cost_web_search",
    "cost_cache",
    "cost_file_processing",
    "variant",
    "streamed",
    "finish_reason_raw",
  );
  file.ignore("api_key_disabled");
  return (row) => {
    const generation = row.id(id);
    if (generation === null) throw row.problem(id, "The cell is empty, and this column is needed.");
    const startMs = instantOf(file, row, created);
    const stamped = Number(/^gen-(\d{10})\b/.exec(generation)?.[1] ?? Number.NaN) * 1000;
    if (Math.abs(startMs - stamped) > SKEW_MS) file.notes.count("time-skew", skewed);
    const cacheRead = row.count(cached);
    const established = establish({
      input: row.needCount(prompt),
      cacheRead,
      output: row.needCount(completion),
      reasoning: row.count(reasoning),
    });
    if (!established.ok) throw new RowProblem(established.reason);
    const money = economicCost(file, row.amount(cost, parseUsd), row.amount(byok, parseUsd));
    const provider = row.text(upstream);
    return {
      kind: "usage",
      line: row.line,
      path: null,
      naturalKey: ["openrouter.generation", generation],
      ranked: false,
      period: { startMs, endMs: null, wholeUtcDay: null },
      provider: "openrouter",
      model: row.needText(model),
      serviceTier: null,
      geography: null,
      contextBand: null,
      dimensions: dimensions({
        apiKey: row.text(apiKey),
        user: row.text(user),
        feature: row.text(app),
        ...(provider === null ? {} : { tags: { upstream: provider } }),
      }),
      requests: 1,
      tokens: established.counts,
      modalities: null,
      webSearches: 0,
      cacheKnown: cacheRead !== null,
      ...money,
      latencyMs: row.rounded(latency),
      ttftMs: row.rounded(ttft),
      status: row.flag(cancelled) === true ? "cancelled" : row.text(finish),
    };
  };
}

const skewed = (count: number): string =>
  `${count === 1 ? "In 1 row" : `In ${count} rows`} the time differs from the one inside the generation id by more than ` +
  "15 minutes: the file may not be in UTC, and its days may be wrong.";
