import { cost, minus, ZERO } from "@/lib/money/money";
import type { Plan } from "../calendar";
import { dayOf } from "../calendar";
import { decimalText, generationCost } from "../costs";
import { pricesOn } from "../prices";
import { identifier, pick, randomFor } from "../random";
import { inputOf, type Use } from "../traffic";

const HEADER =
  "generation_id,created_at,cost_total,cost_web_search,cost_cache,cost_file_processing,byok_usage_inference," +
  "tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug,provider_name,variant," +
  "cancelled,streamed,user,finish_reason_raw,finish_reason_normalized,generation_time_ms," +
  "time_to_first_token_ms,api_key_disabled,api_key_name,app_name\n";

const UPSTREAMS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "openai/o3-deep-research": ["OpenAI"],
  "moonshotai/kimi-k2-thinking": ["Moonshot AI", "Fireworks", "Novita"],
  "deepseek/deepseek-chat-v3.1": ["DeepInfra", "Novita", "SambaNova"],
};

/** The activity export's generation rows (formats §6): one request a row, UTC without a zone, dollars. */
export function* openrouterGenerationsCsv(plan: Plan, days: Iterable<readonly Use[]>): Iterable<string> {
  yield HEADER;
  for (const uses of days) {
    let text = "";
    const random = randomFor(plan.seed, `generations ${uses[0]?.startMs ?? 0}`);
    for (const use of uses) {
      const { total, webSearch } = generationCost(plan, use);
      const prices = pricesOn(plan, "openrouter", use.model, dayOf(use.startMs));
      const cacheDiscount = prices ? cost(minus(prices.cacheRead, prices.uncached), use.cacheRead) : ZERO;
      const firstTokenMs = Math.round(280 + inputOf(use) * 0.02 + 500 * random());
      const generationMs = firstTokenMs + Math.round(use.output * (9 + 8 * random()));
      const research = use.workload.apiKey === "research-prod";
      text +=
        `gen-${Math.floor(use.startMs / 1000)}-${identifier(random, 20)},` +
        `${new Date(use.startMs).toISOString().slice(0, 23).replace("T", " ")},` +
        `${decimalText(total)},${decimalText(webSearch)},${decimalText(cacheDiscount)},0,0,` +
        `${inputOf(use)},${use.output},${use.reasoning ?? 0},${use.cacheRead},${use.model},` +
        `${pick(random, UPSTREAMS[use.model] ?? ["OpenRouter"])},standard,false,true,,stop,stop,` +
        `${generationMs},${firstTokenMs},false,${use.workload.apiKey},${research ? "Research Agent" : ""}\n`;
    }
    yield text;
  }
}
