import { addMonths, type Plan } from "../calendar";
import { AGENT, CHAT, shape, type Workload, workload } from "./workload";

/** Projects of the OpenAI organization. The preview model has no price anywhere: its use stays unpriced. */
export function openai(plan: Plan): Workload[] {
  const project = (name: string) => ({ provider: "openai" as const, project: `proj_${name}` });
  const support = { ...project("support_copilot"), product: "Support Copilot" as const };
  const review = { ...project("code_review"), product: "Code Review" as const };
  return [
    workload({
      ...support,
      id: "support-chat",
      apiKey: "key_support_web",
      model: [
        { from: null, model: "gpt-5" },
        { from: "2026-03-16", model: "gpt-5.4" },
        { from: "2026-07-14", model: "gpt-5.6-terra" },
      ],
      monthly: { dollars: 5000 },
      rhythm: "support",
      shape: CHAT,
    }),
    workload({
      ...support,
      id: "support-tagging",
      apiKey: "key_support_batch",
      model: "gpt-5-mini",
      batch: true,
      monthly: { dollars: 110 },
      rhythm: "nightly",
      shape: shape(1155, 58),
    }),
    workload({
      ...review,
      id: "review-ci",
      apiKey: "key_review_ci",
      model: [
        { from: null, model: "gpt-5" },
        { from: "2026-02-24", model: "gpt-5.3-codex" },
      ],
      monthly: { dollars: 2000 },
      rhythm: "coding",
      shape: shape(12_000, 343, 0.88),
    }),
    workload({
      ...review,
      id: "review-nightly",
      apiKey: "key_review_nightly",
      model: "gpt-5-mini",
      monthly: { dollars: 700 },
      rhythm: "nightly",
      shape: shape(9000, 260, 0.12),
    }),
    workload({
      ...review,
      id: "review-preview",
      apiKey: "key_review_preview",
      model: [{ from: `${addMonths(plan.currentMonth, -4)}-05`, model: "gpt-5.2-preview-internal" }],
      monthly: { requests: 30_000 },
      rhythm: "coding",
      shape: AGENT,
    }),
    workload({
      ...project("voice_agent"),
      id: "voice-turns",
      product: "Voice Agent",
      apiKey: "key_voice_prod",
      model: "gpt-5-mini",
      monthly: { dollars: 1650 },
      rhythm: "voice",
      shape: shape(2600, 180, 0.71),
      regressedRead: 0.38,
    }),
    workload({
      ...project("research_agent"),
      id: "research-planner",
      product: "Research Agent",
      apiKey: "key_research_prod",
      model: [
        { from: null, model: "gpt-5" },
        { from: "2026-04-07", model: "gpt-5.4" },
      ],
      monthly: { dollars: 620 },
      rhythm: "research",
      shape: shape(8600, 420, 0.36),
    }),
    workload({
      ...project("sandbox"),
      id: "sandbox-openai",
      product: null,
      apiKey: "key_sandbox",
      model: "gpt-5",
      monthly: { dollars: 270 },
      growth: -0.08,
      rhythm: "lab",
      shape: shape(3200, 380, 0.2),
    }),
  ];
}
