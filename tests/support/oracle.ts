import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const folder = path.join(import.meta.dirname, "../../../shared/samples/genai-prices");

type Usage = Readonly<Record<string, number>>;
type Oracle = { usage: Usage; extractors: { provider_id: string; api_flavor: string }[] };

/** A real response body, without words, and how an independent reader (genai-prices) counts it. */
export type Sample = { index: number; body: Record<string, unknown>; extracted: Oracle[] };

/** Names of the files of samples, which lie beside the project where there are any. */
export const sampleFiles = ((): string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
})();

/** Every sample, in the order of the files. */
export const readSamples = (): Sample[] =>
  sampleFiles
    .flatMap((name) => readFileSync(path.join(folder, name), "utf8").trim().split("\n"))
    .map((line) => JSON.parse(line) as Sample);

/** The counts by the first of the given extractors (“google/default”) that read the body; undefined where none did. */
export function extractedBy(sample: Sample, names: readonly string[]): Usage | undefined {
  for (const name of names)
    for (const { usage, extractors } of sample.extracted)
      if (
        extractors.some((each) => `${each.provider_id}/${each.api_flavor}` === name) &&
        Object.keys(usage).length > 0
      )
        return usage;
  return undefined;
}

/** Input with its cache, output, cache reads, cache writes. */
export const theirCounts = (usage: Usage | undefined): number[] =>
  ["input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens"].map(
    (name) => usage?.[name] ?? 0,
  );
