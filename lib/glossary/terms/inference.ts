import {
  agentTokens,
  cerebrasModels,
  copilotTalk,
  genaiPrices,
  groqModels,
  openaiCompute,
  priceOfProgress,
  priceReversal,
  tgiNotice,
} from "../citations";
import type { GlossaryTerm } from "../term";

/** What it is to run a model, and what makes running it cheap or dear. */
export const inferenceTerms: readonly GlossaryTerm[] = [
  {
    slug: "inference",
    name: "Inference",
    category: "Inference",
    definition:
      "Putting a finished model to work: it reads something it has not seen and answers with text, a label, a picture or a vector. Training makes the model; every use after that is inference.",
    why: [
      "A model is trained a few times and used millions of times. Each chat reply, each API request and each step an agent takes is one more run, and each run is metered, so the bill follows usage rather than headcount or servers.",
      "For a company that buys from a provider there is no training on the bill at all. For one that builds models the balance differs, and often not in the way the slogans say: see the first fact below.",
    ],
    practice: [
      {
        text: "At OpenAI the reported compute of 2024 was about $5 billion for research and training against about $2 billion for inference, so a lab may still spend more on making models than on running them.",
        ...openaiCompute,
      },
      {
        text: "Chips made for this work compete on speed. Groq’s LPU is listed at about 500 tokens a second for gpt-oss-120b.",
        ...groqModels,
      },
      {
        text: "Cerebras, with a processor the size of a whole wafer, lists about 3,000 tokens a second for the same model.",
        ...cerebrasModels,
      },
      {
        text: "To serve models on one’s own GPUs, vLLM and SGLang are the usual engines. TGI, once the third, takes only minor fixes now, and its own makers point to the other two.",
        ...tgiNotice,
      },
    ],
    related: [
      "inference-cost",
      "inference-economics",
      "token",
      "latency",
      "agent",
      "total-cost-of-ownership",
    ],
    metric: "requests",
    page: "/spend",
  },
  {
    slug: "inference-cost",
    name: "Inference cost",
    category: "Inference",
    definition:
      "The money it takes to answer requests with a model. It is the sum over all tokens of quantity times price, plus whatever is sold in other units, such as web searches or hours of cache storage.",
    why: [
      "It is the one cost of an AI product that grows with every use. A price per million tokens says what a token costs; only the number of tokens a task needs says what the task costs.",
      "“Inference gets cheaper” is true of a fixed level of quality and need not be true of your bill. Newer models think longer, agents take more steps, and a cheaper price list can lead to a dearer task.",
    ],
    formula:
      "C = Σ qᵢ × pᵢ(t) × m_geo × m_speed\n  + Σ units × unit price\n\ni = provider, model, token class, service tier,\n    context band, geography",
    formulaNote:
      "The price is the one in force when the request was served. 53,440 uncached, 5,760 cached and 10,646 output tokens at $2.50, $1.25 and $10 per million come to $0.24726.",
    practice: [
      {
        text: "Across eight reasoning models and twelve kinds of task, the model with the lower list price cost more in total in 32% of the pairs.",
        ...priceReversal,
      },
      {
        text: "For a given benchmark score the price fell 5 to 10 times a year, which would be 25 to 100 times in two years; in the same years the price of running the best model of the day rose 3 to 18 times a year.",
        ...priceOfProgress,
      },
    ],
    related: ["cost-per-million-tokens", "computed-cost", "spend", "cost-curve", "unit-cost", "inference"],
    metric: "inference_cost",
    page: "/margins",
  },
  {
    slug: "inference-economics",
    name: "Inference economics",
    category: "Inference",
    definition:
      "How the money works when models are run for customers: what a request costs, what it is sold for, what is left, and how prices, hardware, model size and competition move the three.",
    why: [
      "Ordinary software costs almost nothing to serve once more. An AI feature costs something every time, and heavy users of a flat subscription can cost more than they pay. So the questions are those of a factory: yield, waste, unit cost, margin by product and by customer.",
      "Four levers are in your own hands: which model answers, how much of the prompt is read from cache, what can wait for a batch, and, on your own hardware, how full the GPUs are and how small the weights. The price list is in somebody else’s.",
    ],
    practice: [
      {
        text: "A price list moves both ways. GPT-5 was listed at $1.25 in and $10 out per million tokens, GPT-5.5 at $5 and $30.",
        ...genaiPrices,
      },
    ],
    related: [
      "gross-margin",
      "unit-cost",
      "cost-curve",
      "savings-ladder",
      "model-selection",
      "total-cost-of-ownership",
    ],
    metric: "gross_margin_percent",
    page: "/margins",
  },
  {
    slug: "agent",
    name: "Agent",
    category: "Inference",
    definition:
      "A program in which a model chooses its own next steps and calls tools until a task is done. One task is many requests, each sending the growing conversation again.",
    why: [
      "Cost per request says little about an agent. Its input grows with every step, so it lives or dies by the prompt cache, and its cost belongs to the finished task, failures and retries included.",
      "Editors, voice assistants and research tools are all built this way, and their needs differ: an editor wants a short answer at once, a voice wants a steady stream, a research task may run for an hour.",
    ],
    practice: [
      {
        text: "Anthropic measured about 4 times the tokens of a chat for a single agent and about 15 times for several working together, so research tasks run well past “thousands of tokens”.",
        ...agentTokens,
      },
      {
        text: "One recorded coding session with its fork read 15.25 million input tokens, 88.8% of them from cache; output was 0.37% of the input.",
        source: "CodexBar test fixture, issue 2037",
        url: "https://github.com/steipete/CodexBar",
      },
      {
        text: "Code completion does not make dozens of calls for each key pressed. GitHub Copilot asks when typing pauses and cancels what is out of date: over 400 million requests a day, about 8,000 a second at peak, in November 2024.",
        ...copilotTalk,
      },
    ],
    related: ["unit-cost", "cache-hit-rate", "context-window", "reasoning-token", "request", "latency"],
  },
  {
    slug: "prefill-and-decode",
    name: "Prefill and decode",
    category: "Inference",
    definition:
      "The two halves of a request. Prefill reads the whole prompt at once; decode writes the answer one token at a time.",
    why: [
      "Prefill keeps a GPU’s arithmetic busy; decode mostly waits for memory, because the weights are read again for every token. That is why output is priced above input, why a long prompt delays the first word, and why a cached prompt, whose prefill is already done, is cheap.",
    ],
    practice: [
      {
        text: "Claude Sonnet 4.6 lists output at 5 times its input price, GPT-5 at 8 times.",
        ...genaiPrices,
      },
    ],
    related: ["time-to-first-token", "time-per-output-token", "input-token", "output-token", "prompt-cache"],
  },
  {
    slug: "model-selection",
    name: "Model selection",
    category: "Inference",
    definition:
      "Deciding which model answers which request, by rule or by a router, so that easy work does not pay the price of hard work.",
    why: [
      "Prices between the largest and the smallest model of one provider differ by ten to a hundred times. Nothing else on the bill moves as far at once. The test is cost per successful outcome: a cheap model that fails and is asked again may be the dearer one.",
      "In a comparison of two months such a move appears as mix, not as price.",
    ],
    practice: [
      {
        text: "Routers trained on public preference data cut cost by more than 85% on MT Bench and 45% on MMLU, while keeping most of the strong model’s quality.",
        source: "LMSYS, RouteLLM, 1 Jul 2024",
        url: "https://lmsys.org/blog/2024-07-01-routellm/",
        checked: "23 Nov 2026",
      },
      {
        text: "Gemini 3 Flash lists 80% below GPT-5.4, yet over twelve kinds of task it cost 38% more, because it thought longer.",
        ...priceReversal,
      },
    ],
    related: [
      "price-volume-mix",
      "unit-cost",
      "reasoning-token",
      "cost-per-million-tokens",
      "inference-economics",
    ],
    page: "/spend",
  },
];
