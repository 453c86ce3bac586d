import type { TokenCounts } from "@/lib/tokens/counts";
import type { Modalities } from "../records";
import { firstOf, pageFields, reportEntries } from "./pages";
import { bucket } from "./period";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import { defineSource, type Head, type OpenFile, type ReadRow } from "./source";
import { tierOf } from "./tiers";
import { modalitiesOf, tokensOf, usageRecord } from "./usage-record";

const RESULT = "organization.usage.completions.result";
/** OpenAI's report of completions tokens in buckets: the dashboard's CSV and the usage API's pages, row for row alike. */
export const openaiUsage = defineSource({
  id: "openai-usage",
  title: "OpenAI usage: completions (CSV or API JSON)",
  help: [
    "Dashboard: Usage → Completions → Export, grouped by model, project and API key.",
    "API: GET /v1/organization/usage/completions with an admin key, bucket_width=1d and",
    "group_by=model,project_id,api_key_id,batch,service_tier; save every page.",
  ].join(" "),
  kind: "usage",
  report: {
    covers: "openai/completions",
    bucket: "1d",
    dims: ["project", "user", "api_key", "model", "batch", "tier", "source"],
    naming: "ids",
  },
  detect: (head) =>
    head.shape === "csv"
      ? head.has("start_time", "end_time", "num_model_requests", "input_tokens", "output_tokens")
      : isCompletions(head),
  entries: (value) => reportEntries(value),
  shortEmptyRows: true,
  open,
});

function isCompletions({ first }: Head): boolean {
  const { bucket: found, result } = firstOf(first);
  if (found === null || !("start_time" in found)) return false;
  if (found.object !== "bucket" && !Array.isArray(found.results ?? found.result)) return false;
  return result === null || result.object === RESULT;
}

function open(file: OpenFile): ReadRow {
  const notePage = pageFields(file);
  const object = file.shape === "csv" ? -1 : file.field("object");
  const start = file.need("start_time");
  const end = file.need("end_time");
  const requests = file.need("num_model_requests");
  const input = file.need("input_tokens");
  const output = file.need("output_tokens");
  const uncached = file.field("input_uncached_tokens");
  const cacheRead = file.field("input_cached_tokens");
  const cacheWrite = file.field("input_cache_write_tokens");
  const project = file.field("project_id");
  const user = file.field("user_id");
  const apiKey = file.field("api_key_id");
  const model = file.field("model");
  const batch = file.field("batch");
  const tier = file.field("service_tier");
  const apiSource = file.field("api_source");
  const modalities = modalityFields(file);
  file.ignore(
    "start_time_iso",
    "end_time_iso",
    "organization_id",
    "organization_name",
    "project_name",
    "user_email",
  );
  file.ignore("input_text_tokens", "output_text_tokens", "input_cached_text_tokens");
  return (row) => {
    notePage(row);
    const kind = row.text(object);
    if (kind !== null && kind !== RESULT && kind !== "bucket" && kind !== "page")
      throw new RowProblem(
        `“${kind}” is no completions usage; import that report as a file of its own.`,
        "object",
      );
    const period = bucket(file, row, { start, end });
    if (!row.has(input) && !row.has(output) && !row.has(requests)) return null;
    const tokens = tokensOf(
      {
        input: row.needCount(input),
        uncached: row.count(uncached),
        cacheRead: row.count(cacheRead),
        cacheWrite5m: row.count(cacheWrite), // OpenAI names no lifetime for its writes (ledger rule 6)
        output: row.needCount(output),
      },
      row.nameOf(input),
    );
    const isBatch = row.flag(batch);
    const stated = tierOf(row.text(tier));
    const who = { project: row.text(project), user: row.text(user), apiKey: row.text(apiKey) };
    const modelId = row.text(model);
    if (modelId === null) file.notes.count("model-missing", withoutModel);
    return usageRecord(row, {
      // Not batch and the default tier are what a report says without being grouped by them: null in the key, so that
      // a grouped export without any batch use is the same report as an ungrouped one.
      naturalKey: [
        "openai.usage.completions",
        period.startMs,
        period.endMs,
        who.project,
        who.user,
        who.apiKey,
        modelId,
        isBatch === true ? "batch" : null,
        stated === "standard" ? null : stated,
        row.text(apiSource),
      ],
      period,
      provider: "openai",
      model: modelId,
      serviceTier: isBatch === true ? "batch" : stated,
      contextBand: "unknown",
      dimensions: who,
      requests: row.needCount(requests),
      tokens,
      modalities: modalities(row, tokens),
    });
  };
}

/** Audio and image tokens: parts of the counts, kept apart because they have prices of their own (ledger rule 6). */
function modalityFields(file: OpenFile): (row: Row, counts: TokenCounts) => Modalities | null {
  const audioIn = file.field("input_audio_tokens");
  const audioRead = file.field("input_cached_audio_tokens");
  const audioOut = file.field("output_audio_tokens");
  const imageIn = file.field("input_image_tokens");
  const imageRead = file.field("input_cached_image_tokens");
  const imageOut = file.field("output_image_tokens");
  return (row, counts) => {
    return modalitiesOf(
      {
        audioInputTokens: row.count(audioIn) ?? 0,
        audioCacheReadTokens: row.count(audioRead) ?? 0,
        audioOutputTokens: row.count(audioOut) ?? 0,
        imageInputTokens: row.count(imageIn) ?? 0,
        imageCacheReadTokens: row.count(imageRead) ?? 0,
        imageOutputTokens: row.count(imageOut) ?? 0,
      },
      counts,
    );
  };
}

const withoutModel = (count: number): string =>
  `${count === 1 ? "1 row was" : `${count} rows were`} exported without the model: accepted, shown as unpriced. ` +
  "Export again grouped by model (group_by=model) and choose to replace.";
