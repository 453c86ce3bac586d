import { type Established, establish, type StatedTokens } from "@/lib/tokens/establish";
import type { Dimensions, Modalities, UsageRecord } from "../records";
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

const NO_TAGS: Readonly<Record<string, string>> = Object.freeze({});

/**
 * One row of usage as its source states it: one request without money, unless it says otherwise. Written out, since
 * this runs for every row and copying parts by spreading costs more than all the rest.
 */
export function usageRecord(row: Row, stated: StatedUsage): UsageRecord {
  const who = stated.dimensions;
  const record: UsageRecord = {
    kind: "usage",
    line: row.line,
    path: row.path,
    naturalKey: stated.naturalKey,
    ranked: stated.ranked ?? false,
    period: stated.period,
    provider: stated.provider,
    model: stated.model,
    serviceTier: stated.serviceTier ?? null,
    geography: stated.geography ?? null,
    contextBand: stated.contextBand ?? null,
    dimensions: {
      account: who?.account ?? null,
      project: who?.project ?? null,
      workspace: who?.workspace ?? null,
      apiKey: who?.apiKey ?? null,
      user: who?.user ?? null,
      customer: who?.customer ?? null,
      feature: who?.feature ?? null,
      environment: who?.environment ?? null,
      tags: who?.tags ?? NO_TAGS,
    },
    requests: stated.requests === undefined ? 1 : stated.requests,
    tokens: stated.tokens,
    modalities: stated.modalities ?? null,
    webSearches: stated.webSearches ?? 0,
    cacheKnown: stated.cacheKnown ?? true,
    reportedCost: stated.reportedCost ?? null,
    reportedCostText: stated.reportedCostText ?? null,
    latencyMs: stated.latencyMs ?? null,
    ttftMs: stated.ttftMs ?? null,
    status: stated.status ?? null,
  };
  if (stated.unit === undefined && stated.billed === undefined) return record;
  const { unit, quantityText, billed } = stated;
  return {
    ...record,
    ...(unit === undefined ? {} : { unit }),
    ...(quantityText === undefined ? {} : { quantityText }),
    ...(billed === undefined ? {} : { billed }),
  };
}

/** The token record of economics §5.0; throws RowProblem, with the figures, where the counts contradict each other. */
export function tokensOf(stated: StatedTokens, column: string | null = null) {
  const established: Established = establish(stated);
  if (!established.ok) throw new RowProblem(established.reason, column);
  return established.counts;
}

/** Audio and image tokens as responses state them: each side's whole, of which some came from the cache. */
export type StatedParts = Readonly<{
  audioIn: number;
  imageIn: number;
  /** null: not stated; what the uncached input cannot hold was cached. */
  audioRead: number | null;
  imageRead: number | null;
  audioOut: number;
  imageOut: number;
}>;

/** Audio and image parts of a row from what its response states; null and RowProblem as in `modalitiesOf`. */
export function partsOf(stated: StatedParts, counts: UsageRecord["tokens"]): Modalities | null {
  const { audioIn, imageIn, audioOut, imageOut } = stated;
  if (audioIn + imageIn + audioOut + imageOut === 0) return null;
  const room = counts.uncachedTokens;
  const audioRead = Math.max(stated.audioRead ?? 0, audioIn - room);
  const imageRead = Math.max(stated.imageRead ?? 0, imageIn - (room - (audioIn - audioRead)));
  return modalitiesOf(
    {
      audioInputTokens: audioIn - audioRead,
      audioCacheReadTokens: audioRead,
      imageInputTokens: imageIn - imageRead,
      imageCacheReadTokens: imageRead,
      audioOutputTokens: audioOut,
      imageOutputTokens: imageOut,
    },
    counts,
  );
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
