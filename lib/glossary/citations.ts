import type { Citation } from "./term";

/** Sources that several entries lean on. A second reading of one changes its day in one place. */
const read = "23 Nov 2026";

export const genaiPrices: Citation = {
  source: "genai-prices 0.1.8, dated price data",
  url: "https://github.com/pydantic/genai-prices",
  checked: read,
};

export const launchPrices: Citation = {
  source: "genai-prices 0.1.8 with release dates of models.dev; scores as published by OpenAI",
  url: "https://github.com/pydantic/genai-prices",
  checked: read,
};

export const anthropicPrices: Citation = {
  source: "Anthropic price page",
  url: "https://platform.claude.com/docs/en/about-claude/pricing",
  checked: read,
};

export const llmflation: Citation = {
  source: "Guido Appenzeller, a16z, 12 Nov 2024",
  url: "https://a16z.com/llmflation-llm-inference-cost",
  checked: read,
};

export const epochPrices: Citation = {
  source: "Epoch AI, 12 Mar 2025",
  url: "https://epoch.ai/data-insights/llm-inference-price-trends",
  checked: read,
};

export const priceOfProgress: Citation = {
  source: "Gundlach et al., arXiv 2511.23455, 23 Mar 2026",
  url: "https://arxiv.org/abs/2511.23455",
  checked: read,
};

export const priceReversal: Citation = {
  source: "Chen et al., arXiv 2603.23971, 28 May 2026",
  url: "https://arxiv.org/abs/2603.23971",
  checked: read,
};

export const priceIndex: Citation = {
  source: "arXiv 2608.29843, Aug 2026",
  url: "https://arxiv.org/abs/2608.29843",
};

export const openaiCompute: Citation = {
  source: "Epoch AI, 10 Oct 2025",
  url: "https://epoch.ai/data-insights/openai-compute-spend",
  checked: read,
};

export const copilotTalk: Citation = {
  source: "David Cheney, GitHub, QCon San Francisco, 18 Nov 2024",
  url: "https://www.infoq.com/presentations/github-copilot/",
  checked: read,
};

export const turnTaking: Citation = {
  source: "Stivers et al., PNAS 106 (2009), as read by Soniox",
  url: "https://soniox.com/wiki/voice-agent-latency-budget",
  checked: read,
};

export const agentTokens: Citation = {
  source: "Anthropic Engineering, 13 Jun 2025",
  url: "https://www.anthropic.com/engineering/multi-agent-research-system",
  checked: read,
};

export const groqModels: Citation = {
  source: "GroqCloud model list",
  url: "https://console.groq.com/docs/models",
  checked: read,
};

export const cerebrasModels: Citation = {
  source: "Cerebras catalogue, as quoted by Bolna",
  url: "https://www.bolna.ai/docs/custom-llm-inference/cerebras",
  checked: read,
};

export const tgiNotice: Citation = {
  source: "Hugging Face, TGI documentation",
  url: "https://huggingface.co/docs/text-generation-inference/en/index",
  checked: read,
};

export const orca: Citation = {
  source: "Yu et al., Orca, OSDI 2022, as summarised by Spot Inference",
  url: "https://spotinference.com/research/orca-continuous-batching",
  checked: read,
};

export const distServe: Citation = {
  source: "Hao AI Lab on DistServe, 2024",
  url: "https://hao-ai-lab.github.io/blogs/distserve/",
  checked: read,
};

export const focusReleases: Citation = {
  source: "FOCUS specification, release notes",
  url: "https://focus.finops.org/focus-specification/",
  checked: read,
};

export const nimMetrics: Citation = {
  source: "NVIDIA NIM benchmarking guide",
  url: "https://docs.nvidia.com/nim/benchmarking/llm/2.0.0/metrics.html",
};

export const mooncake: Citation = {
  source: "Mooncake traces, FAST ’25, recomputed",
  url: "https://github.com/kvcache-ai/Mooncake",
};

export const openaiUsage: Citation = {
  source: "OpenAI API description 2.3.0, Aug 2026",
  url: "https://github.com/openai/openai-openapi",
};

export const anthropicUsage: Citation = {
  source: "Anthropic usage report reference",
  url: "https://platform.claude.com/docs/en/api/admin/usage_report/retrieve_messages",
};
