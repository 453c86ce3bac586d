import type { TokenCounts } from "@/lib/tokens/counts";
import type { Modalities } from "../records";
import type { Json } from "./nested";
import { RowProblem } from "./refusal";
import { modalitiesOf, tokensOf } from "./usage-record";
import { countOf, countProblem } from "./values";

type Side = "input" | "output";
type Class = "plain" | "read" | "write" | "write5m" | "write1h" | "reasoning" | "audio" | "image" | "other";
type Part = Readonly<{ side: Side; kind: Class; count: number }>;

/** The names that Langfuse's own readers and its users give to the parts of a usage map. */
const NAMES: Readonly<Record<string, readonly [Side, Class]>> = {
  input: ["input", "plain"],
  input_cached_tokens: ["input", "read"],
  input_cache_read: ["input", "read"],
  input_cache_read_tokens: ["input", "read"],
  input_cached: ["input", "read"],
  cache_read_input_tokens: ["input", "read"],
  input_cache_creation: ["input", "write"],
  input_cache_creation_tokens: ["input", "write"],
  input_cache_write: ["input", "write"],
  cache_creation_input_tokens: ["input", "write"],
  input_cache_creation_5m: ["input", "write5m"],
  input_cache_creation_1h: ["input", "write1h"],
  input_audio_tokens: ["input", "audio"],
  input_image_tokens: ["input", "image"],
  output: ["output", "plain"],
  output_reasoning_tokens: ["output", "reasoning"],
  output_reasoning: ["output", "reasoning"],
  output_audio_tokens: ["output", "audio"],
  output_image_tokens: ["output", "image"],
};

/** What a usage map comes to. `unread`: its keys that are neither input nor output. */
export type MapTokens = Readonly<{
  tokens: TokenCounts;
  modalities: Modalities | null;
  cacheKnown: boolean;
  unread: readonly string[];
}>;

/**
 * The counts of a `usageDetails` map (formats §8). Langfuse itself writes disjoint parts; maps sent by users may hold
 * the parts inside `input` and `output`. The total tells which, for each side by itself. Throws RowProblem where no
 * reading gives it, with the figures.
 */
export function mapTokens(map: Json, column: string): MapTokens {
  const parts: Part[] = [];
  const unread: string[] = [];
  let total: number | null = null;
  for (const [name, value] of Object.entries(map)) {
    if (value === null || value === undefined) continue;
    const count = countOf(String(value));
    const part = partOf(name);
    if (count < 0 && (part !== null || name === "total"))
      throw new RowProblem(`${name}: ${countProblem(value)}`, column);
    if (name === "total") total = count;
    else if (part === null) unread.push(name);
    else parts.push({ side: part[0], kind: part[1], count });
  }
  const inside = insideOf(parts, total, column);
  const of = (side: Side, ...kinds: Class[]): number =>
    sum(parts.filter((part) => part.side === side && kinds.includes(part.kind)));
  const split = of("input", "write5m", "write1h");
  // Some maps state the writes both whole and by lifetime.
  const whole = of("input", "write") === split ? 0 : of("input", "write");
  const cache = {
    cacheRead: of("input", "read"),
    cacheWrite5m: of("input", "write5m") + whole,
    cacheWrite1h: of("input", "write1h"),
  };
  const reasoning = parts.some(({ kind }) => kind === "reasoning") ? of("output", "reasoning") : null;
  const tokens = tokensOf(
    {
      ...(inside.input
        ? { input: of("input", "plain") }
        : { uncached: of("input", "plain", "audio", "image", "other") }),
      ...cache,
      output: inside.output ? of("output", "plain") : sum(parts.filter(({ side }) => side === "output")),
      reasoning,
    },
    column,
  );
  const modalities = modalitiesOf(
    {
      audioInputTokens: of("input", "audio"),
      audioCacheReadTokens: 0,
      audioOutputTokens: of("output", "audio"),
      imageInputTokens: of("input", "image"),
      imageCacheReadTokens: 0,
      imageOutputTokens: of("output", "image"),
    },
    tokens,
  );
  const cacheKnown = parts.some(({ kind }) => kind === "read" || kind.startsWith("write"));
  return { tokens, modalities, cacheKnown, unread };
}

function partOf(name: string): readonly [Side, Class] | null {
  const known = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  if (known !== undefined) return known;
  if (name.startsWith("input_")) return ["input", "other"];
  return name.startsWith("output_") ? ["output", "other"] : null;
}

const sum = (parts: readonly Part[]): number => parts.reduce((total, { count }) => total + count, 0);

/** Whether the parts of each side stand inside its plain count; without a total they do not, as Langfuse writes them. */
function insideOf(parts: readonly Part[], total: number | null, column: string): Record<Side, boolean> {
  const plain = (side: Side): number =>
    sum(parts.filter((part) => part.side === side && part.kind === "plain"));
  const all = (side: Side): number => sum(parts.filter((part) => part.side === side));
  const has = (side: Side): boolean => parts.some((part) => part.side === side && part.kind === "plain");
  const readings = [
    { input: false, output: false },
    { input: true, output: true },
    { input: true, output: false },
    { input: false, output: true },
  ].filter((inside) => (has("input") || !inside.input) && (has("output") || !inside.output));
  if (total === null) return { input: false, output: false };
  const found = readings.find(
    ({ input, output }) =>
      (input ? plain("input") : all("input")) + (output ? plain("output") : all("output")) === total,
  );
  if (found) return found;
  throw new RowProblem(
    `The parts add up to ${all("input") + all("output")} (${all("input")} input + ${all("output")} output), but the stated total is ${total}.`,
    column,
  );
}
