/** What figures can be filtered and grouped by, in the order offered. `tag.NAME` stands beside them. */
export const DIMENSIONS = [
  "provider",
  "model",
  "product",
  "account",
  "project",
  "workspace",
  "api_key",
  "user",
  "customer",
  "plan",
  "feature",
  "environment",
  "team",
  "cost_kind",
  "tier",
] as const;
/** Which units of work count, by their name: a filter on what is counted beside cost, of which it tells nothing apart. */
export const UNIT = "unit" as const;
export type Dimension = (typeof DIMENSIONS)[number] | typeof UNIT | `tag.${string}`;

type Named = Exclude<Dimension, `tag.${string}`>;
const LABELS: Record<Named, { one: string; many: string }> = {
  provider: { one: "Provider", many: "providers" },
  model: { one: "Model", many: "models" },
  product: { one: "Product", many: "products" },
  account: { one: "Account", many: "accounts" },
  project: { one: "Project", many: "projects" },
  workspace: { one: "Workspace", many: "workspaces" },
  api_key: { one: "API key", many: "API keys" },
  user: { one: "User", many: "users" },
  customer: { one: "Customer", many: "customers" },
  plan: { one: "Plan", many: "plans" },
  feature: { one: "Feature", many: "features" },
  environment: { one: "Environment", many: "environments" },
  team: { one: "Team", many: "teams" },
  cost_kind: { one: "Kind of cost", many: "kinds of cost" },
  tier: { one: "Tier", many: "tiers" },
  unit: { one: "Unit of work", many: "units of work" },
};

const TAG = /^tag\.[^\s=&]{1,100}$/;

const isNamed = (text: string): text is Named => Object.hasOwn(LABELS, text);

/** True for the id of what can be filtered by, `tag.NAME` included. */
export const isDimension = (text: string): text is Dimension => isNamed(text) || TAG.test(text);

/** True for the id of what figures can be grouped by. */
export const isGrouping = (text: string): text is Dimension => text !== UNIT && isDimension(text);

/** "Provider", "API key", "team" for `tag.team`. */
export const dimensionLabel = (dimension: Dimension): string =>
  isNamed(dimension) ? LABELS[dimension].one : dimension.slice("tag.".length);

/** Within a sentence: "provider", "API key", "tag team" for `tag.team`; any other name by itself. */
export function dimensionWord(name: string): string {
  if (!isNamed(name)) return TAG.test(name) ? `tag ${name.slice("tag.".length)}` : name;
  const { one } = LABELS[name];
  return /^[A-Z]{2}/.test(one) ? one : one.charAt(0).toLowerCase() + one.slice(1);
}

/** For "All providers": "providers", "API keys", "team" for `tag.team`. */
export const dimensionPlural = (dimension: Dimension): string =>
  isNamed(dimension) ? LABELS[dimension].many : dimension.slice("tag.".length);

/** How an absent value reads on pages (ledger rule 10). */
export const absentLabel = (dimension: Dimension): string =>
  dimension === "product" ? "Unallocated" : "Not given";

const COST_KINDS: Readonly<Record<string, string>> = {
  cost_of_revenue: "Cost of revenue",
  research: "Research",
};

/** How a value reads on pages: as the data name it, but for those that are a word of ours. */
export const valueLabel = (dimension: Dimension, value: string): string =>
  dimension === "cost_kind" ? (COST_KINDS[value] ?? value) : value;
