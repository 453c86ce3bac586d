import { messageRecords } from "./anthropic-body";
import { hasInvocations, invocationEntries, isInvocation } from "./bedrock-log";
import { type BedrockModel, bedrockModel, callerOf, withVendor } from "./bedrock-model";
import { answerOf, anthropicUsageIn, bedrockTokens, METRICS, noteDifference } from "./bedrock-usage";
import { noteUnread, tagsIn, whoIn, wholeField, wholeOf } from "./logged";
import { isJson, type Json, parsed, textAt, valueAt } from "./nested";
import { instantOf } from "./period";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import { defineSource, type OpenFile, type ReadRow } from "./source";
import { tierOf } from "./tiers";
import { tokensOf, usageRecord } from "./usage-record";

/**
 * Amazon Bedrock's log of model invocations, one call a record (formats §4.1). The usage of Converse is AWS's own
 * documentation; the record around it is known from readers of real logs, so what it lacks is looked for in the answer.
 */
export const bedrockInvocations = defineSource({
  id: "bedrock-invocations",
  title: "Amazon Bedrock model invocation logs (S3, CloudWatch)",
  help: [
    "Bedrock → Settings → Model invocation logging, to S3 or CloudWatch Logs. From S3: the files under AWSLogs/…/",
    "BedrockModelInvocationLogs as they are, or all in one zip. From CloudWatch: aws logs filter-log-events, saved as JSON.",
  ].join(" "),
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  repeats: "first",
  detect: (head) => head.shape !== "csv" && head.shape !== "lines" && hasInvocations(head.first),
  entries: (value) => invocationEntries(value),
  open,
});

const NAMES = new Set([
  ...[
    "schemaType",
    "schemaVersion",
    "timestamp",
    "accountId",
    "identity",
    "region",
    "requestId",
    "operation",
  ],
  ...["modelId", "errorCode", "requestMetadata", "inferenceRegion", "input", "output", "status"],
  ...["performanceConfig", "serviceTier"],
]);

function open(file: OpenFile): ReadRow {
  const whole = wholeField(file);
  const f = {
    time: file.field("timestamp"),
    latency: file.field("latencyMs"),
    ttft: file.field("firstByteLatency"),
  };
  return (row) => {
    const record = wholeOf(row, whole);
    if (!isInvocation(record))
      throw new RowProblem("This is no record of an invocation (schemaType “ModelInvocationLog”).");
    noteUnread(file, record, { prefix: "", known: NAMES });
    const id = needText(record, "requestId");
    const errorCode = textAt(record, "errorCode");
    const answer = answerOf(parsed(valueAt(record, "output.outputBodyJson")));
    const named = bedrockModel(needText(record, "modelId"), answer);
    if (named.profile !== null && named.model.endsWith(named.profile))
      file.notes.count("profile-model", profileWithoutModel);
    row.cells[f.time] = record.timestamp;
    const shared = {
      period: { startMs: instantOf(file, row, f.time), endMs: null, wholeUtcDay: null },
      provider: "aws",
      model: named.model,
      dimensions: whoCalled(file, row, { record, profile: named.profile }),
      serviceTier: servedTier({ record, answer, named }),
      geography: named.isGlobal ? "global" : textAt(record, "region"),
      ...timesOf(row, f, answer),
      status: errorCode ?? textAt(answer, "stopReason") ?? textAt(answer, "stop_reason"),
    };
    const naturalKey = [FAMILY, id];
    if (errorCode !== null) file.notes.count("failed-calls", failures);
    const usage = anthropicUsageIn(answer);
    if (usage !== null) {
      noteDifference(file, row, { record, usage, names: ["input_tokens", "output_tokens"] });
      const records = messageRecords(file, row, { field: -1, usage, of: { ...shared, family: FAMILY, id } });
      return records.map((each, step) => ({
        ...each,
        model: step === 0 || each.model === null ? each.model : withVendor(each.model),
        serviceTier: shared.serviceTier ?? each.serviceTier,
        geography: shared.geography,
      }));
    }
    const counted = bedrockTokens(file, row, { record, answer, model: named.model });
    if (counted === null && errorCode === null)
      throw new RowProblem("The record has no token counts: nothing tells what the call took.");
    // What was asked is not billed where nothing was answered.
    if (counted === null || (errorCode !== null && counted.tokens.outputTokens === 0))
      return usageRecord(row, { ...shared, naturalKey, tokens: tokensOf({ input: 0, output: 0 }) });
    return usageRecord(row, { ...shared, naturalKey, ...counted });
  };
}

const FAMILY = "bedrock.request";

function needText(record: Json, name: string): string {
  const text = textAt(record, name);
  if (text === null)
    throw new RowProblem("This is missing, and the record cannot be told from others.", name);
  return text;
}

/**
 * Account, caller, an application's own profile as its project (as the bill has it), and what the application said of
 * itself in `requestMetadata`: the names that logs use, and `tag.NAME`.
 */
function whoCalled(file: OpenFile, row: Row, of: { record: Json; profile: string | null }) {
  const metadata = isJson(of.record.requestMetadata) ? of.record.requestMetadata : {};
  const who = whoIn(metadata);
  const { tags, others } = tagsIn(row, metadata);
  for (const name of others) file.notes.unknownColumn(`requestMetadata.${name}`);
  return {
    ...who,
    account: textAt(of.record, "accountId"),
    project: who.project ?? of.profile,
    user: who.user ?? callerOf(textAt(of.record, "identity.arn")),
    ...(tags === null ? {} : { tags }),
  };
}

/** The tier that served a call, as far as the record says it; provisioned throughput has no price a token. */
function servedTier(of: { record: Json; answer: Json | null; named: BedrockModel }): string | null {
  if (of.named.isProvisioned) return "provisioned";
  const places: readonly [Json | null, string][] = [
    [of.answer, "serviceTier.type"],
    [of.record, "serviceTier.type"],
    [of.answer, "performanceConfig.latency"],
    [of.record, "performanceConfig.latency"],
  ];
  const words = places.map(([object, path]) => tierOf(textAt(object, path)));
  if (words.includes("optimized")) return "latency-optimized";
  return words.find((word) => word !== null) ?? null;
}

/** Milliseconds of the whole call and to its first byte, from the answer's metrics. */
function timesOf(row: Row, f: { latency: number; ttft: number }, answer: Json | null) {
  const metrics = answer?.[METRICS];
  const own = isJson(metrics) ? metrics : null;
  row.cells[f.latency] = valueAt(answer, "metrics.latencyMs") ?? valueAt(own, "invocationLatency");
  row.cells[f.ttft] = valueAt(own, "firstByteLatency");
  return { latencyMs: row.rounded(f.latency), ttftMs: row.rounded(f.ttft) };
}

const failures = (count: number): string =>
  `${count === 1 ? "1 call" : `${count} calls`} failed: kept as ${count === 1 ? "a request" : "requests"}, without tokens where nothing was answered.`;

const profileWithoutModel = (count: number): string =>
  `${count === 1 ? "1 call names" : `${count} calls name`} an application inference profile, and no model: unpriced. ` +
  "The bill (AWS Cost and Usage Report) knows the model, or enter own prices for the profile.";
