/** Engines whose metrics are read: each bills nobody, and is its own provider. */
export type Engine = "vllm" | "sglang" | "tgi";
/** What a counter counts. `hits` is what older versions of vLLM have in place of `cached`. */
export type Part = "prompt" | "generation" | "cached" | "hits" | "requests";

const COUNTERS: Readonly<Record<string, readonly [Engine, Part]>> = {
  "vllm:prompt_tokens_total": ["vllm", "prompt"],
  "vllm:generation_tokens_total": ["vllm", "generation"],
  "vllm:prompt_tokens_cached_total": ["vllm", "cached"],
  "vllm:prefix_cache_hits_total": ["vllm", "hits"],
  "vllm:request_success_total": ["vllm", "requests"],
  "sglang:prompt_tokens_total": ["sglang", "prompt"],
  "sglang:generation_tokens_total": ["sglang", "generation"],
  "sglang:cached_tokens_total": ["sglang", "cached"],
  "sglang:num_requests_total": ["sglang", "requests"],
  tgi_request_input_length_sum: ["tgi", "prompt"],
  tgi_request_generated_tokens_sum: ["tgi", "generation"],
  tgi_request_success: ["tgi", "requests"],
  tgi_request_success_total: ["tgi", "requests"],
};

/** What a metric of this name counts, and whose it is; null for the many that say nothing of tokens or requests. */
export function counterOf(name: string): readonly [Engine, Part] | null {
  // Collectors write an underscore for the colon, which their own names may not hold.
  const plain = name.replace(/^(vllm|sglang)_/, "$1:");
  return Object.hasOwn(COUNTERS, plain) ? (COUNTERS[plain] ?? null) : null;
}

/** The names under which an engine counts its input and output, for people. */
export const namesOf = (engine: Engine): string =>
  Object.entries(COUNTERS)
    .filter(([, [of, part]]) => of === engine && (part === "prompt" || part === "generation"))
    .map(([name]) => name)
    .join(" and ");

const NUMBER = /^\+?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A counter's value, which engines write as 1000, 1000.0 or 8.128902e+06; null where it is no whole number from 0 on. */
export function counterValue(text: unknown): number | null {
  if (typeof text !== "string" || !NUMBER.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}
