import type { TokenCounts } from "@/lib/tokens/counts";
import { geographyOf, tierWithSpeed } from "./anthropic-words";
import { countAt, isJson, type Json, textAt } from "./nested";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import type { OpenFile } from "./source";
import { tokensOf } from "./usage-record";

/** What a usage object of a message says (formats §2.4). */
export type MessageUsage = Readonly<{
  tokens: TokenCounts;
  webSearches: number;
  serviceTier: string | null;
  geography: string | null;
}>;

/**
 * Reads the usage of one message: `input_tokens` is the uncached rest; cache writes are split by their time to live, and
 * all of five minutes where they are not split, which is noted.
 */
export function messageUsage(file: OpenFile, row: Row, field: number, usage: Json): MessageUsage {
  const count = (...paths: string[]) => countAt(row, field, usage, ...paths);
  const written = count("cache_creation_input_tokens");
  const write5m = count("cache_creation.ephemeral_5m_input_tokens");
  const write1h = count("cache_creation.ephemeral_1h_input_tokens");
  const split = write5m !== null || write1h !== null;
  if (split && written !== null && (write5m ?? 0) + (write1h ?? 0) !== written)
    throw new RowProblem(
      `The cache writes by time to live add up to ${(write5m ?? 0) + (write1h ?? 0)}, but cache_creation_input_tokens is ${written}.`,
      row.nameOf(field) || null,
    );
  if (!split && written !== null && written > 0) file.notes.count("ttl-assumed", ttlAssumed);
  return {
    tokens: tokensOf({
      uncached: count("input_tokens") ?? 0,
      cacheRead: count("cache_read_input_tokens"),
      cacheWrite5m: split ? write5m : written,
      cacheWrite1h: write1h,
      output: count("output_tokens") ?? 0,
      reasoning: count("output_tokens_details.thinking_tokens", "output_tokens_details.reasoning_tokens"),
    }),
    webSearches: count("server_tool_use.web_search_requests") ?? 0,
    serviceTier: tierWithSpeed(textAt(usage, "service_tier"), textAt(usage, "speed")),
    geography: geographyOf(textAt(usage, "inference_geo")),
  };
}

/** True for a usage object of Anthropic's; OpenAI's Responses name two counts alike, with the opposite convention. */
export function isMessageUsage(usage: unknown): boolean {
  return (
    isJson(usage) &&
    "input_tokens" in usage &&
    "output_tokens" in usage &&
    !("input_tokens_details" in usage) &&
    !("total_tokens" in usage)
  );
}

export const ttlAssumed = (count: number): string =>
  `${count === 1 ? "1 call writes" : `${count} calls write`} to the cache without saying for how long: taken as 5 minutes, the default.`;
