import { focusReleases, genaiPrices, llmflation } from "../citations";
import type { GlossaryTerm } from "../term";

const focusColumns = {
  source: "FOCUS columns as published by Microsoft",
  url: "https://learn.microsoft.com/en-us/cloud-computing/finops/focus/metadata",
  checked: "23 Nov 2026",
} as const;

/** The different meanings of “what it cost”. */
export const costTerms: readonly GlossaryTerm[] = [
  {
    slug: "spend",
    name: "Spend",
    category: "Cost",
    definition:
      "What a period cost: the effective cost of its usage plus every charge with no usage behind it, such as storage, fees, credits and tax.",
    why: [
      "It is the figure that should meet the invoice. Usage that a provider has charged enters at the charged amount; usage nobody has charged yet enters at our own price; usage without a price enters nowhere and is counted as unpriced.",
      "A usage export and a cost export of the same days describe the same money. They are laid over each other, never added.",
    ],
    formula: "spend = Σ effective cost of usage\n      + Σ charges without usage",
    practice: [
      {
        text: "FOCUS, the open billing format, keeps two cost columns on each row, BilledCost and EffectiveCost. Adding them counts the money twice.",
        ...focusColumns,
      },
    ],
    related: ["effective-cost", "computed-cost", "reported-cost", "unpriced-tokens", "charge-category"],
    metric: "spend",
    page: "/spend",
  },
  {
    slug: "computed-cost",
    name: "Computed cost",
    category: "Cost",
    definition:
      "Cost by our own arithmetic: tokens of each class times the price in force when they were used.",
    why: [
      "It exists before any invoice, and it has all the detail of the usage: key, user, feature, hour. Against the provider’s figure it shows a missing import, a contract price not yet entered, or a wrong tier.",
    ],
    formula:
      "computed = Σ tokens × price\n\nprice: by model, token class, served tier,\n       context band, geography, event date",
    formulaNote:
      "The context band is chosen by the whole prompt, cached tokens included, and applies to the whole request.",
    practice: [
      {
        text: "Providers cut prices in the middle of a month. o3 went from $10 and $40 to $2 and $8 per million on 10 June 2025; usage of 9 June keeps the old price for ever.",
        ...genaiPrices,
      },
    ],
    related: ["reported-cost", "effective-cost", "price-book", "calibration-factor", "inference-cost"],
    metric: "computed_cost",
    page: "/spend",
  },
  {
    slug: "reported-cost",
    name: "Reported cost",
    category: "Cost",
    definition: "Cost as the provider states it, on a cost export, an invoice, or on the usage row itself.",
    why: [
      "It is what you will be asked to pay: the right total, with contract prices and credits in it, and little detail. Shown by model or product it follows the usage it was matched to, so its rows add up to its total.",
    ],
    practice: [
      {
        text: "Anthropic’s cost report gives amounts as decimal text in cents: “123.45” is $1.23.",
        source: "Anthropic cost report reference",
        url: "https://platform.claude.com/docs/en/api/admin/cost_report",
      },
      {
        text: "OpenAI’s costs arrive as dollars, often as text with up to 30 decimals. Read as floating-point numbers they lose money.",
        source: "CodexBar, issue 999",
        url: "https://github.com/steipete/CodexBar/issues/999",
      },
    ],
    related: ["computed-cost", "effective-cost", "reconciliation", "charge-category", "billed-cost"],
    metric: "reported_cost",
    page: "/spend",
  },
  {
    slug: "effective-cost",
    name: "Effective cost",
    category: "Cost",
    definition:
      "The provider’s total spread over our detail: each usage row carries its share of what was really charged. Prepaid amounts are spread over the use they paid for.",
    why: [
      "The invoice is right and coarse, our own figure is fine and approximate. Laying one over the other gives a cost per key, feature or customer that still sums to the provider’s total, to the last digit.",
    ],
    formula: "effectiveᵢ = computedᵢ × R ÷ Σ computed\n\nR = reported total of the matched group",
    formulaNote:
      "Two models computed at $6.00 and $4.00, one charge of $9.00 for the project: $5.40 and $3.60. Charged by model at $6.00 and $3.00: exactly those, and the factor 0.75 of the second is flagged.",
    practice: [
      {
        text: "In FOCUS the same name means cost after every discount, with purchases made in advance spread over the usage they cover.",
        ...focusColumns,
      },
    ],
    related: ["spend", "reported-cost", "computed-cost", "calibration-factor", "savings-ladder"],
    metric: "spend",
    page: "/spend",
  },
  {
    slug: "calibration-factor",
    name: "Calibration factor",
    category: "Cost",
    definition: "Reported cost divided by computed cost for the same group of usage.",
    why: [
      "Near 1, our prices and the provider’s agree. Far from 1 has a cause worth finding: usage that was never imported, a contract price that is not in the price book, a batch tier read as standard.",
    ],
    formula: "factor     = R ÷ Σ computed\ndifference = R − Σ computed",
    formulaNote:
      "Computed $4.00, reported $3.00: 0.75. A quarter off everywhere looks like a contract; on one model alone, like a wrong tier.",
    practice: [
      {
        text: "Anthropic’s console cost file shows every row rounded to the cent, so it agrees with exact figures only to half a cent times the number of rows.",
        source: "Console exports, as read by independent tools",
      },
    ],
    related: ["effective-cost", "reconciliation", "reported-cost", "computed-cost", "price-book"],
    page: "/spend",
  },
  {
    slug: "list-cost",
    name: "List cost",
    category: "Cost",
    definition: "What the usage would have cost at public prices, before any agreement.",
    why: [
      "It is the top of the savings ladder: the amount against which every discount is measured. Use by subscription, which has no invoice of its own, can be valued this way and no other.",
    ],
    formula: "list cost = quantity × list price",
    practice: [{ text: "FOCUS calls the column ListCost and asks for it on every row.", ...focusColumns }],
    related: ["contracted-cost", "billed-cost", "effective-cost", "savings-ladder", "price-book"],
  },
  {
    slug: "contracted-cost",
    name: "Contracted cost",
    category: "Cost",
    definition: "Quantity times the price you agreed with the provider, before prepayments are spread.",
    why: [
      "List cost less contracted cost is what the negotiation was worth. A contract that nobody entered into the price book shows up as a calibration factor below 1.",
    ],
    formula: "contracted cost = quantity × contract price",
    practice: [
      {
        text: "Version 1.3 of FOCUS, of December 2025, added a data set of its own for contract commitments.",
        ...focusReleases,
      },
    ],
    related: ["list-cost", "billed-cost", "effective-cost", "calibration-factor"],
    metric: "contract_savings",
    page: "/spend",
  },
  {
    slug: "billed-cost",
    name: "Billed cost",
    category: "Cost",
    definition: "What the invoice of a period asks for: cash, in the month it falls due.",
    why: [
      "A year of capacity bought in January makes January’s bill large and leaves eleven months almost empty. Good for the bank account, useless for margin. That is what effective cost is for.",
    ],
    practice: [
      {
        text: "In a FOCUS example of prepaid credits a purchase of $200,000 is billed at once, while the effective cost of the use so far is $1,230.",
        source: "FOCUS sample data, virtual currency",
        url: "https://github.com/FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec",
      },
    ],
    related: ["effective-cost", "list-cost", "contracted-cost", "reconciliation", "focus"],
  },
  {
    slug: "charge-category",
    name: "Charge category",
    category: "Cost",
    definition:
      "What kind of charge a line is: usage, purchase, tax, credit or adjustment. The words are those of FOCUS.",
    why: [
      "A credit is not cheap usage and tax is not expensive usage. Lines that no tokens stand behind keep their category and stay lines of their own, so they never distort a price per token.",
    ],
    practice: [
      {
        text: "Anthropic lists web searches beside tokens; the price book holds them at $10 per 1,000.",
        ...genaiPrices,
      },
    ],
    related: ["spend", "reported-cost", "reconciliation", "focus"],
    page: "/spend",
  },
  {
    slug: "cost-per-million-tokens",
    name: "Cost per million tokens",
    category: "Cost",
    definition:
      "All cost divided by all tokens, input and output together, times a million. Also called blended cost.",
    why: [
      "It is the shortest summary of a month and moves for three reasons: prices, the mix of models, and the mix of input, output and cached tokens. A product that learns to cache sees it fall by half with no price changed. So read it with the mix beside it, never as a price.",
    ],
    formula: "blended = 10⁶ × Σ cost ÷ Σ (input + output)",
    formulaNote:
      "$0.24726 for 59,200 tokens in and 10,646 out is $3.54 per million. Weighted by what was used; a plain average of the two list prices would say $6.25.",
    practice: [
      {
        text: "Published curves often take the average of input and output price. The well-known one by a16z does, so it is not comparable with a figure weighted by use.",
        ...llmflation,
      },
    ],
    related: ["cost-curve", "price-volume-mix", "unit-cost", "inference-cost", "token"],
    metric: "cost_per_million_tokens",
    page: "/spend",
  },
  {
    slug: "total-cost-of-ownership",
    name: "Total cost of ownership",
    category: "Cost",
    definition:
      "Everything a model costs over its life: training and fine-tuning, data and evaluation, then the inference, hosting and people it needs as long as it serves.",
    why: [
      "The one-off part and the running part meet at some month. Before it, training is the larger; after it, inference. When that is depends on your volume and growth, which is why a general rule is of no use.",
    ],
    formula:
      "m* = the first month in which\n     Σ inference up to m ≥ T\n\nT = training + fine-tuning + data + evaluation\nsteady growth g:  Σ = I₁ × ((1 + g)^m − 1) ÷ g",
    formulaNote:
      "T of $120,000 and $10,000 of inference in the first month: month 12 without growth, month 9 at 10% a month.",
    practice: [
      {
        text: "Public claims that inference is 60% to 90% of the lifetime cost contradict each other and rest on second-hand figures. Compute your own crossing.",
        source: "Secondary sources, compared for this glossary",
      },
    ],
    related: ["inference-cost", "self-hosted-inference", "gpu-utilization", "inference-economics"],
  },
];
