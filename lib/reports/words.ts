import type { Filters } from "@/lib/filters";
import { comparedLabel, rangeLabel } from "@/lib/filters";
import { formatPoints, formatShare, formatUsdText, parseDecimal, roundedQuotient } from "@/lib/money";
import { type DayRange, monthEnd, monthLabel, monthStart, periodLabel, shortPeriodLabel } from "@/lib/time";

/** A piece of a sentence and how it is drawn: a figure in bold, a judgement in its colour. */
export type Words = Readonly<{ text: string; as?: "figure" | "good" | "bad" }>;

/** What a page's opening words are made of. Amounts and ratios are decimal text; null where undefined. */
export type Story = Readonly<{
  /** "October inference", "Inference for 1–23 Nov", with what it is narrowed to. */
  subject: string;
  /** "September", "1–23 Oct"; null where there is nothing to compare with. */
  than: string | null;
  spend: string;
  spendChange: string | null;
  tokens: bigint;
  tokensChange: string | null;
  unpricedTokens: bigint;
  costPerMillion: string | null;
  costPerMillionChange: string | null;
  marginPercent: string | null;
  /** Difference of shares. */
  marginChange: string | null;
}>;

const HELD_POINTS = 0.005;
const TIMES_FROM = 2;

/** The opening of a page: what was spent, what was served for it, what was earned. */
export function storyWords(story: Story): Words[] {
  return [...spendWords(story), ...servedWords(story), ...marginWords(story)];
}

function spendWords({ subject, than, spend, spendChange }: Story): Words[] {
  const start: Words[] = [{ text: `${subject} cost ` }, { text: formatUsdText(spend), as: "figure" }];
  const change = changeOf(spendChange);
  if (than === null || change === null) return [...start, { text: "." }];
  if (change.size === "same") return [...start, { text: `, the same as ${than}.` }];
  const as = change.up ? "bad" : "good";
  if (change.size === "times")
    return [...start, { text: ", " }, { text: `${change.text} as much as`, as }, { text: ` ${than}.` }];
  const words = `${change.text} ${change.up ? "more" : "less"}`;
  return [...start, { text: ", " }, { text: words, as }, { text: ` than ${than}.` }];
}

function servedWords(story: Story): Words[] {
  if (story.tokens === 0n) return [];
  if (story.unpricedTokens === story.tokens) return [{ text: " None of the tokens served has a price yet." }];
  const tokens = changeOf(story.tokensChange);
  const each = changeOf(story.costPerMillionChange);
  if (story.than === null || tokens === null || each === null || story.costPerMillion === null) {
    if (story.costPerMillion === null) return [];
    return [{ text: ` Each million tokens cost ${formatUsdText(story.costPerMillion, { style: "unit" })}.` }];
  }
  const served =
    tokens.size === "same"
      ? " You served as many tokens"
      : tokens.size === "times"
        ? ` You served ${tokens.text} as many tokens`
        : ` You served ${tokens.text} ${tokens.up ? "more" : "fewer"} tokens`;
  if (each.size === "same") return [{ text: `${served}, and each million cost the same.` }];
  const joined = tokens.size !== "same" && tokens.up === each.up ? "and" : "but";
  const cost =
    each.size === "times" ? `cost ${each.text} as much` : `cost ${each.text} ${each.up ? "more" : "less"}`;
  return [
    { text: `${served}, ${joined} each million ` },
    { text: cost, as: each.up ? "bad" : "good" },
    { text: "." },
  ];
}

function marginWords({ than, marginPercent, marginChange }: Story): Words[] {
  if (marginPercent === null) return [];
  const at = formatShare(marginPercent);
  if (than === null || marginChange === null) return [{ text: ` Gross margin is ${at}.` }];
  const points = Number(marginChange);
  if (Math.abs(points) < HELD_POINTS) return [{ text: ` Margin held at ${at}.` }];
  const moved = `${points > 0 ? "rose" : "fell"} ${formatPoints(marginChange.replace("-", "")).replace(/^\+| pt$/g, "")} points`;
  return [{ text: " Margin " }, { text: moved, as: points > 0 ? "good" : "bad" }, { text: ` to ${at}.` }];
}

type Change = Readonly<{ size: "same" | "share" | "times"; up: boolean; text: string }>;

/** A relative change in words: "15%", or from three times on "3.4 times"; below half a percent nothing moved. */
function changeOf(share: string | null): Change | null {
  const parsed = share === null ? null : parseDecimal(share, 12);
  if (!parsed?.ok) return null;
  const up = parsed.units > 0n;
  const size = up ? parsed.units : -parsed.units;
  const percent = roundedQuotient(size * 100n, 10n ** 12n);
  if (percent === 0n) return { size: "same", up, text: "" };
  if (up && Number(share) >= TIMES_FROM) {
    const tenths = roundedQuotient((size + 10n ** 12n) * 10n, 10n ** 12n);
    const text =
      tenths % 10n === 0n || tenths >= 100n ? `${tenths / 10n}` : `${tenths / 10n}.${tenths % 10n}`;
    return { size: "times", up, text: `${text} times` };
  }
  return { size: "share", up, text: `${percent}%` };
}

/** Whole calendar months are called by name; the year is said where it is not the present one. */
function wholeMonth({ from, to }: DayRange, today: string): string | null {
  if (from !== monthStart(from) || to !== monthEnd(from)) return null;
  return monthLabel(from, { long: true, year: from.slice(0, 4) !== today.slice(0, 4) });
}

/** "October inference", "Inference for 1–23 Nov", narrowed: "October inference for Support Copilot". */
export function subjectOf(shown: DayRange, where: Filters["where"], today: string): string {
  const month = wholeMonth(shown, today);
  const months = shown.from === monthStart(shown.from) && shown.to === monthEnd(shown.to);
  const year = shown.from.slice(0, 4) !== today.slice(0, 4) || shown.to.slice(0, 4) !== today.slice(0, 4);
  const days = months
    ? rangeLabel(shown)
    : year
      ? periodLabel(shown.from, shown.to)
      : shortPeriodLabel(shown.from, shown.to);
  const start = month ? `${month} inference` : `Inference for ${days}`;
  const chosen = Object.entries(where).filter(([, values]) => values !== undefined && values.length > 0);
  if (chosen.length === 0) return start;
  const [only] = chosen;
  const [value] = only?.[1] ?? [];
  if (chosen.length > 1 || only?.[1]?.length !== 1) return `${start} in this view`;
  if (value === null || value === undefined)
    return only[0] === "product" ? `${start} outside any product` : `${start} in this view`;
  return month ? `${start} for ${value}` : `Inference for ${value}, ${days},`;
}

/** What the period is compared with, in a sentence: "September", "1–23 Oct"; null without comparison. */
export function thanOf(
  filters: Pick<Filters, "from" | "to" | "compare" | "comparison">,
  today: string,
): string | null {
  if (filters.compare === null) return null;
  return wholeMonth(filters.compare, today) ?? comparedLabel(filters);
}
