import { shape, type Workload, workload } from "./workload";

/** Single generations bought through OpenRouter. */
export function openrouter(): Workload[] {
  const research = {
    provider: "openrouter" as const,
    product: "Research Agent" as const,
    apiKey: "research-prod",
    rhythm: "research" as const,
    perRequest: true,
  };
  return [
    workload({
      ...research,
      id: "deep-research",
      model: "openai/o3-deep-research",
      monthly: { dollars: 1150 },
      shape: { ...shape(42_000, 9000, 0.1), reasoning: 0.55 },
    }),
    workload({
      ...research,
      id: "page-notes",
      model: "moonshotai/kimi-k2-thinking",
      monthly: { dollars: 10 },
      shape: { ...shape(12_035, 343), reasoning: 0.6 },
    }),
    workload({
      ...research,
      id: "sandbox-openrouter",
      product: null,
      apiKey: "sandbox",
      model: "deepseek/deepseek-chat-v3.1",
      monthly: { dollars: 0.3 },
      growth: -0.08,
      rhythm: "lab",
      shape: { ...shape(3800, 420, 0.1), reasoning: 0 },
    }),
  ];
}
