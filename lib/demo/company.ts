export const demoOrganization = { name: "Tidewater Software", zone: "UTC", currency: "USD" } as const;

export const PRODUCTS = ["Support Copilot", "Code Review", "Voice Agent", "Research Agent"] as const;
export type Product = (typeof PRODUCTS)[number];

export const ACCOUNTS = {
  openai: "org-tidewater",
  anthropic: "tidewater-claude",
  google: "tidewater-google",
  openrouter: "tidewater-openrouter",
  "self-hosted": "gpu-cluster-1",
} as const;
export type DemoProvider = keyof typeof ACCOUNTS;

/** The rules file of the demo, in the shape `costcurve rules apply` reads. What no rule names stays unallocated. */
export const demoRules = {
  products: [...PRODUCTS],
  rules: [
    { when: { project: ["proj_support_copilot"] }, product: "Support Copilot" },
    { when: { workspace: ["wrkspc_support_copilot"] }, product: "Support Copilot" },
    { when: { feature: ["translate-reply", "ticket-summary"] }, product: "Support Copilot" },
    { when: { project: ["proj_code_review"] }, product: "Code Review" },
    { when: { workspace: ["wrkspc_code_review"] }, product: "Code Review" },
    { when: { feature: ["pr-summary"] }, product: "Code Review" },
    { when: { project: ["proj_voice_agent"] }, product: "Voice Agent" },
    { when: { feature: ["live-call", "call-summary"] }, product: "Voice Agent" },
    { when: { project: ["gpu_speech"] }, product: "Voice Agent" },
    { when: { project: ["gpu_evaluations"] }, product: "Code Review", kind: "research" },
    { when: { project: ["proj_research_agent"] }, product: "Research Agent" },
    { when: { workspace: ["wrkspc_research_agent"] }, product: "Research Agent" },
    { when: { feature: ["source-reading"] }, product: "Research Agent" },
    { when: { api_key: { startsWith: "research-" } }, product: "Research Agent" },
  ],
};
