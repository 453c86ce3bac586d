import { type Money, minus, pico, plus, ratioText, split, ZERO } from "@/lib/money";
import { type Fields, matchCharges } from "./match-charges";

/**
 * A reported amount of one provider, account and UTC day. `layable`: it is for tokens, or for the searches that usage
 * counts beside them, so usage may lie behind it.
 */
export type LaidCharge = Fields & Readonly<{ amount: Money; layable: boolean; isForSearches?: boolean }>;

/**
 * A part of that day's usage: `computed` is the cost of what has a price, `rowReported` the rows' own amount. `searches`
 * are the web searches among it, and what of `computed` they are.
 */
export type LaidPart = Fields &
  Readonly<{
    computed: Money;
    unpricedTokens: bigint;
    tokens: bigint;
    rowReported: Money | null;
    searches?: Readonly<{ count: bigint; computed: Money }>;
  }>;

/** Charges laid together over parts. Indexes are positions in the lists given. */
export type LaidGroup = Readonly<{
  charges: readonly number[];
  parts: readonly number[];
  /** R: the charges' sum; Σ effective of the parts is exactly this. */
  reported: Money;
  /** Σ of the parts' own price (row-reported where a row states one). */
  computed: Money;
  /** The calibration factor R / Σ computed; null where nothing was priced (§5.15 step 4). */
  factor: string | null;
}>;

export type Laid = Readonly<{
  /** By part: what was laid on it; null where no charge reached it, so it stays row-reported or computed. */
  effective: readonly (Money | null)[];
  /** By part: of what was computed, what no charge speaks of; 0 but where searches and tokens are charged apart. */
  kept: readonly Money[];
  /** Charges with no usage behind them, credits and what is not for tokens: lines of their own. */
  lines: readonly number[];
  groups: readonly LaidGroup[];
}>;

/**
 * Lays reported charges over computed detail for one provider, account and UTC day (economics §5.15, ledger rule 3).
 * Nothing is added and nothing lost: Σ effective of reached parts + Σ amounts of lines = Σ charges, to the pico-dollar.
 * Remainders go by largest remainder, ties by the order of `parts`: give them in key order.
 */
export function layReported(charges: readonly LaidCharge[], parts: readonly LaidPart[]): Laid {
  const areApart = charges.some(({ isForSearches }) => isForSearches);
  return areApart ? layApart(charges, parts) : layTogether(charges, parts);
}

const hasSearches = ({ rowReported, searches }: LaidPart): boolean =>
  rowReported === null && searches !== undefined && searches.count > 0n;

/** Charges for searches go over the searches that usage counts, all others over the rest of it. */
function layApart(charges: readonly LaidCharge[], parts: readonly LaidPart[]): Laid {
  const searching = parts.flatMap((part, index) => (hasSearches(part) ? [index] : []));
  const only = (forSearches: boolean) =>
    charges.map((charge) => ({
      ...charge,
      layable: charge.layable && (charge.isForSearches === true) === forSearches,
    }));
  const searchesOf = (index: number) => partAt(parts, index).searches ?? { count: 0n, computed: ZERO };
  const isSearching = new Set(searching);
  const rest = layTogether(
    only(false),
    parts.map((part, index) =>
      isSearching.has(index) ? { ...part, computed: minus(part.computed, searchesOf(index).computed) } : part,
    ),
  );
  const found = layTogether(
    only(true),
    searching.map((index) => {
      const { count, computed } = searchesOf(index);
      return { ...partAt(parts, index), computed, tokens: count, unpricedTokens: 0n };
    }),
  );
  const laidBy = new Map(searching.map((index, position) => [index, found.effective[position] ?? null]));
  const effective = parts.map((_, index) => {
    const [tokens, searches] = [rest.effective[index] ?? null, laidBy.get(index) ?? null];
    return tokens === null && searches === null ? null : plus(tokens ?? ZERO, searches ?? ZERO);
  });
  const kept = parts.map((part, index) => {
    if (!isSearching.has(index) || effective[index] === null) return ZERO;
    const { computed } = searchesOf(index);
    const left = rest.effective[index] === null ? minus(part.computed, computed) : ZERO;
    return laidBy.get(index) === null ? plus(left, computed) : left;
  });
  const lines = rest.lines.filter((index) => found.lines.includes(index));
  const groups = [
    ...rest.groups,
    ...found.groups.map((group) => ({ ...group, parts: group.parts.map((at) => searching[at] ?? at) })),
  ];
  return { effective, kept, lines, groups };
}

function layTogether(charges: readonly LaidCharge[], parts: readonly LaidPart[]): Laid {
  const matches = matchCharges(
    charges,
    charges.map((charge) => charge.layable && charge.amount >= 0n),
    parts,
    parts.map((part) => weightOf(part) >= 0n),
  );
  const effective: (Money | null)[] = parts.map(() => null);
  const taken = new Set<number>();
  const groups: LaidGroup[] = [];
  for (const match of matches) {
    const members = match.parts.map((index) => partAt(parts, index));
    const reported = sum(match.charges.map((index) => charges[index]?.amount ?? ZERO));
    const amounts = layGroup(reported, members);
    if (!amounts) continue;
    const computed = sum(members.map(weightOf));
    match.parts.forEach((index, position) => {
      effective[index] = amounts[position] ?? ZERO;
    });
    for (const index of match.charges) taken.add(index);
    groups.push({ ...match, reported, computed, factor: ratioText(reported, computed) });
  }
  const lines = charges.flatMap((_, index) => (taken.has(index) ? [] : [index]));
  return { effective, kept: parts.map(() => ZERO), lines, groups };
}

const weightOf = (part: LaidPart): Money => part.rowReported ?? part.computed;
/** A row that states its own amount has no unpriced rest. */
const unpricedOf = (part: LaidPart): bigint => (part.rowReported === null ? part.unpricedTokens : 0n);
const sum = (amounts: readonly bigint[]): Money => pico(amounts.reduce((a, b) => a + b, 0n));

function partAt(parts: readonly LaidPart[], index: number): LaidPart {
  const part = parts[index];
  if (!part) throw new RangeError(`There is no part ${index}.`);
  return part;
}

/**
 * One group: what its parts get of R, summing to R exactly, or null where there is nothing to lay it by. With unpriced
 * parts, priced ones keep their cost if R exceeds it and the rest goes to the unpriced by tokens; else all are scaled.
 */
function layGroup(reported: Money, parts: readonly LaidPart[]): Money[] | null {
  const weights = parts.map(weightOf);
  const computed = sum(weights);
  const unpriced = parts.map(unpricedOf);
  if (reported > computed && sum(unpriced) > 0n) {
    const rest = split(pico(reported - computed), unpriced);
    return weights.map((weight, index) => pico(weight + (rest[index] ?? 0n)));
  }
  if (computed > 0n) return split(reported, weights);
  const tokens = parts.map((part) => part.tokens);
  return sum(tokens) > 0n ? split(reported, tokens) : null;
}
