import type { GlossaryTerm } from "../term";

/** Giving cost an owner, and checking it against the bill. */
export const operationsTerms: readonly GlossaryTerm[] = [
  {
    slug: "allocation",
    name: "Allocation",
    category: "Operations",
    definition:
      "Giving each piece of cost an owner (a product, and where wanted a customer, a team and a kind of cost) by rules over what the usage carries: project, key, user, feature, tag, model.",
    why: [
      "Providers bill accounts and keys. Decisions are made about products and customers. Rules, tried in order, make the bridge; the first that fits decides. They conserve: what is given away and what is left always add up to the spend.",
      "Rules are dated. A new one can be tried on the past, with a preview of what moves, and taken back.",
      "Shared cost (a system prompt, evaluations, an idle GPU) is split: in fixed shares, or by what the products have in the same month of tokens, cost, requests or revenue. What counts there is what they got whole or in fixed shares; no split by what products have feeds another.",
    ],
    formula: "Σ over products + unallocated = spend",
    formulaNote:
      "A cost split in shares is cut at the cumulated shares, each cut rounded to the last digit: the parts add up to it, whatever the shares.",
    practice: [
      {
        text: "The cheapest rule is a key of its own for each product. A shared key can only be split by guess.",
      },
      {
        text: "FOCUS 1.3 gave allocation columns of its own, with the method stated beside the result.",
        source: "FinOps Foundation, 11 Dec 2025",
        url: "https://www.finops.org/?p=25545",
        checked: "23 Nov 2026",
      },
    ],
    related: ["unallocated-cost", "scope", "gross-margin", "coverage", "unit-cost"],
    metric: "allocated_cost",
    page: "/products",
  },
  {
    slug: "unallocated-cost",
    name: "Unallocated cost",
    category: "Operations",
    definition: "Spend that no rule gives to a product.",
    why: [
      "It is real money that no margin contains. While it is large, every product looks better than it is. It also shows what to do next: the scopes behind it, largest first, are the rules still to be written.",
    ],
    formula: "unallocated = spend − Σ spend of all products",
    formulaNote: "In an answer of the API it is the row whose product is null.",
    practice: [
      {
        text: "Tax and credits belong to no product by nature. Leave them here or spread them by a rule, but decide it once.",
      },
    ],
    related: ["allocation", "coverage", "gross-margin", "scope"],
    metric: "unallocated_cost",
    page: "/products",
  },
  {
    slug: "coverage",
    name: "Coverage",
    category: "Operations",
    definition:
      "The part of the data a figure really rests on: tokens that have a price, cost that has a product, rows that were accepted.",
    why: [
      "A total over 80% of the tokens is a fine figure, as long as the 80% stands beside it. Without that, the gap looks like a saving.",
    ],
    formula:
      "tokens priced  = priced tokens ÷ all tokens\ncost allocated = allocated ÷ spend\ncost reported  = reported ÷ spend",
    practice: [
      {
        text: "A rate can have coverage too. Exports without a cache count stay out of the hit rate, and the page says for how much of the input it speaks.",
      },
    ],
    related: ["unpriced-tokens", "unallocated-cost", "reconciliation", "import"],
    page: "/",
  },
  {
    slug: "reconciliation",
    name: "Reconciliation",
    category: "Operations",
    definition:
      "Explaining the difference between the invoice and our own figure, cause by cause, until what is left is too small to matter.",
    why: [
      "Finance trusts a cost report when it meets the invoice. The bridge always ends at the invoice exactly, and what no cause explains is shown as the residual, not spread out of sight. Half a percent is a good aim.",
    ],
    formula:
      "computed\n+ price and tier differences\n+ unpriced usage\n+ usage missing from the imports\n+ shift at the day boundary\n+ credits + tax + rounding\n+ residual\n= invoice\n\nvariance % = (invoice − computed) ÷ invoice",
    practice: [
      {
        text: "Provider days are UTC days. A report in New York time moves four or five hours of every day, and of every month, to the day before.",
        source: "Export formats of OpenAI and Anthropic",
        url: "https://platform.claude.com/docs/en/api/admin/usage_report/retrieve_messages",
      },
      {
        text: "Missing usage is mostly a key or an account that nobody exports.",
      },
    ],
    related: ["reported-cost", "computed-cost", "calibration-factor", "coverage", "reporting-time-zone"],
  },
  {
    slug: "reporting-time-zone",
    name: "Reporting time zone",
    category: "Operations",
    definition: "The zone in which your days and months begin. Every figure by day, week or month uses it.",
    why: [
      "A day is 23 or 25 hours long twice a year in many places, and some zones are off by half an hour. Costcurve cuts hours where your zone cuts them.",
      "A row that a provider gives for a whole UTC day cannot be cut. It keeps its date, is marked, and is left out of figures by hour.",
    ],
    practice: [
      {
        text: "Anthropic’s usage report can be had by hour or minute as well as by day; by hour it falls into local days exactly.",
        source: "Anthropic usage report reference",
        url: "https://platform.claude.com/docs/en/api/admin/usage_report/retrieve_messages",
      },
    ],
    related: ["reconciliation", "import", "spend"],
    page: "/settings",
  },
];
