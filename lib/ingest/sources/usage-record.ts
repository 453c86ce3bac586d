import { type Established, establish, type StatedTokens } from "@/lib/tokens/establish";
import type { Dimensions, Modalities, UsageRecord } from "../records";
import { dimensions } from "./charge-row";
import { RowProblem } from "./refusal";
import type { Row } from "./row";

type Needed = "naturalKey" | "period" | "provider" | "model" | "tokens";

/** The parts of a usage record that a source states; what it leaves out is absent. */
export type StatedUsage = Readonly<
  Pick<UsageRecord, Needed> &
    Partial<Omit<UsageRecord, Needed | "kind" | "line" | "path" | "dimensions">> & {
      dimensions?: Partial<Dimensions>;
    }
>;

/** One row of usage as its source states it: one request without money, unless it says otherwise. */
export function usageRecord(row: Row, stated: StatedUsage): UsageRecord {
  return {
    kind: "usage",
    line: row.line,
    path: row.path,
    ranked: false,
    serviceTier: null,
    geography: null,
    contextBand: null,
    requests: 1,
    modalities: null,
    webSearches: 0,
    cacheKnown: true,
    reportedCost: null,
    reportedCostText: null,
    latencyMs: null,
    ttftMs: null,
    status: null,
    ...stated,
    dimensions: dimensions(stated.dimensions ?? {}),
  };
}

/** The token record of economics §5.0; throws RowProblem, with the figures, where the counts contradict each other. */
export function tokensOf(stated: StatedTokens, column: string | null = null) {
  const established: Established = establish(stated);
  if (!established.ok) throw new RowProblem(established.reason, column);
  return established.counts;
}

/** Audio and image parts of a row, null where it has none; throws RowProblem where they exceed what contains them. */
export function modalitiesOf(parts: Modalities, counts: UsageRecord["tokens"]): Modalities | null {
  const sums = [
    ["uncached input", parts.audioInputTokens + parts.imageInputTokens, counts.uncachedTokens],
    ["cached input", parts.audioCacheReadTokens + parts.imageCacheReadTokens, counts.cacheReadTokens],
    ["output", parts.audioOutputTokens + parts.imageOutputTokens, counts.outputTokens],
  ] as const;
  for (const [name, part, whole] of sums)
    if (part > whole)
      throw new RowProblem(
        `Audio and image tokens (${part}) exceed the ${name} tokens (${whole}) they are part of.`,
      );
  return sums.some(([, part]) => part > 0) ? parts : null;
}
