import { dayOf } from "./calendar";
import { ACCOUNTS, type DemoProvider, type Product } from "./company";
import { inputOf, type Use } from "./traffic";

/** Tokens of one UTC day, provider, model and owner. Counts a source does not report are null. */
export type TokenTotal = {
  day: string;
  provider: DemoProvider;
  model: string;
  account: string;
  project: string | null;
  workspace: string | null;
  product: Product | null;
  rows: number;
  requests: number | null;
  inputTokens: number;
  uncachedTokens: number;
  cacheReadTokens: number;
  cacheWrite5mTokens: number;
  cacheWrite1hTokens: number;
  outputTokens: number;
  reasoningTokens: number | null;
};

/** Adds a use to the total of its day, model and owner. */
export function addTokens(totals: Map<string, TokenTotal>, use: Use): void {
  const { workload } = use;
  const day = dayOf(use.startMs);
  const key = `${day} ${workload.provider} ${use.model} ${workload.project} ${workload.workspace} ${workload.product}`;
  let total = totals.get(key);
  if (!total) {
    total = {
      day,
      provider: workload.provider,
      model: use.model,
      account: ACCOUNTS[workload.provider],
      project: workload.project,
      workspace: workload.workspace,
      product: workload.product,
      rows: 0,
      requests: workload.provider === "anthropic" ? null : 0,
      inputTokens: 0,
      uncachedTokens: 0,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      outputTokens: 0,
      reasoningTokens: use.reasoning === null ? null : 0,
    };
    totals.set(key, total);
  }
  total.rows++;
  if (total.requests !== null) total.requests += use.requests;
  total.inputTokens += inputOf(use);
  total.uncachedTokens += use.uncached;
  total.cacheReadTokens += use.cacheRead;
  total.cacheWrite5mTokens += use.cacheWrite5m;
  total.cacheWrite1hTokens += use.cacheWrite1h;
  total.outputTokens += use.output;
  if (total.reasoningTokens !== null) total.reasoningTokens += use.reasoning ?? 0;
}
