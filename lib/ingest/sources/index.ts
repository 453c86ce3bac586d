import { anthropicClaudeCode } from "./anthropic-claude-code";
import { anthropicCost } from "./anthropic-cost";
import { anthropicCostConsole } from "./anthropic-cost-console";
import { anthropicMessages } from "./anthropic-messages";
import { anthropicUsage } from "./anthropic-usage";
import { anthropicUsageConsole } from "./anthropic-usage-console";
import { awsCur } from "./aws-cur";
import { azureCost } from "./azure-cost";
import { bedrockInvocations } from "./bedrock-invocations";
import { chatLogs } from "./chat-logs";
import { claudeCodeSessions } from "./claude-code-sessions";
import { codexSessions } from "./codex-sessions";
import { costcurveFixed } from "./costcurve-fixed";
import { costcurveRevenue } from "./costcurve-revenue";
import { costcurveUnits } from "./costcurve-units";
import { costcurveUsage } from "./costcurve-usage";
import { exchangeRates } from "./exchange-rates";
import { focus } from "./focus";
import { geminiLogs } from "./gemini-logs";
import { googleBilling } from "./google-billing";
import { heliconeRequests } from "./helicone-requests";
import { langfuseObservations } from "./langfuse-observations";
import { litellmSpend } from "./litellm-spend";
import { openaiCosts } from "./openai-costs";
import { openaiUsage } from "./openai-usage";
import { openaiUsageOther } from "./openai-usage-other";
import { openrouterActivity } from "./openrouter-activity";
import { openrouterGenerations } from "./openrouter-generations";
import { otlpTraces } from "./otlp-traces";
import { prometheusMetrics } from "./prometheus-metrics";
import type { Source } from "./source";

/** Every format that is recognised by its content. `generic-csv` is the fallback beside them, not a member. */
export const sources: readonly Source[] = [
  openaiUsage,
  openaiUsageOther,
  openaiCosts,
  anthropicUsage,
  anthropicUsageConsole,
  anthropicClaudeCode,
  anthropicCost,
  anthropicCostConsole,
  openrouterGenerations,
  openrouterActivity,
  claudeCodeSessions,
  codexSessions,
  otlpTraces,
  chatLogs,
  anthropicMessages,
  geminiLogs,
  bedrockInvocations,
  litellmSpend,
  langfuseObservations,
  heliconeRequests,
  awsCur,
  azureCost,
  googleBilling,
  focus,
  prometheusMetrics,
  costcurveUsage,
  costcurveRevenue,
  costcurveFixed,
  costcurveUnits,
  exchangeRates,
];

const byId: ReadonlyMap<string, Source> = new Map(sources.map((source) => [source.id, source]));

export function sourceById(id: string): Source | undefined {
  return byId.get(id);
}

export type { Coverage } from "./coverage";
export { type Mapping, mappingSchema, moneyUnits, parseMapping } from "./mapping";
export { type SuggestedMapping, suggestMapping } from "./mapping-guess";
export { FileRefusal, type RefusalCode } from "./refusal";
export type { Head, Report, Shape, Source } from "./source";
