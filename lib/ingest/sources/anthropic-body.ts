import type { UsageRecord } from "../records";
import { messageUsage } from "./anthropic-usage-object";
import { isJson, type Json, textAt } from "./nested";
import type { Row } from "./row";
import type { OpenFile } from "./source";
import { usageRecord } from "./usage-record";

/** What stands around one message: its time, id and who asked. */
export type MessageContext = Readonly<
  Pick<UsageRecord, "period" | "provider"> & {
    /** First part of the natural key, where not "anthropic.message": another host numbers its own requests. */
    family?: string;
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
  const { tokens, webSearches, serviceTier, geography } = messageUsage(file, row, field, usage);
  const family = of.family ?? "anthropic.message";
  const shared = {
    period: of.period,
    provider: of.provider,
    serviceTier: of.isBatch === true ? "batch" : serviceTier,
    geography,
    dimensions: of.dimensions ?? {},
  };
  const message = usageRecord(row, {
    ...shared,
    naturalKey: [family, of.id],
    model: of.model,
    tokens,
    webSearches,
    latencyMs: of.latencyMs ?? null,
    ttftMs: of.ttftMs ?? null,
    status: of.status ?? null,
  });
  const steps = stepsOf(usage).map(({ step, at }) =>
    usageRecord(row, {
      ...shared,
      naturalKey: [family, `${of.id}#${at}`],
      model: textAt(step, "model") ?? of.model,
      // A part of the request above, not another one.
      requests: 0,
      tokens: messageUsage(file, row, field, step).tokens,
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

const extraSteps = (count: number): string =>
  `${count === 1 ? "1 message has" : `${count} messages have`} steps of another model or of compaction, which its own counts ` +
  "leave out: each is a row of its own.";
