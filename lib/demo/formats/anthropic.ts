import { DAY_MS, dayMs, HOUR_MS, instant } from "../calendar";
import type { DemoCharge } from "../charges";
import { decimalText, type TokenClass } from "../costs";
import type { Use } from "../traffic";

/** Wraps buckets in the one page a whole download is saved as; one bucket a line. */
function* page(buckets: Iterable<string>): Iterable<string> {
  let before = '{"data":[\n';
  for (const bucket of buckets) {
    yield before + bucket;
    before = ",\n";
  }
  yield '\n],"has_more":false,"next_page":null}\n';
}

function usageResult(use: Use): string {
  return JSON.stringify({
    uncached_input_tokens: use.uncached,
    cache_creation: {
      ephemeral_1h_input_tokens: use.cacheWrite1h,
      ephemeral_5m_input_tokens: use.cacheWrite5m,
    },
    cache_read_input_tokens: use.cacheRead,
    output_tokens: use.output,
    server_tool_use: { web_search_requests: 0 },
    api_key_id: use.workload.apiKey,
    workspace_id: use.workload.workspace,
    model: use.model,
    service_tier: "standard",
    context_window: "0-200k",
    inference_geo: "global",
  });
}

function* usageBuckets(days: Iterable<readonly Use[]>, hours: number): Iterable<string> {
  for (const uses of days) {
    const buckets = new Map<number, string[]>();
    for (const use of uses) {
      const results = buckets.get(use.startMs);
      if (results) results.push(usageResult(use));
      else buckets.set(use.startMs, [usageResult(use)]);
    }
    for (const [startMs, results] of buckets)
      yield `{"starting_at":"${instant(startMs)}","ending_at":"${instant(startMs + hours * HOUR_MS)}",` +
        `"results":[${results.join(",")}]}`;
  }
}

/** The messages usage report of the Admin API (formats §2.1), in buckets of `hours`. */
export const anthropicUsageJson = (days: Iterable<readonly Use[]>, hours: number): Iterable<string> =>
  page(usageBuckets(days, hours));

const TOKEN_TYPES: Readonly<Record<TokenClass, readonly [string, string]>> = {
  uncached: ["uncached_input_tokens", "Input Tokens"],
  cacheRead: ["cache_read_input_tokens", "Input Tokens, Cache Read"],
  cacheWrite5m: ["cache_creation.ephemeral_5m_input_tokens", "Input Tokens, Cache Write"],
  cacheWrite1h: ["cache_creation.ephemeral_1h_input_tokens", "Input Tokens, Cache Write 1h"],
  output: ["output_tokens", "Output Tokens"],
};

/** "claude-sonnet-4-5" → "Claude Sonnet 4.5". */
const displayName = (model: string): string =>
  model
    .split("-")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(" ")
    .replace(/(\d) (\d)$/, "$1.$2");

function* costBuckets(days: Iterable<readonly DemoCharge[]>): Iterable<string> {
  for (const charges of days) {
    const startMs = dayMs(charges[0]?.day ?? "");
    const results = charges.flatMap((charge) => {
      if (!charge.tokenClass || !charge.model) return [];
      const [tokenType, words] = TOKEN_TYPES[charge.tokenClass];
      return JSON.stringify({
        currency: "USD",
        amount: decimalText(charge.amount, 10, 2),
        workspace_id: charge.workspace,
        description: `${displayName(charge.model)} Usage - ${words}`,
        cost_type: "tokens",
        context_window: "0-200k",
        model: charge.model,
        service_tier: "standard",
        token_type: tokenType,
        inference_geo: "global",
      });
    });
    yield `{"starting_at":"${instant(startMs)}","ending_at":"${instant(startMs + DAY_MS)}","results":[${results.join(",")}]}`;
  }
}

/** The cost report of the Admin API grouped by workspace and description (formats §2.2): cents as decimal strings. */
export const anthropicCostJson = (days: Iterable<readonly DemoCharge[]>): Iterable<string> =>
  page(costBuckets(days));
