import { copilotTalk, distServe, groqModels, nimMetrics, turnTaking } from "../citations";
import type { GlossaryTerm } from "../term";

const cerebrasLaunch = {
  source: "Cerebras, 27 Aug 2024",
  url: "https://cerebras.ai/blog/introducing-cerebras-inference-ai-at-instant-speed",
  checked: "23 Nov 2026",
} as const;

/** How long it takes, and how much gets done. */
export const performanceTerms: readonly GlossaryTerm[] = [
  {
    slug: "latency",
    name: "Latency",
    category: "Performance",
    definition:
      "How long a request takes, from sending it to the end of its answer. The wait until the answer begins has a name of its own, time to first token.",
    why: [
      "Many texts use the word for that first wait alone. For a voice, a coding assistant or a support chat that streams, the beginning matters most; for an agent that needs the whole answer before its next step, the end does. State which is meant.",
      "Latency and cost pull against each other. Larger batches, cheaper tiers and longer thinking save money or add quality, and each takes time.",
    ],
    formula: "latency = time to first token\n        + (output tokens − 1) × time per output token",
    practice: [
      {
        text: "People leave about 200 ms between turns of speech. Voice agents aim at answering within about 800 ms, listening, thinking and speaking included; a model that answers within 200 ms is one part of that and no general requirement.",
        ...turnTaking,
      },
      {
        text: "Code completion competes with typing: GitHub Copilot answers in under 200 ms on average.",
        ...copilotTalk,
      },
    ],
    related: ["time-to-first-token", "time-per-output-token", "tokens-per-second", "throughput", "goodput"],
  },
  {
    slug: "time-to-first-token",
    name: "Time to first token",
    category: "Performance",
    definition:
      "From sending a request to receiving the first piece of its answer that is not empty: queue, reading of the prompt and network together. Short: TTFT.",
    why: [
      "It is the silence the user hears. It grows with the prompt, falls when the prompt is cached, and rises first when a service fills up, since the queue is in it.",
    ],
    formula: "TTFT = time of first non-empty token − time of request",
    practice: [
      {
        text: "The definition that includes the queue is NVIDIA’s. A hidden thinking phase counts as well, unless its tokens are streamed.",
        ...nimMetrics,
      },
      {
        text: "vLLM’s per-request figure starts when a request is scheduled and gives the queue apart, so it looks better than the same server seen from outside.",
        source: "vLLM, per-request metrics",
        url: "https://docs.vllm.ai/en/stable/features/per_request_metrics/",
      },
    ],
    related: ["latency", "prefill-and-decode", "prompt-cache", "time-per-output-token"],
  },
  {
    slug: "time-per-output-token",
    name: "Time per output token",
    category: "Performance",
    definition: "The mean gap between two tokens of an answer once it has begun. Short: TPOT.",
    why: [
      "It sets the pace of reading. Forty milliseconds is twenty-five tokens a second, faster than anyone reads; for an agent that reads nothing, every millisecond still counts.",
    ],
    formula: "TPOT = (latency − TTFT) ÷ (output tokens − 1)",
    formulaNote:
      "Undefined for an answer of one token. The spread within one answer needs a time stamp for each token, which most exports lack.",
    practice: [
      {
        text: "The gap is also called inter-token latency; over many requests the two differ in how they weigh long answers.",
        ...nimMetrics,
      },
    ],
    related: ["tokens-per-second", "time-to-first-token", "latency", "batching"],
  },
  {
    slug: "tokens-per-second",
    name: "Tokens per second",
    category: "Performance",
    definition: "How fast output is written: for one reader, or for a whole system.",
    why: [
      "The two figures answer different questions and are easily swapped in a comparison. A chip may write very fast for one reader, and another serve more readers per dollar.",
    ],
    formula: "per user = output tokens ÷ (latency − TTFT)\nsystem   = Σ output tokens ÷ wall-clock span",
    formulaNote: "Some tools divide by the whole latency instead. The label has to say which.",
    practice: [
      {
        text: "Per user, Cerebras announced 450 tokens a second for Llama 3.1 70B and 1,800 for the 8B model when its service opened.",
        ...cerebrasLaunch,
      },
      { text: "Groq lists about 500 for gpt-oss-120b.", ...groqModels },
    ],
    related: ["throughput", "time-per-output-token", "latency", "inference"],
  },
  {
    slug: "throughput",
    name: "Throughput",
    category: "Performance",
    definition: "Work done per second by the whole system while it is busy, in requests or in tokens.",
    why: [
      "On rented GPUs it is the divisor of your cost: twice the tokens in an hour is half the price of each. Night jobs, busy sites and everything bought in bulk depend on it.",
      "Taken alone it rewards slowness. A server that lets everybody wait can show an excellent figure, which is why goodput exists.",
    ],
    formula: "throughput = Σ tokens (or requests) ÷ busy seconds",
    practice: [
      {
        text: "A GPU at $2.50 an hour and 700 tokens a second costs $0.99 per million tokens; at 1,400 it would be $0.50.",
        source: "Worked from the formula for self-hosted cost",
      },
    ],
    related: ["goodput", "latency", "batching", "gpu-utilization", "tokens-per-second"],
  },
  {
    slug: "goodput",
    name: "Goodput",
    category: "Performance",
    definition:
      "Completed requests per second that met every promise made about them, such as first token within half a second.",
    why: [
      "Requests that came too late were paid for and helped nobody. Dividing all cost by the good ones alone gives the price of service as it was promised.",
    ],
    formula:
      "goodput               = good requests ÷ seconds\ngood fraction         = good ÷ all\ncost per good request = cost of all ÷ good",
    formulaNote:
      "1,000 requests in 100 seconds, 900 of them in time, for $20: 9 a second, 90%, and $0.0222 each instead of $0.0200.",
    practice: [
      {
        text: "DistServe puts prefill and decode on separate GPUs and reports up to 4.48 times the goodput, or targets up to 10.2 times tighter.",
        ...distServe,
      },
      {
        text: "Cutting off a request that is already late improves the figure and helps nobody; say what happens to those.",
        source: "Wang et al., arXiv 2410.14257",
        url: "https://arxiv.org/abs/2410.14257",
        checked: "23 Nov 2026",
      },
    ],
    related: ["throughput", "latency", "time-to-first-token", "unit-cost"],
  },
];
