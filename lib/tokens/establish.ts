import type { TokenCounts } from "./counts";

/**
 * What a source states about one row. `input` is the total with cache included, `uncached` the part without; give
 * either or both. An absent count (null, undefined) of a cache class or of output is none; an absent reasoning count
 * stays unknown.
 */
export type StatedTokens = Readonly<{
  input?: number | null;
  uncached?: number | null;
  cacheRead?: number | null;
  cacheWrite5m?: number | null;
  cacheWrite1h?: number | null;
  output: number | null;
  reasoning?: number | null;
}>;

export type Established = { ok: true; counts: TokenCounts } | { ok: false; reason: string };

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/**
 * The only maker of `TokenCounts`: derives the uncached part from the total or the total from the parts, and checks
 * the two against each other where both are stated (economics §5.0, formats rule 3). Nothing is clamped: a
 * contradiction is refused with its figures.
 */
export function establish(stated: StatedTokens): Established {
  const cacheRead = stated.cacheRead ?? 0;
  const write5m = stated.cacheWrite5m ?? 0;
  const write1h = stated.cacheWrite1h ?? 0;
  const output = stated.output ?? 0;
  const reasoning = stated.reasoning ?? null;
  const cached = cacheRead + write5m + write1h;
  const uncached = stated.uncached ?? (stated.input == null ? 0 : stated.input - cached);
  const input = stated.input ?? uncached + cached;
  if (
    isCount(input) &&
    isCount(uncached) &&
    isCount(cacheRead) &&
    isCount(write5m) &&
    isCount(write1h) &&
    isCount(output) &&
    uncached + cached === input &&
    (reasoning === null || (isCount(reasoning) && reasoning <= output))
  ) {
    return {
      ok: true,
      counts: {
        inputTokens: input,
        uncachedTokens: uncached,
        cacheReadTokens: cacheRead,
        cacheWrite5mTokens: write5m,
        cacheWrite1hTokens: write1h,
        outputTokens: output,
        reasoningTokens: reasoning,
      },
    };
  }
  return { ok: false, reason: reasonOf(stated) };
}

const NAMES = [
  ["input", "input tokens"],
  ["uncached", "uncached input tokens"],
  ["cacheRead", "cache read tokens"],
  ["cacheWrite5m", "5-minute cache write tokens"],
  ["cacheWrite1h", "1-hour cache write tokens"],
  ["output", "output tokens"],
  ["reasoning", "reasoning tokens"],
] as const;

/** Why the stated counts cannot be: the slow path, taken for refused rows only. */
function reasonOf(stated: StatedTokens): string {
  for (const [key, name] of NAMES) {
    const value = stated[key];
    if (value != null && !isCount(value))
      return `${value} is not a count of ${name}: a whole number from 0 on.`;
  }
  const read = stated.cacheRead ?? 0;
  const written = (stated.cacheWrite5m ?? 0) + (stated.cacheWrite1h ?? 0);
  const cached = read + written;
  const output = stated.output ?? 0;
  if (stated.reasoning != null && stated.reasoning > output)
    return `Reasoning tokens (${stated.reasoning}) exceed the output tokens (${output}) that contain them.`;
  if (stated.input != null && stated.uncached != null && stated.uncached + cached !== stated.input)
    return (
      `The input parts add up to ${stated.uncached + cached} (${stated.uncached} uncached + ${read} cache read + ` +
      `${written} cache write), but the stated input total is ${stated.input}.`
    );
  if (stated.input != null && cached > stated.input)
    return (
      `Cache tokens (${cached} = ${read} read + ${written} written) exceed the input total (${stated.input}). ` +
      "If the source counts cache outside its input, import it with that convention."
    );
  return "The token counts of this row add up to more than can be counted exactly.";
}
