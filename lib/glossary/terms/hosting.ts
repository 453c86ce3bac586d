import { orca } from "../citations";
import type { GlossaryTerm } from "../term";

/** Running a model on one’s own hardware: what makes a GPU-hour yield more tokens. */
export const hostingTerms: readonly GlossaryTerm[] = [
  {
    slug: "quantization",
    name: "Quantization",
    category: "Inference",
    definition:
      "Storing a model’s numbers in fewer bits, for example 8 instead of 16, so that it takes less memory and moves through the chip faster.",
    why: [
      "It matters to whoever rents the GPU: half the bytes means a smaller card, or more requests side by side on the same one, and so a lower cost per token. The price is some accuracy, which has to be measured on your own tasks.",
      "Buyers of an API meet it indirectly: two hosts of one open model may serve it at different precision for different money.",
    ],
    practice: [
      {
        text: "vLLM states half the memory and up to 1.6 times the throughput for FP8, with little loss of accuracy, on GPUs that support it.",
        source: "vLLM documentation, FP8",
        url: "https://docs.vllm.ai/en/stable/features/quantization/fp8/",
        checked: "23 Nov 2026",
      },
    ],
    related: ["gpu-utilization", "batching", "self-hosted-inference", "throughput"],
  },
  {
    slug: "batching",
    name: "Batching",
    category: "Inference",
    definition:
      "Running several requests through the GPU together, so that one pass over the weights produces a token for each of them. Not to be confused with the batch tier, which is a price.",
    why: [
      "Decode spends its time reading weights. Read them once for thirty-two conversations instead of one, and the cost of that reading is shared. Larger batches raise throughput and slow each single answer, so the batch is as large as the latency target allows.",
    ],
    practice: [
      {
        text: "Continuous batching lets a request join or leave at every token instead of waiting for the slowest. The paper that introduced it reported 1.4 to 23 times the throughput of the system it was compared with.",
        ...orca,
      },
    ],
    related: ["throughput", "latency", "batch-tier", "gpu-utilization", "goodput"],
  },
  {
    slug: "self-hosted-inference",
    name: "Self-hosted inference",
    category: "Inference",
    definition:
      "Running an open model on GPUs you rent or own. You pay by the hour, so the price of a token depends on how many you serve in that hour.",
    why: [
      "The comparison with an API is honest only at the load you really have, and for the same mix of input, output and cached tokens. Rent that runs day and night costs the same when nobody asks; it is never multiplied by utilization.",
    ],
    formula:
      "$/M = GPUs × $/GPU-hour ÷ (tokens/s × 3600) × 10⁶\n\nbreak-even utilization\n    = (GPU $/h × 10⁶)\n    ÷ (tokens/s × 3600 × API $/M)",
    formulaNote:
      "700 tokens a second at $2.50 an hour: $0.99 per million when full, $1.98 at half load, $3.97 at a quarter, $9.92 at a tenth. A break-even above 1 means never.",
    practice: [
      {
        text: "Engines report tokens as running counters that start again at zero with the process, so usage is the sum of the increases, never the last reading.",
        source: "vLLM production metrics",
        url: "https://docs.vllm.ai/en/stable/usage/metrics/",
      },
    ],
    related: [
      "gpu-utilization",
      "total-cost-of-ownership",
      "cost-per-million-tokens",
      "quantization",
      "batching",
    ],
  },
  {
    slug: "gpu-utilization",
    name: "GPU utilization",
    category: "Inference",
    definition:
      "The part of the rented GPU time that did paid work. In money: cost per token if only busy time counted, divided by cost per token on the real bill.",
    why: [
      "An idle GPU costs what a busy one does. Traffic that sleeps at night and on Sundays may leave a cluster at a third of its capacity, which makes every token three times dearer than the benchmark promised.",
      "The figure that a driver prints under this name is another one. It says that something was running, not that it was useful.",
    ],
    formula:
      "utilization = usage $/M ÷ allocation $/M\n\nallocation $/M = total hosting cost in the window\n                 ÷ tokens served × 10⁶\nusage $/M      = active compute only, same tokens",
    formulaNote:
      "The allocation figure reconciles to the bill; the usage figure does not. A cluster that cost $3.97 per million and would have cost $0.99 when full was used to 25%.",
    practice: [
      {
        text: "nvidia-smi counts the share of time in which at least one kernel ran. One small kernel running all the time reads as 100%.",
        source: "TechnoLynx, quoting NVIDIA’s documentation",
        url: "https://www.technolynx.com/post/gpu-utilization-ai-benchmark-testing",
        checked: "23 Nov 2026",
      },
    ],
    related: ["self-hosted-inference", "throughput", "batching", "quantization", "total-cost-of-ownership"],
  },
];
