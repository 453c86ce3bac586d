import { formatPoints, formatShare, formatUsd, type Money, pico } from "@/lib/money";
import type { Words } from "./words";

/** One product in the opening words; `change` is a difference of shares, null where there is nothing to compare. */
export type MarginMove = Readonly<{ name: string; change: string | null; sellsBelowCost: boolean }>;

export type MarginStory = Readonly<{
  /** "Products", or the one product or customer asked for. */
  who: string;
  /** "in October". */
  when: string;
  revenue: Money;
  cost: Money;
  margin: Money;
  percent: string | null;
  products: readonly MarginMove[];
  /** The difference of shares where one product or customer was asked for: then it alone is told. */
  own: string | null;
}>;

/** Moves below half a point are not told. */
const TOLD_POINTS = 0.005;
const NAMED_MAX = 2;

/** What was earned, which product gained and lost most, and which sells below cost. */
export function marginWords(story: MarginStory): Words[] {
  const { who, when, revenue, cost, margin, percent } = story;
  if (revenue === 0n) {
    return [
      { text: `No revenue falls ${when}, so there is no margin; serving customers cost ` },
      { text: formatUsd(cost), as: "figure" },
      { text: "." },
    ];
  }
  const earned: Words[] =
    margin < 0n
      ? [{ text: `${who} ` }, { text: `lost ${formatUsd(pico(-margin))}`, as: "bad" }]
      : [{ text: `${who} earned ` }, { text: formatUsd(margin), as: "figure" }];
  return [
    ...earned,
    { text: ` on ${formatUsd(revenue)} of revenue ${when}, ` },
    { text: formatShare(percent), as: "figure" },
    { text: "." },
    ...(who === EVERYONE ? moveWords(story.products) : ownWords(story.own)),
  ];
}

/** Who earns where nobody is singled out. */
export const EVERYONE = "Products";

function ownWords(change: string | null): Words[] {
  if (change === null || Math.abs(Number(change)) < TOLD_POINTS) return [];
  const fell = change.startsWith("-");
  return [
    { text: " Its margin " },
    { text: `${fell ? "fell" : "rose"} ${points(change)} points`, as: fell ? "bad" : "good" },
    { text: "." },
  ];
}

function moveWords(products: readonly MarginMove[]): Words[] {
  const moved = products
    .filter(({ change }) => change !== null && Math.abs(Number(change)) >= TOLD_POINTS)
    .sort((a, b) => Number(b.change) - Number(a.change));
  const best = moved.find(({ change }) => !change?.startsWith("-"));
  const worst = moved.findLast(({ change, sellsBelowCost }) => change?.startsWith("-") && !sellsBelowCost);
  const below = products.filter(({ sellsBelowCost }) => sellsBelowCost);
  const parts: Words[][] = [
    ...(best ? [[{ text: `${best.name} gained ${points(best.change)} points` }]] : []),
    ...(worst
      ? [[{ text: `${worst.name} lost ${points(worst.change)}${best ? "" : " points"}`, as: "bad" as const }]]
      : []),
    ...(below.length > 0 ? [[{ text: belowText(below), as: "bad" as const }]] : []),
  ];
  if (parts.length === 0) return [];
  // "A gained 2.1 points; B lost 4.8 and C sells below cost."
  const joints = best ? ["; ", " and "] : [" and ", " and "];
  const joined = parts.flatMap((part, index) =>
    index === 0 ? part : [{ text: joints[index - 1] ?? " and " }, ...part],
  );
  return [{ text: " " }, ...joined, { text: "." }];
}

function belowText(below: readonly MarginMove[]): string {
  if (below.length > NAMED_MAX) return `${below.length} products sell below cost`;
  const names = below.map(({ name }) => name).join(" and ");
  return `${names} ${below.length === 1 ? "sells" : "sell"} below cost`;
}

const points = (change: string | null): string => formatPoints(change).replace(/^[+−]| pt$/g, "");
