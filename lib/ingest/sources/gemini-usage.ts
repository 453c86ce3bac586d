import type { TokenCounts } from "@/lib/tokens/counts";
import type { Modalities } from "../records";
import { inferred } from "./chat-tokens";
import { countAt, isJson, type Json, textAt, valueAt } from "./nested";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import type { OpenFile } from "./source";
import { tierOf } from "./tiers";
import { partsOf, tokensOf } from "./usage-record";

/** Both spellings of a name: REST and JavaScript write camelCase, Python's `model_dump()` the same with underscores. */
export const spellings = (name: string): [string, string] => [
  name,
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
];

/** What stands under a name of Gemini's, in either spelling. */
export function geminiAt(object: Json | null, name: string): unknown {
  const [camel, snake] = spellings(name);
  return valueAt(object, camel) ?? valueAt(object, snake);
}

/** Short text under a name of Gemini's, in either spelling. */
export function geminiText(object: Json | null, name: string): string | null {
  const [camel, snake] = spellings(name);
  return textAt(object, camel) ?? textAt(object, snake);
}

const COUNTS = [
  "promptTokenCount",
  "candidatesTokenCount",
  "thoughtsTokenCount",
  "toolUsePromptTokenCount",
  "cachedContentTokenCount",
  "totalTokenCount",
];
const OTHERS = [
  "promptTokensDetails",
  "promptTokenDetails",
  "cacheTokensDetails",
  "candidatesTokensDetails",
].concat(["toolUsePromptTokensDetails", "trafficType", "serviceTier", "billablePromptCharacterCount"]);
/** Names of a usage object that are read, or known and left aside. */
export const USAGE_NAMES: ReadonlySet<string> = new Set([...COUNTS, ...OTHERS].flatMap(spellings));

/** The usage object of a response, null where it has none. */
export function usageOf(body: Json): Json | null {
  const usage = geminiAt(body, "usageMetadata");
  return isJson(usage) ? usage : null;
}

/** True where a usage object has any count; those of a stream's first parts may name the kind of traffic alone. */
export const hasCounts = (usage: Json | null): boolean =>
  COUNTS.some((name) => typeof (geminiAt(usage, name) ?? null) !== "object");

/**
 * The counts of a response (formats §3.1). The prompt contains what was read from a cache, and not what tools put into
 * it; candidates do not contain thoughts. A count that is missing is 0: a response that ran out of tokens while it
 * thought has no candidates.
 */
export function geminiTokens(
  file: OpenFile,
  row: Row,
  usage: Json,
): { tokens: TokenCounts; modalities: Modalities | null } {
  const count = (name: string): number | null => countAt(row, -1, usage, ...spellings(name));
  const prompt = count("promptTokenCount") ?? 0;
  const tools = count("toolUsePromptTokenCount") ?? 0;
  const candidates = count("candidatesTokenCount") ?? 0;
  const thoughts = count("thoughtsTokenCount");
  const hidden = hiddenThoughts(file, {
    total: count("totalTokenCount"),
    parts: [
      [prompt, "prompt"],
      [tools, "tool use"],
      [candidates, "candidates"],
      [thoughts ?? 0, "thoughts"],
    ],
    hasThoughts: thoughts !== null,
  });
  const reasoning = (thoughts ?? 0) + hidden;
  const tokens = tokensOf({
    input: prompt + tools,
    cacheRead: count("cachedContentTokenCount"),
    output: candidates + reasoning,
    reasoning,
  });
  return { tokens, modalities: modalitiesIn(row, usage, tokens) };
}

/**
 * What the total has above its parts: thoughts that no count names, as the first thinking models answered. Any other
 * difference is a contradiction.
 */
function hiddenThoughts(
  file: OpenFile,
  of: { total: number | null; parts: readonly (readonly [number, string])[]; hasThoughts: boolean },
): number {
  const sum = of.parts.reduce((all, [count]) => all + count, 0);
  if (of.total === null || of.total === sum) return 0;
  if (of.total < sum || of.hasThoughts) {
    const parts = of.parts.filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}`);
    throw new RowProblem(
      `The parts add up to ${sum} (${parts.join(" + ")}), but totalTokenCount is ${of.total}.`,
      "totalTokenCount",
    );
  }
  file.notes.count("reasoning-inferred", inferred);
  return of.total - sum;
}

/** Audio and image tokens. Video and documents have no price of their own at Google and stay with the text. */
function modalitiesIn(row: Row, usage: Json, tokens: TokenCounts): Modalities | null {
  const sum = (names: readonly string[], modality: string): number | null => {
    const lists = names.map((name) => geminiAt(usage, name)).filter((list) => Array.isArray(list));
    if (lists.length === 0) return null;
    const items = (lists.flat() as unknown[]).filter(isJson);
    return items
      .filter((item) => String(item.modality).split(".").at(-1) === modality)
      .reduce((all, item) => all + (countAt(row, -1, item, ...spellings("tokenCount")) ?? 0), 0);
  };
  const input = ["promptTokensDetails", "promptTokenDetails", "toolUsePromptTokensDetails"];
  return partsOf(
    {
      audioIn: sum(input, "AUDIO") ?? 0,
      imageIn: sum(input, "IMAGE") ?? 0,
      audioRead: sum(["cacheTokensDetails"], "AUDIO"),
      imageRead: sum(["cacheTokensDetails"], "IMAGE"),
      audioOut: sum(["candidatesTokensDetails"], "AUDIO") ?? 0,
      imageOut: sum(["candidatesTokensDetails"], "IMAGE") ?? 0,
    },
    tokens,
  );
}

const TRAFFIC: Readonly<Record<string, string | null>> = {
  on_demand: "standard",
  on_demand_flex: "flex",
  on_demand_priority: "priority",
  provisioned_throughput: "provisioned",
  traffic_type_unspecified: null,
  unspecified: null,
};

/** The tier that served a response: the Gemini API names it, Vertex AI the kind of traffic. */
export function geminiTier(usage: Json): string | null {
  const named = (name: string, prefix: string): string | null => {
    const text = tierOf(geminiText(usage, name)?.split(".").at(-1) ?? null)?.replace(prefix, "") ?? null;
    return text !== null && Object.hasOwn(TRAFFIC, text) ? (TRAFFIC[text] ?? null) : text;
  };
  const traffic = named("trafficType", "");
  return traffic === null || traffic === "standard"
    ? (named("serviceTier", "service_tier_") ?? traffic)
    : traffic;
}
