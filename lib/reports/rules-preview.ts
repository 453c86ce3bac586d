import { relativeChange } from "@/lib/economics";
import { dimensionWord } from "@/lib/filters/dimensions";
import { parseUsd, pico, usdText } from "@/lib/money";
import { shareOf } from "./figures";
import type { Line } from "./line";
import type { RulesCheck } from "./rules-check";

/** A check of rules as the page shows it before they are saved. */
export type RulesPreview = Readonly<{
  moves: readonly Line[];
  /** Rules that no cost of the days reaches, by their place from 0. */
  neverMatch: readonly number[];
  unmatched: Readonly<{ scopes: number; rows: number; cost: string; largest: readonly Line[] }>;
  /** USD as decimal text, and its share of all cost of the days. */
  unallocated: Readonly<{
    before: string;
    after: string;
    shareBefore: string | null;
    shareAfter: string | null;
  }>;
}>;

/** What a set of rules would move, ready to be drawn: amounts as in the check, and their changes. */
export function rulesPreview(check: RulesCheck): RulesPreview {
  const total = amountOf(check.total);
  const { before, after } = check.unallocated;
  return {
    moves: check.moves.map((move) => ({
      id: `${move.month} ${move.product ?? ""}`,
      cells: {
        month: move.month,
        product: move.product,
        before: move.before,
        after: move.after,
        moved: usdText(pico(amountOf(move.after) - amountOf(move.before))),
        change: relativeChange(amountOf(move.before), amountOf(move.after)),
      },
      missing: { product: "Unallocated" },
      muted: move.product === null,
    })),
    neverMatch: check.never_match.map(({ rule }) => rule),
    unmatched: {
      ...check.unmatched,
      largest: check.unmatched.largest.map(({ scope, cost }, i) => ({
        id: String(i),
        cells: { scope: scopeText(scope), cost },
        missing: { scope: "Nothing given" },
      })),
    },
    unallocated: {
      before,
      after,
      shareBefore: shareOf(amountOf(before), total),
      shareAfter: shareOf(amountOf(after), total),
    },
  };
}

/** "project a, API key k"; null where nothing is given. */
export const scopeText = (parts: Readonly<Record<string, string | null>>): string | null =>
  Object.entries(parts)
    .flatMap(([name, value]) => (value === null ? [] : [`${dimensionWord(name)} ${value}`]))
    .join(", ") || null;

function amountOf(text: string): bigint {
  const parsed = parseUsd(text);
  if (!parsed.ok) throw new Error(`a check of rules gave no amount: ${text}`);
  return parsed.value;
}
