import type { UsageRecord } from "../records";
import { geographyOf, tierWithSpeed } from "./anthropic-words";
import { countAt, isJson, type Json, textAt } from "./nested";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import type { OpenFile } from "./source";
import { tokensOf, usageRecord } from "./usage-record";

/** What stands around one message: its time, id and who asked. */
export type MessageContext = Readonly<
  Pick<UsageRecord, "period" | "provider"> & {
    id: string;
    model: string | null;
    isBatch?: boolean;
    dimensions?: Parameters<typeof usageRecord>[1]["dimensions"];
    latencyMs?: number | null;
    ttftMs?: number | null;
    status?: string | null;
  }
>;

/** True for a usage object in Anthropic's convention; OpenAI's Responses name the same two counts (formats §1.4). */
export const isAnthropicUsage = (usage: unknown): usage is Json =>
  isJson(usage) &&
  ("input_tokens" in usage || "output_tokens" in usage) &&
  !("input_tokens_details" in usage) &&
  !("prompt_tokens" in usage) &&
  !("total_tokens" in usage);

/**
 * The calls one message tells of: itself, and one for every step of another model (advisor) or another kind
 * (compaction), which its own counts leave out and which are billed too (formats §2.4). `field` is the cell of `usage`.
 */
export function messageRecords(
  file: OpenFile,
  row: Row,
  { field, usage, of }: { field: number; usage: Json; of: MessageContext },
): UsageRecord[] {
  const tier =
    of.isBatch === true ? "batch" : tierWithSpeed(textAt(usage, "service_tier"), textAt(usage, "speed"));
  const shared = {
    period: of.period,
    provider: of.provider,
    serviceTier: tier,
    dimensions: of.dimensions ?? {},
  };
  const geography = geographyOf(textAt(usage, "inference_geo"));
  const message = usageRecord(row, {
    ...shared,
    naturalKey: ["anthropic.message", of.id],
    model: of.model,
    geography,
    tokens: messageTokens(file, row, { field, usage }),
    webSearches: countAt(row, field, usage, "server_tool_use.web_search_requests") ?? 0,
    latencyMs: of.latencyMs ?? null,
    ttftMs: of.ttftMs ?? null,
    status: of.status ?? null,
  });
  const steps = stepsOf(usage).map(({ step, at }) =>
    usageRecord(row, {
      ...shared,
      naturalKey: ["anthropic.message", `${of.id}#${at}`],
      model: textAt(step, "model") ?? of.model,
      geography,
      // A part of the request above, not another one.
      requests: 0,
      tokens: messageTokens(file, row, { field, usage: step }),
      status: textAt(step, "type"),
    }),
  );
  if (steps.length > 0) file.notes.count("extra-steps", extraSteps);
  return [message, ...steps];
}

/** Steps that the message's own counts leave out, with their place among all, from 1 on. */
function stepsOf({ iterations }: Json): { step: Json; at: number }[] {
  if (!Array.isArray(iterations)) return [];
  return (iterations as unknown[]).flatMap((step, index) =>
    isJson(step) && typeof step.type === "string" && step.type !== "message" ? [{ step, at: index + 1 }] : [],
  );
}

/** `input_tokens` is the uncached rest only; writes are split by their time to live where the split is given. */
function messageTokens(file: OpenFile, row: Row, { field, usage }: { field: number; usage: Json }) {
  const count = (path: string): number | null => countAt(row, field, usage, path);
  const written = count("cache_creation_input_tokens");
  const [short, long] = [
    count("cache_creation.ephemeral_5m_input_tokens"),
    count("cache_creation.ephemeral_1h_input_tokens"),
  ];
  const isSplit = short !== null || long !== null;
  const split = (short ?? 0) + (long ?? 0);
  if (isSplit && written !== null && written !== split)
    throw new RowProblem(
      `cache_creation adds up to ${split} tokens, but cache_creation_input_tokens is ${written}.`,
      row.nameOf(field) || null,
    );
  if (!isSplit && (written ?? 0) > 0) file.notes.count("ttl-assumed", ttlAssumed);
  return tokensOf({
    uncached: count("input_tokens") ?? 0,
    cacheRead: count("cache_read_input_tokens"),
    cacheWrite5m: isSplit ? short : written,
    cacheWrite1h: long,
    output: count("output_tokens") ?? 0,
    reasoning: count("output_tokens_details.thinking_tokens"),
  });
}

const extraSteps = (count: number): string =>
  `${count === 1 ? "1 message has" : `${count} messages have`} steps of another model or of compaction, which its own counts ` +
  "leave out: each is a row of its own.";

export const ttlAssumed = (count: number): string =>
  `${count === 1 ? "1 call does" : `${count} calls do`} not say how long cache writes live: taken as 5 minutes, the default.`;
