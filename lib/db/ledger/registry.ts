import type { Dimensions } from "@/lib/ingest/records";
import type { Transaction } from "../organization";
import { sql } from "../sql";

/** What is charged for: the parts of a sku. `unit` is "tokens", or the name of what else is sold. */
export type SkuParts = Readonly<{
  provider: string;
  model: string | null;
  serviceTier: string | null;
  geography: string | null;
  contextBand: string | null;
  unit: string;
  category: string;
}>;
export type Sku = SkuParts & { readonly id: number };
export type Scope = Dimensions & { readonly id: number };

const SEPARATOR = "\u001f";
const GIVEN = "\u0001";
/** Distinguishes an absent part from any text. */
const part = (value: string | null) => (value === null ? "" : GIVEN + value);

/**
 * The organization's scopes and skus, known by content. Loaded once an import while the organization's import lock is
 * held, so that new ids can be given here, without asking the database row by row, and written together at the end.
 */
export class Registry {
  readonly #scopes = new Map<string, number>();
  readonly #skus = new Map<string, number>();
  readonly #allSkus = new Map<number, Sku>();
  readonly #allScopes = new Map<number, Scope>();
  #newScopes: Scope[] = [];
  #newSkus: Sku[] = [];
  /** The same by a chain of maps, one a part: what every row asks, without making a text of its parts. */
  readonly #scopeTree: Tree = new Map();
  readonly #skuTree: Tree = new Map();
  #lastScope = 0;
  #lastSku = 0;

  static async load(tx: Transaction): Promise<Registry> {
    const registry = new Registry();
    const org = tx.organizationId;
    const scopes =
      await tx.rows<Scope>(sql`select id, account, project, workspace, api_key as "apiKey", "user",
      customer, feature, environment, tags from scope where organization_id = ${org}`);
    for (const scope of scopes) registry.#keepScope(scopeText(scope), scope);
    const skus = await tx.rows<Sku>(sql`select id, provider, model, service_tier as "serviceTier", geography,
      context_band as "contextBand", unit, charge_category as category from sku where organization_id = ${org}`);
    for (const sku of skus) registry.#keepSku(skuText(sku), sku);
    return registry;
  }

