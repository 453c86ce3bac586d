import type { Actor } from "@/lib/access/actor";
import { type RuleSet, sentenceOf } from "@/lib/allocation";
import { previewAllocation } from "@/lib/db/allocation-preview";
import { askCube } from "@/lib/db/cube-query";
import type { NumberedScope } from "@/lib/db/ledger/plan";
import { idInForce } from "@/lib/db/ledger/products";
import { inOrganization } from "@/lib/db/organization";
import { pico, usdText } from "@/lib/money";
import { monthEnd } from "@/lib/time";

const LARGEST_MAX = 20;

/** What a rule set would change, before it is in force. Amounts are USD as decimal text. */
export type RulesCheck = Readonly<{
  /** The days looked at; null: all there are. */
  from: string | null;
  to: string | null;
  products: number;
  rules: number;
  /** The id of the set in force, which the amounts before are of; null where there is none. */
  in_force: string | null;
  /** Cost by month (YYYY-MM) and product (null: unallocated), where the set changes it. */
  moves: readonly Readonly<{ month: string; product: string | null; before: string; after: string }>[];
  /** Rules that no cost of these days reaches, by their place from 0. */
  never_match: readonly Readonly<{ rule: number; path: string; when: string; product: string }>[];
  /** What no rule matches: scopes, rows of usage, their cost, and the dearest scopes. */
  unmatched: Readonly<{
    scopes: number;
    rows: number;
    cost: string;
    largest: readonly Readonly<{ scope: Readonly<Record<string, string>>; cost: string }>[];
  }>;
  allocated: Readonly<{ before: string; after: string }>;
  unallocated: Readonly<{ before: string; after: string }>;
  total: string;
}>;

/**
 * Compares a checked rule set with what is in force, over some local days or all of them; nothing is written. Both sides
 * add up to the same total, to the pico-dollar.
 */
export async function rulesCheck(
  actor: Actor,
  set: RuleSet,
  range: Readonly<{ from: string; to: string }> | null = null,
): Promise<RulesCheck> {
  return inOrganization(actor.organizationId, async (tx) => {
    const { cells, unmatched } = await previewAllocation(tx, set, range);
    const months = cells.map(({ month }) => month).sort();
    const [first, last] = [months[0], months.at(-1)];
    const days = range ?? (first && last ? { from: `${first}-01`, to: monthEnd(`${last}-01`) } : null);
    const before =
      days === null
        ? []
        : await askCube(tx, {
            ...days,
            measures: ["effective_cost"],
            grain: "month",
            by: ["product"],
            where: {},
            zone: actor.timeZone,
          });
    const moves = new Moves();
    for (const { period, keys, sums } of before)
      moves.add("before", (period ?? "").slice(0, 7), keys[0] ?? null, sums.effective_cost ?? 0n);
    const matched = new Set<number>();
    for (const { month, product, rule, cost, rows } of cells) {
      moves.add("after", month, product, cost);
      if (rule !== null && (cost !== 0n || rows > 0n)) matched.add(rule);
    }
    const bare = cells.filter(({ rule }) => rule === null);
    const usd = (amount: bigint) => usdText(pico(amount));
    return {
      from: range?.from ?? null,
      to: range?.to ?? null,
      products: set.products.length,
      rules: set.rules.length,
      in_force: await idInForce(tx),
      moves: moves
        .changed()
        .map(({ before: was, after, ...at }) => ({ ...at, before: usd(was), after: usd(after) })),
      never_match: set.rules.flatMap((rule, index) => {
        if (matched.has(index)) return [];
        const { when, gives } = sentenceOf(rule);
        return [{ rule: index, path: `rules[${index}]`, when, product: gives }];
      }),
      unmatched: {
        scopes: unmatched.length,
        rows: Number(bare.reduce((sum, { rows }) => sum + rows, 0n)),
        cost: usd(bare.reduce((sum, { cost }) => sum + cost, 0n)),
        largest: unmatched
          .slice(0, LARGEST_MAX)
          .map(({ scope, cost }) => ({ scope: partsOfScope(scope), cost: usd(cost) })),
      },
      allocated: { before: usd(moves.sum("before", true)), after: usd(moves.sum("after", true)) },
      unallocated: { before: usd(moves.sum("before", false)), after: usd(moves.sum("after", false)) },
      total: usd(moves.sum("after", true) + moves.sum("after", false)),
    };
  });
}

type Move = { month: string; product: string | null; before: bigint; after: bigint };

/** Products are alike in whatever case, as everywhere. */
class Moves {
  private readonly moves = new Map<string, Move>();

  add(side: "before" | "after", month: string, product: string | null, amount: bigint): void {
    const key = JSON.stringify([month, product?.toLowerCase() ?? null]);
    const move = this.moves.get(key) ?? { month, product, before: 0n, after: 0n };
    if (side === "after") move.product = product;
    move[side] += amount;
    this.moves.set(key, move);
  }

  /** By month, products by name, what is unallocated last. */
  changed(): Move[] {
    return [...this.moves.values()]
      .filter(({ before, after }) => before !== after)
      .sort((a, b) => {
        if (a.month !== b.month) return a.month < b.month ? -1 : 1;
        if (a.product === null || b.product === null) return a.product === null ? 1 : -1;
        return a.product < b.product ? -1 : 1;
      });
  }

  sum(side: "before" | "after", allocated: boolean): bigint {
    return [...this.moves.values()]
      .filter(({ product }) => (product !== null) === allocated)
      .reduce((sum, move) => sum + move[side], 0n);
  }
}

/** What a scope gives, by the names rules ask for it. */
export function partsOfScope(scope: NumberedScope): Record<string, string> {
  const { id: _, apiKey, tags, ...others } = scope;
  const given = {
    ...others,
    api_key: apiKey,
    ...Object.fromEntries(Object.entries(tags).map(([k, v]) => [`tag.${k}`, v])),
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}
