import { focusReleases, openaiUsage } from "../citations";
import type { GlossaryTerm } from "../term";

/** How files become figures, and how each figure leads back to its file. */
export const dataTerms: readonly GlossaryTerm[] = [
  {
    slug: "focus",
    name: "FOCUS",
    category: "Data",
    definition:
      "The FinOps Open Cost and Usage Specification: one set of columns for the bills of all technology providers, kept by the FinOps Foundation.",
    why: [
      "One name for one thing. Where FOCUS has a word, Costcurve uses it: list, contracted, billed and effective cost, charge category, sku.",
      "A file does not say which version it follows. That is told by its columns.",
    ],
    practice: [
      {
        text: "Version 1.2 was ratified on 29 May 2025, 1.3 in December 2025, and 1.4 on 4 June 2026 with two further data sets and 47 columns.",
        ...focusReleases,
      },
      {
        text: "From version 1.2 a price may be in a virtual currency, and “Token” there means such a credit, not a language model’s token.",
        source: "FOCUS specification 1.2, PricingCurrency",
        url: "https://focus.finops.org/focus-specification/",
      },
    ],
    related: ["charge-category", "billed-cost", "effective-cost", "list-cost", "sku"],
  },
  {
    slug: "import",
    name: "Import",
    category: "Data",
    definition:
      "One file or upload, read once: recognised by its content, checked row by row, and kept, so that every figure leads back to file and line.",
    why: [
      "The same file twice adds nothing. A broken row is rejected alone, with line, column and reason, and can be downloaded; the others count. A row that comes again with other numbers replaces the earlier one.",
    ],
    formula: "read = accepted + duplicate + rejected",
    formulaNote:
      "Buckets without any usage are counted apart: providers send them for every hour in which nothing happened.",
    practice: [
      {
        text: "The running day is never complete. Its bucket grows until midnight UTC, so importing it again is an update and not a second row.",
        ...openaiUsage,
      },
    ],
    related: ["void", "overlap", "coverage", "token-identity"],
    page: "/imports",
  },
  {
    slug: "void",
    name: "Void",
    category: "Data",
    definition:
      "To take an import out of every figure, without deleting it. Restoring it brings all of it back.",
    why: [
      "Mistakes are part of the work: a file of another company, an export cut off halfway. Void follows through to each total, and rows that the import had replaced count again.",
      "Without the cost export, its days return to computed cost. Without the usage export, the money of its days remains, as plain lines, and spend equals the provider’s total.",
    ],
    practice: [{ text: "A file that was voided is no longer known. Uploading it again is a new import." }],
    related: ["import", "overlap", "reprice", "effective-cost"],
    page: "/imports",
  },
  {
    slug: "overlap",
    name: "Overlap",
    category: "Data",
    definition:
      "Two files that tell of the same usage in different cuts, for example one grouped by model and one by key, or request logs beside daily sums.",
    why: [
      "Their rows differ, so no comparison of rows would find them equal, and added together they double the spend. Costcurve notices and asks which one is to count.",
    ],
    practice: [
      {
        text: "OpenAI’s usage report leaves every dimension empty that was not asked for in its grouping, so the cut shows in which cells are filled.",
        ...openaiUsage,
      },
      {
        text: "LiteLLM keeps one usage in six daily tables, by user, team, tag and so on. Adding two of them counts it twice.",
        source: "LiteLLM, schema.prisma",
        url: "https://github.com/BerriAI/litellm",
      },
    ],
    related: ["import", "void", "reported-cost", "scope"],
    page: "/imports",
  },
  {
    slug: "scope",
    name: "Scope",
    category: "Data",
    definition:
      "Who used it: one distinct combination of account, project, workspace, key, user, customer, feature, environment and tags.",
    why: [
      "Rules give scopes to products. A few thousand scopes stand for millions of rows, so a new rule moves a year of cost in seconds, and can show beforehand what it would move.",
      "A part that the source does not give is absent, not empty text, and can be filtered for.",
    ],
    practice: [
      {
        text: "Every new value of a tag makes new scopes. A request id used as a tag makes one for each request, and helps nobody.",
      },
    ],
    related: ["allocation", "sku", "unallocated-cost", "overlap"],
    page: "/products",
  },
  {
    slug: "sku",
    name: "SKU",
    category: "Data",
    definition:
      "What was used: one distinct combination of provider, model, service tier, geography, context band and unit. It is what a price belongs to.",
    why: [
      "Prices change for skus and not for rows. Together with the scope, which says who, it describes all usage in two small tables.",
      "The provider is whoever bills. A model reached through a reseller is the reseller’s sku, at the reseller’s price.",
    ],
    practice: [
      {
        text: "On Amazon Bedrock the sku is a text that holds region, model, token class and tier in one, and regional endpoints cost 10% more than global ones.",
        source: "AWS, understanding Bedrock cost and usage data",
        url: "https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-understanding-cur-data.html",
      },
    ],
    related: ["scope", "price-book", "context-band", "service-tier", "focus"],
  },
  {
    slug: "reprice",
    name: "Reprice",
    category: "Data",
    definition: "To compute past cost again with corrected prices, after seeing what would change.",
    why: [
      "Prices come late: a contract signed in March may hold from January. Nothing moves by itself; a person starts it, sees the difference first, and the earlier figures stay on record and can be put back.",
      "Cost is not stamped on the rows. A price is assigned to a sku and a span of time, so correcting one touches a few entries, not millions.",
    ],
    practice: [
      {
        text: "A catalogue can be wrong about the past. In genai-prices 0.1.8 cached tokens of o3 cost $0.50 per million even before the price cut of June 2025.",
        source: "genai-prices 0.1.8",
        url: "https://github.com/pydantic/genai-prices",
        checked: "23 Nov 2026",
      },
    ],
    related: ["price-book", "computed-cost", "unpriced-tokens", "void"],
  },
];
