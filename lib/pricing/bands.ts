/**
 * The lower end of a stated context window, as the number of input tokens it starts at: "200k-1M" and "> 200k" give
 * 200000; "0-200k", "≤ 200k", "unknown", null and text that names no window give 0, the base band (ledger rule 8).
 */
export function bandStart(contextBand: string | null): number {
  const text = (contextBand ?? "").trim().toLowerCase().replaceAll(",", "");
  const found = /^(>=|≥|>|from )?\s*(\d+(?:\.\d+)?)\s*([km])?\s*(-|–|\+|$|to )/.exec(text);
  if (!found) return 0;
  const [, above, digits, letter, after] = found;
  // A bare "200k" names a window by its size, not by where it starts.
  if (!above && after === "") return 0;
  const factor = letter === "m" ? 1_000_000 : letter === "k" ? 1000 : 1;
  return Math.round(Number(digits) * factor);
}

/**
 * True where a window that starts at `bandStart` lies above a price tier that begins past `tierStart` tokens. Sources
 * write one boundary as 272k, 271999 or "> 272k"; one token of difference is the same boundary.
 */
export const isAbove = (start: number, tierStart: number): boolean => start > 0 && start + 1 >= tierStart;

/** The window of one request by its own input total, cache included: "0-272k" or ">272k" (economics §5.1). */
export function bandLabel(tierStarts: readonly number[], inputTokens: number): string | null {
  if (tierStarts.length === 0) return null;
  const sorted = [...tierStarts].sort((a, b) => a - b);
  const passed = sorted.filter((start) => inputTokens > start).at(-1);
  return passed === undefined ? `0-${short(sorted[0] ?? 0)}` : `>${short(passed)}`;
}

/** 272k for 272000 and for 271999, which names the same boundary from below. */
function short(start: number): string {
  if (start % 1000 === 0) return `${start / 1000}k`;
  return (start + 1) % 1000 === 0 ? `${(start + 1) / 1000}k` : `${start}`;
}
