/** Cost that no rule gives to a product, by what its scope gives; pico-dollars. */
export type Unallocated = Readonly<{ parts: Readonly<Record<string, string | null>>; cost: bigint }>;

/** A condition that would reach such cost, and how much of it. */
export type Suggestion = Readonly<{ when: Readonly<Record<string, string | null>>; cost: bigint }>;

/** The part that tells best whose cost it is comes first: a project is somebody's, an account is everybody's. */
export const TELLING_PARTS = [
  "feature",
  "project",
  "workspace",
  "api_key",
  "customer",
  "user",
  "environment",
  "account",
] as const;

/**
 * The conditions that would reduce unallocated cost most, dearest first: each scope by the most telling part it gives.
 * The cost is all that the condition reaches, as a rule at the end of the set would. Scopes that give nothing come
 * under one condition: that none of the parts is given.
 * @param parts those the rows are told apart by, the most telling first
 */
export function suggestionsOf(
  rows: readonly Unallocated[],
  parts: readonly string[],
  most: number,
): Suggestion[] {
  const reached = new Map<string, bigint>();
  const conditions = new Map<string, Suggestion["when"]>();
  const none = Object.fromEntries(parts.map((name) => [name, null]));
  for (const { parts: given, cost } of rows) {
    const whens = parts.flatMap((name) => (given[name] == null ? [] : [{ [name]: given[name] }]));
    const [telling = none] = whens;
    conditions.set(JSON.stringify(telling), telling);
    for (const when of whens.length > 0 ? whens : [none]) {
      const key = JSON.stringify(when);
      reached.set(key, (reached.get(key) ?? 0n) + cost);
    }
  }
  return [...conditions]
    .map(([key, when]) => ({ when, cost: reached.get(key) ?? 0n }))
    .filter(({ cost }) => cost > 0n)
    .sort((a, b) => (a.cost === b.cost ? 0 : a.cost > b.cost ? -1 : 1))
    .slice(0, most);
}
