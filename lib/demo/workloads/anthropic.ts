import { AGENT, shape, type Workload, workload } from "./workload";

/** Workspaces of the Claude organization; the sandbox sits in the default one, which the reports leave null. */
export function anthropic(): Workload[] {
  const workspace = (name: string) => ({ provider: "anthropic" as const, workspace: `wrkspc_${name}` });
  const support = { ...workspace("support_copilot"), product: "Support Copilot" as const };
  const review = { ...workspace("code_review"), product: "Code Review" as const };
  return [
    workload({
      ...support,
      id: "support-agent",
      apiKey: "apikey_support_agent",
      model: "claude-sonnet-4-5",
      monthly: { dollars: 4500 },
      rhythm: "support",
      shape: AGENT,
    }),
    workload({
      ...support,
      id: "support-triage",
      apiKey: "apikey_support_triage",
      model: "claude-haiku-4-5",
      monthly: { dollars: 1150 },
      rhythm: "support",
      shape: shape(1155, 120, 0.36, 0.12),
    }),
    workload({
      ...review,
      id: "review-agent",
      apiKey: "apikey_review_bot",
      model: [
        { from: null, model: "claude-sonnet-4-5" },
        { from: "2026-02-24", model: "claude-sonnet-4-6" },
      ],
      monthly: { dollars: 6150 },
      rhythm: "coding",
      shape: shape(18_000, 420, 0.84, 0.09),
    }),
    workload({
      ...review,
      id: "review-triage",
      apiKey: "apikey_review_triage",
      model: "claude-haiku-4-5",
      monthly: { dollars: 900 },
      rhythm: "coding",
      shape: shape(6200, 140, 0.22, 0.1),
    }),
    workload({
      ...workspace("research_agent"),
      id: "research-writer",
      product: "Research Agent",
      apiKey: "apikey_research_writer",
      model: "claude-opus-4-5",
      monthly: { dollars: 1500 },
      rhythm: "research",
      shape: shape(15_300, 900, 0.07, 0, 0.33),
    }),
    workload({
      id: "sandbox-anthropic",
      provider: "anthropic",
      product: null,
      apiKey: "apikey_sandbox",
      model: "claude-sonnet-4-5",
      monthly: { dollars: 190 },
      growth: -0.08,
      rhythm: "lab",
      shape: shape(4200, 420, 0.18, 0.06),
    }),
  ];
}
