import type { GlossaryTerm } from "../term";

/** What is left of the money customers pay. */
export const marginTerms: readonly GlossaryTerm[] = [
  {
    slug: "revenue",
    name: "Revenue",
    category: "Margin",
    definition:
      "What customers owe for a period, counted on the days in which it was earned: neither when the contract was signed nor when the money arrived.",
    why: [
      "Cost arrives by the second and revenue by the month. To set one against the other, an amount for a month falls on its days in equal parts, and the parts add up to it exactly. What turns out wrong is put right by a further line; the first one stays.",
    ],
    formula: "R(day) = amount ÷ days in its period",
    formulaNote:
      "$310 for a month of 31 days is $10 a day. What does not divide evenly is handed out in the smallest unit.",
    practice: [
      {
        text: "A yearly contract paid in January is revenue of twelve months. Booked in one month it makes eleven others look like losses.",
      },
    ],
    related: ["gross-margin", "gross-margin-percent", "cost-of-goods-sold", "allocation"],
    metric: "revenue",
    page: "/margins",
  },
  {
    slug: "cost-of-goods-sold",
    name: "Cost of goods sold",
    category: "Margin",
    definition:
      "The cost of serving customers: inference, other hosting, third-party services paid per use, and support tied to serving. Often written COGS.",
    why: [
      "Not all inference belongs here. Coding assistants, evaluations and experiments are research and development, though they run on the same account and the same key. A rule has to say which is which, or margin is wrong by the size of the engineering team.",
    ],
    practice: [
      {
        text: "Vantage’s guide to token budgets begins with that split: what customers caused, and what the company’s own developers did.",
        source: "Vantage, AI token budgeting",
      },
    ],
    formula: "cost of revenue = spend − research cost\n                = inference + other variable + fixed",
    formulaNote:
      "Here it is called cost of revenue, and holds what this ledger knows of: inference and its charges, and costs entered by period. What no rule gives to anybody is part of it.",
    related: ["gross-margin", "research-cost", "contribution-margin", "allocation", "spend"],
    metric: "cost_of_revenue",
    page: "/products",
  },
  {
    slug: "research-cost",
    name: "Research cost",
    category: "Margin",
    definition:
      "Inference for finding out rather than serving: coding assistants, evaluations, experiments. A rule says so with the kind of cost “research”; everything else is cost of revenue.",
    why: [
      "It comes on the same bill, and often the same key, as what customers caused. Left among the cost of goods sold it makes margin too low, and a product team is asked to save what it never spent.",
      "It is an operating expense: real money, shown beside the margins and in none of them.",
    ],
    formula: "spend = cost of revenue + research cost",
    practice: [
      {
        text: "A workspace or project of its own for evaluations makes the rule one line long.",
      },
    ],
    related: ["cost-of-goods-sold", "gross-margin", "allocation", "spend"],
    metric: "research_cost",
    page: "/products",
  },
  {
    slug: "gross-margin",
    name: "Gross margin",
    category: "Margin",
    definition: "Revenue less the cost of serving it, as an amount of money.",
    why: [
      "It pays for everything else: people, sales, research. For AI products it has to be watched per product and per customer, because the average hides the few who use ten times what they pay for.",
      "As long as part of the spend has no product, the margins of the products are too good by that part. So unallocated cost stands beside them.",
    ],
    formula: "gross margin = revenue − cost of revenue",
    formulaNote:
      "Revenue of $10,000 and inference of $3,010: $6,990. Without revenue there is no margin, only cost.",
    practice: [
      {
        text: "Norms in circulation, 75% to 85% for classic software and near 52% for AI products, come from secondary sources. Your own trend says more.",
        source: "Secondary sources, compared for this glossary",
      },
    ],
    related: [
      "gross-margin-percent",
      "contribution-margin",
      "revenue",
      "cost-of-goods-sold",
      "unallocated-cost",
    ],
    metric: "gross_margin",
    page: "/margins",
  },
  {
    slug: "gross-margin-percent",
    name: "Gross margin percent",
    category: "Margin",
    definition: "Gross margin as a share of revenue.",
    why: [
      "It makes products of different size comparable. Its change is told in percentage points: from 70% to 63% is a fall of 7 points, not of 10%.",
      "Where revenue is zero the share does not exist, and a dash stands in its place. It is not 0% and not minus infinity.",
    ],
    formula: "percent = (revenue − cost of revenue) ÷ revenue",
    formulaNote: "($10,000 − $3,010) ÷ $10,000 = 0.699, shown as 69.9%.",
    practice: [
      {
        text: "A flat price with unlimited use lets this figure fall with every happy customer. Look at the middle and at the lowest tenth, and count the customers below zero.",
      },
    ],
    related: ["gross-margin", "contribution-margin", "revenue", "unit-cost"],
    metric: "gross_margin_percent",
    page: "/margins",
  },
  {
    slug: "contribution-margin",
    name: "Contribution margin",
    category: "Margin",
    definition:
      "Revenue less every cost that grows with use: inference, payment fees, services paid per use, variable support. In total or per unit.",
    why: [
      "It answers whether one more customer helps. A product can have a good gross margin and lose on each extra user, when payment fees or support eat what inference left.",
    ],
    formula:
      "contribution margin = revenue − all variable cost\npercent             = contribution margin ÷ revenue",
    formulaNote: "$20 a month, $9 of inference, $0.90 of payment fees, $1.60 of support: $8.50, or 42.5%.",
    practice: [
      {
        text: "With inference alone as the cost, the result is called inference margin. It is the part that engineering can move.",
      },
    ],
    related: ["gross-margin", "fixed-cost", "unit-cost", "cost-of-goods-sold", "inference-cost"],
    metric: "contribution_margin",
    page: "/margins",
  },
  {
    slug: "margin-distribution",
    name: "Margin distribution",
    category: "Margin",
    definition:
      "How gross margin percent lies over customers: the tenth, the middle and the nine tenths, how many are below zero, and how much of the cost the largest cause.",
    why: [
      "One figure for all hides the few who cost more than they pay. With a flat price and unlimited use, the customers who like the product best are the ones below zero.",
      "Each customer counts once, whatever its size: the middle one says what is usual, not what is earned. What they cost is told beside it, by the share of the largest tenth.",
    ],
    formula:
      "p50 = the margin that half of the customers\n      do not exceed (p10: 1/10, p90: 9/10)\nconcentration = cost of the largest tenth\n                ÷ cost that names a customer",
    formulaNote:
      "By nearest rank: each is the margin of an actual customer. One without revenue has no margin and is left out.",
    practice: [
      {
        text: "A customer below zero is not a fault by itself: a trial, a launch, a price from before. It is a fault when nobody knew.",
      },
    ],
    related: ["gross-margin-percent", "unit-cost", "revenue", "allocation"],
    page: "/margins",
  },
  {
    slug: "sensitivity",
    name: "Sensitivity",
    category: "Margin",
    definition:
      "What gross margin would have been over past days with other prices, another cache hit rate or another model, all else as it was.",
    why: [
      "It sizes a decision before it is taken: what a price cut of the provider is worth, what a better prompt cache is, what the cheaper model would have saved on the same tokens.",
      "It is arithmetic, not a forecast. No customer leaves at a higher price, and a weaker model gives no longer answers and needs no second try; both happen.",
    ],
    formula:
      "1. tokens of the swapped model × other prices\n2. input moved between uncached and cached\n3. token prices × (1 ± share)\n4. your own prices × (1 ± share)",
    formulaNote:
      "Each works on what those before it left, so the order decides how the change is shared, not how large it is. Cost that is no token with a price stays as it is.",
    practice: [
      {
        text: "Where the other model has no price for cached input, what was cached is charged as plain input.",
      },
    ],
    related: ["gross-margin", "cache-hit-rate", "model-selection", "price-book", "price-volume-mix"],
    page: "/margins",
  },
  {
    slug: "unit-cost",
    name: "Unit cost",
    category: "Margin",
    definition:
      "Cost of one thing that matters: a request, a session, a user, a task, best of all a task that succeeded. All cost is counted, that of failures and retries too.",
    why: [
      "Tokens are the provider’s unit. A price per token may fall while the cost of a solved ticket rises, because the agent takes more steps. Only a unit that the customer would recognise can be compared with a price.",
      "Averages mislead here. The middle value, the 95th percentile and the number of cases belong together, and too few cases are better not shown.",
    ],
    formula: "unit cost        = allocated cost ÷ units\ncost per success = total cost ÷ successes",
    formulaNote: "1,000 tasks for $500 of which 800 succeed: $0.50 a task, $0.625 a success.",
    practice: [
      {
        text: "Researchers define a “cost of pass”: the expected money until one correct answer. A weak model may be cheap per try and unaffordable per pass.",
        source: "arXiv 2504.13359, Apr 2025",
        url: "https://arxiv.org/abs/2504.13359",
      },
    ],
    related: [
      "unit-of-work",
      "cost-per-million-tokens",
      "contribution-margin",
      "request",
      "agent",
      "allocation",
    ],
    metric: "cost_per_unit",
    page: "/margins",
  },
  {
    slug: "unit-of-work",
    name: "Unit of work",
    category: "Margin",
    definition:
      "One thing done for somebody: a ticket answered, a review written, a minute of a call. Counted by day, product and customer.",
    why: [
      "It is what a customer would count. Cost per unit says whether the work got cheaper, whatever tokens and models did meanwhile.",
      "Tickets and minutes are two matters and do not add up: where a group holds both, its units have no total.",
    ],
    practice: [
      {
        text: "The count comes from the system where the work is done, as a file or by the API, or from a tag of the usage that names the ticket.",
      },
    ],
    related: ["unit-cost", "revenue", "allocation"],
    metric: "units",
    page: "/margins",
  },
  {
    slug: "other-variable-cost",
    name: "Other variable cost",
    category: "Margin",
    definition:
      "What grows with use beside inference: payment fees, services paid per use, variable support. It is entered by period, and its row says that it varies.",
    why: [
      "It comes from other bills than the models do, so it is a line of its own: engineering moves inference, finance the fees.",
      "Contribution margin counts it like inference. Taken for fixed cost it would flatter each further customer.",
    ],
    formula: "cost of revenue = inference + other variable + fixed",
    formulaNote:
      "$9 of inference, $0.90 of payment fees and $4 of a reserved GPU: cost of revenue is $13.90, of which $9.90 varies.",
    practice: [
      {
        text: "A card fee is a share of each payment, so it belongs to the product and customer that paid; a rule on its category says so.",
      },
    ],
    related: ["contribution-margin", "inference-cost", "fixed-cost", "cost-of-goods-sold"],
    metric: "other_variable_cost",
    page: "/margins",
  },
  {
    slug: "fixed-cost",
    name: "Fixed cost",
    category: "Margin",
    definition:
      "Cost of a period that stays the same however much is used: a reserved GPU, provisioned throughput, a platform fee.",
    why: [
      "It is paid for idle hours too. An amount for a period falls on its days in equal parts, so that each day carries its share, and is part of spend.",
      "Contribution margin leaves it out: it asks what one more customer brings, and no further customer changes it.",
    ],
    formula: "cost(day) = amount ÷ days in its period",
    formulaNote: "$3,100 for a month of 31 days is $100 a day, on busy days and quiet ones.",
    practice: [
      {
        text: "A fee that grows with sales is variable though it is billed by the month; its row can say so.",
      },
    ],
    related: [
      "contribution-margin",
      "gpu-utilization",
      "total-cost-of-ownership",
      "charge-category",
      "spend",
    ],
    metric: "fixed_cost",
    page: "/spend",
  },
];
