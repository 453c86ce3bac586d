import type { ChargeLine } from "@/lib/db/charge-lines";
import { relativeChange } from "@/lib/economics";
import { absentLabel, type Dimension, type Filters, hrefWith, valueLabel } from "@/lib/filters";
import { metricOf, type Sums, valueText } from "@/lib/metrics";
import { pico, usdText } from "@/lib/money";
import { shareOf } from "./figures";
import type { Line } from "./line";
import { tokensOf } from "./tokens";

export type GroupSums = ReadonlyMap<string | null, Sums>;

type Asked = Readonly<{
  filters: Filters;
  by: Dimension;
  /** What a group opens into. */
  next: Dimension;
  now: GroupSums;
  before: GroupSums | null;
  lines: readonly ChargeLine[];
  linesBefore: readonly ChargeLine[];
  total: Sums;
  totalBefore: Sums | null;
}>;

/**
 * The table of spend: each group's usage, the largest first, then every charge without usage as a line of its own with
 * its FOCUS category. The lines are taken out of their group, so rows add up to the total (ledger rule 1).
 */
export function spendLines(asked: Asked): { lines: Line[]; total: Line } {
  const all = asked.total.effective_cost ?? 0n;
  const aside = amountsByKey(asked.lines);
  const asideBefore = amountsByKey(asked.linesBefore);
  const groups = [...asked.now]
    .map(([key, sums]) => ({ key, sums, spend: (sums.effective_cost ?? 0n) - (aside.get(key) ?? 0n) }))
    .filter(({ sums, spend }) => (sums.events ?? 0n) > 0n || spend !== 0n)
    .sort((a, b) => (a.spend === b.spend ? names(a.key, b.key) : a.spend > b.spend ? -1 : 1));
  const usage = groups.map(({ key, sums, spend }) => {
    const was = asked.before?.get(key);
    const before = was ? (was.effective_cost ?? 0n) - (asideBefore.get(key) ?? 0n) : 0n;
    return groupLine(asked, { key, sums, spend, before, all });
  });
  const charges = asked.lines.map((line) => chargeLine(asked, line, all));
  return { lines: [...usage, ...charges], total: totalLine(asked, all) };
}

const names = (a: string | null, b: string | null): number => ((a ?? "￿") < (b ?? "￿") ? -1 : 1);

function amountsByKey(lines: readonly ChargeLine[]): Map<string | null, bigint> {
  const sums = new Map<string | null, bigint>();
  for (const { key, amount } of lines) sums.set(key, (sums.get(key) ?? 0n) + amount);
  return sums;
}

const UNPRICED = { spend: "unpriced", perMillion: "unpriced" };

type Group = Readonly<{ key: string | null; sums: Sums; spend: bigint; before: bigint; all: bigint }>;

function groupLine(asked: Asked, { key, sums, spend, before, all }: Group): Line {
  const { filters, by, next } = asked;
  const where = { [by]: [key] };
  const tokens = tokensOf(sums);
  const unpriced = sums.unpriced_tokens ?? 0n;
  // What has no tokens at all (images, seconds) has no price either: it must not read as free.
  const isUnpriced = unpriced === tokens && spend === 0n && (sums.covered_cost ?? 0n) === 0n;
  // A reported cost can stand where our price book has nothing.
  const hasNoPrice = isUnpriced || ((sums.computed_cost ?? 0n) === 0n && (sums.covered_cost ?? 0n) > 0n);
  const usageSums = { ...sums, effective_cost: spend };
  const isNew = asked.before !== null && before === 0n && !isUnpriced;
  return {
    id: `group ${JSON.stringify(key)}`,
    cells: {
      group: key === null ? null : valueLabel(by, key),
      spend: isUnpriced ? null : usdText(pico(spend)),
      share: isUnpriced ? null : shareOf(spend, all),
      change: asked.before === null || isUnpriced ? null : relativeChange(before, spend),
      tokens: tokens.toString(),
      perMillion: isUnpriced ? null : perMillion(usageSums),
      computed: hasNoPrice ? null : usdText(pico(sums.computed_cost ?? 0n)),
      reported: reportedOf((sums.reported_cost ?? 0n) - chargesOf(asked.lines, key)),
    },
    links: {
      group: hrefWith(filters, { where, rest: { by: [next], view: [], sort: [] } }),
      spend: hrefWith(filters, { where }, "/rows"),
      computed: hrefWith(filters, { where }, "/rows"),
      reported: hrefWith(filters, { where, rest: { kind: ["charges"] } }, "/rows"),
    },
    missing: {
      group: absentLabel(by),
      ...(isUnpriced ? UNPRICED : {}),
      ...(hasNoPrice ? { computed: "unpriced" } : {}),
      ...(isNew ? { change: "new" } : {}),
    },
    ...(unpriced > 0n && !isUnpriced ? { notes: { spend: "part unpriced" } } : {}),
    ...(key === null ? { muted: true } : {}),
  };
}

const chargesOf = (lines: readonly ChargeLine[], key: string | null): bigint =>
  lines.reduce((sum, line) => (line.key === key ? sum + line.amount : sum), 0n);

function chargeLine({ filters, by, linesBefore, before }: Asked, line: ChargeLine, all: bigint): Line {
  const { key, provider, category, lineItem, amount } = line;
  const was = linesBefore.find(
    (l) => l.key === key && l.provider === provider && l.category === category && l.lineItem === lineItem,
  );
  const where = { ...(by === "provider" ? {} : { [by]: [key] }), provider: [provider] };
  const charges = hrefWith(filters, { where, rest: { kind: ["charges"] } }, "/rows");
  const parts = [category, provider, ...(key === null || by === "provider" ? [] : [key])];
  return {
    id: `charge ${JSON.stringify([key, provider, category, lineItem])}`,
    cells: {
      group: lineItem ?? category,
      spend: usdText(pico(amount)),
      share: shareOf(amount, all),
      change: was ? relativeChange(was.amount, amount) : null,
      tokens: null,
      perMillion: null,
      computed: null,
      reported: usdText(pico(amount)),
    },
    links: { spend: charges, reported: charges },
    missing: before !== null && !was ? { change: "new" } : {},
    notes: { group: parts.join(" · ") },
    muted: true,
  };
}

function totalLine({ total, totalBefore }: Asked, all: bigint): Line {
  return {
    id: "total",
    cells: {
      group: "Total",
      spend: usdText(pico(all)),
      share: null,
      change: totalBefore === null ? null : relativeChange(totalBefore.effective_cost ?? 0n, all),
      tokens: tokensOf(total).toString(),
      perMillion: perMillion(total),
      computed: usdText(pico(total.computed_cost ?? 0n)),
      reported: reportedOf(total.reported_cost ?? 0n),
    },
  };
}

function perMillion(sums: Sums): string | null {
  const value = valueText(metricOf("cost_per_million_tokens"), sums);
  return value === null ? null : String(value);
}

/** No report at all reads “–”, since nothing was said. */
const reportedOf = (amount: bigint): string | null => (amount === 0n ? null : usdText(pico(amount)));
