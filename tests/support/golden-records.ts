import type { SourceRecord, UsageRecord } from "@/lib/ingest/records";
import { goldenCases, readWhole } from "./golden";

/** A golden file read as an upload would be: `name` is what stands between “input” and the ending, "" for none. */
export function readGolden(id: string, name = ""): ReturnType<typeof readWhole> {
  const found = goldenCases(id).find((each) => each.name === name);
  if (!found) throw new Error(`There is no golden case ${id} ${name}.`);
  return readWhole(found.bytes);
}

export const usageOf = (records: readonly SourceRecord[]): UsageRecord[] =>
  records.filter((record): record is UsageRecord => record.kind === "usage");

/** Input, uncached, read, written (5 m), output, reasoning. */
export const countsOf = ({ tokens: t }: UsageRecord): (number | null)[] => [
  t.inputTokens,
  t.uncachedTokens,
  t.cacheReadTokens,
  t.cacheWrite5mTokens,
  t.outputTokens,
  t.reasoningTokens,
];