  /**
   * The scope of a row. `account` stands in where the row names none. Parts of few values come first, so that the chain
   * stays short where one part has many.
   */
  scopeOf(d: Dimensions, account: string | null): number {
    const own = d.account ?? account;
    const branch = branchOf(
      branchOf(branchOf(branchOf(branchOf(this.#scopeTree, own), d.workspace), d.environment), d.project),
      d.feature,
    );
    const leaf = branchOf(branchOf(branchOf(branch, d.apiKey), tagsText(d.tags)), d.customer);
    const known = leaf.get(d.user);
    if (typeof known === "number") return known;
    const id = this.scopeId(own === d.account ? d : { ...d, account: own });
    leaf.set(d.user, id);
    return id;
  }

  /** The sku of a row of tokens. */
  skuOf(
    provider: string,
    model: string | null,
    tier: string | null,
    geography: string | null,
    band: string | null,
  ): number {
    const leaf = branchOf(branchOf(branchOf(branchOf(this.#skuTree, provider), model), tier), geography);
    const known = leaf.get(band);
    if (typeof known === "number") return known;
    const parts = { provider, model, serviceTier: tier, geography, contextBand: band };
    const id = this.skuId({ ...parts, unit: "tokens", category: "Usage" });
    leaf.set(band, id);
    return id;
  }

  scopeId(dimensions: Dimensions): number {
    const text = scopeText(dimensions);
    const known = this.#scopes.get(text);
    if (known !== undefined) return known;
    const scope = { ...dimensions, id: this.#lastScope + 1 };
    this.#keepScope(text, scope);
    this.#newScopes.push(scope);
    return scope.id;
  }

  skuId(parts: SkuParts): number {
    const text = skuText(parts);
    const known = this.#skus.get(text);
    if (known !== undefined) return known;
    const sku = { ...parts, id: this.#lastSku + 1 };
    this.#keepSku(text, sku);
    this.#newSkus.push(sku);
    return sku.id;
  }

  sku(id: number): Sku | undefined {
    return this.#allSkus.get(id);
  }

  scope(id: number): Scope | undefined {
    return this.#allScopes.get(id);
  }

  get newScopes(): readonly Scope[] {
    return this.#newScopes;
  }

  get newSkus(): readonly Sku[] {
    return this.#newSkus;
  }

  /** Writes what is new; afterwards events may refer to it. */
  async save(tx: Transaction, hash: (text: string) => string): Promise<void> {
    const org = tx.organizationId;
    for (const rows of slices(this.#newScopes)) {
      const data = rows.map((s) => ({ ...s, hash: hash(scopeText(s)) }));
      await tx.run(sql`insert into scope (organization_id, id, account, project, workspace, api_key, "user", customer,
          feature, environment, tags, hash)
        select ${org}::int, id, account, project, workspace, "apiKey", "user", customer, feature, environment, tags, hash
        from json_to_recordset(${JSON.stringify(data)}::json) as x(id int, account text, project text, workspace text,
          "apiKey" text, "user" text, customer text, feature text, environment text, tags jsonb, hash uuid)`);
    }
    for (const rows of slices(this.#newSkus)) {
      const data = rows.map((s) => ({ ...s, hash: hash(skuText(s)) }));
      await tx.run(sql`insert into sku (organization_id, id, provider, model, service_tier, geography, context_band,
          unit, charge_category, hash)
        select ${org}::int, id, provider, model, "serviceTier", geography, "contextBand", unit, category, hash
        from json_to_recordset(${JSON.stringify(data)}::json) as x(id int, provider text, model text, "serviceTier" text,
          geography text, "contextBand" text, unit text, category text, hash uuid)`);
    }
    this.#newScopes = [];
    this.#newSkus = [];
  }

  #keepScope(text: string, scope: Scope): void {
    this.#scopes.set(text, scope.id);
    this.#allScopes.set(scope.id, scope);
    if (scope.id > this.#lastScope) this.#lastScope = scope.id;
  }

  #keepSku(text: string, sku: Sku): void {
    this.#skus.set(text, sku.id);
    this.#allSkus.set(sku.id, sku);
    if (sku.id > this.#lastSku) this.#lastSku = sku.id;
  }
}

type Tree = Map<string | null, Tree | number>;

function branchOf(tree: Tree, part: string | null): Tree {
  const known = tree.get(part);
  if (known !== undefined && typeof known !== "number") return known;
  const branch: Tree = new Map();
  tree.set(part, branch);
  return branch;
}

function scopeText(d: Dimensions): string {
  return (
    part(d.account) +
    SEPARATOR +
    part(d.project) +
    SEPARATOR +
    part(d.workspace) +
    SEPARATOR +
    part(d.apiKey) +
    SEPARATOR +
    part(d.user) +
    SEPARATOR +
    part(d.customer) +
    SEPARATOR +
    part(d.feature) +
    SEPARATOR +
    part(d.environment) +
    SEPARATOR +
    tagsText(d.tags)
  );
}

function tagsText(tags: Readonly<Record<string, string>>): string {
  for (const _ in tags) return sortedTags(tags);
  return "";
}

function sortedTags(tags: Readonly<Record<string, string>>): string {
  const names = Object.keys(tags);
  return names
    .sort()
    .map((name) => name + GIVEN + tags[name])
    .join(SEPARATOR);
}

function skuText(s: SkuParts): string {
  const { provider, model, serviceTier, geography, contextBand, unit, category } = s;
  return `${provider}${SEPARATOR}${part(model)}${SEPARATOR}${part(serviceTier)}${SEPARATOR}${part(geography)}${SEPARATOR}${part(contextBand)}${SEPARATOR}${unit}${SEPARATOR}${category}`;
}

function* slices<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < rows.length; i += 5_000) yield rows.slice(i, i + 5_000);
}
