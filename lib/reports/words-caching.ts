import { formatUsd, type Money, pico } from "@/lib/money";
import type { Words } from "./words";

/** A product, or a model in one, whose cache cost more than it saved. Ratios are decimal text, null where unknown. */
export type LosingCache = Readonly<{
  /** null is use outside any product. */
  product: string | null;
  /** Set where only this model of the product loses. */
  model: string | null;
  loss: Money;
  readsPerWrite: string | null;
  breakEven: string | null;
}>;

export type CachingStory = Readonly<{
  /** "in October". */
  when: string;
  reads: bigint;
  writes: bigint;
  /** Input tokens whose cache reads are counted. */
  known: bigint;
  /** Tokens of cells that have a price. */
  priced: boolean;
  net: Money;
  gross: Money;
  premium: Money;
  /** The worst first. */
  losing: readonly LosingCache[];
}>;

/** What caching was worth, and whose cache loses. */
export function cachingWords(story: CachingStory): Words[] {
  const { when, reads, writes, known } = story;
  if (known === 0n)
    return [
      { text: `The files with usage ${when} do not count cache reads, so what caching saves is unknown.` },
    ];
  if (reads === 0n && writes === 0n)
    return [{ text: `Nothing was read from a prompt cache ${when}: every input token was paid in full.` }];
  if (!story.priced)
    return [{ text: `Caching was used ${when}, but none of it has a price yet, so its worth is unknown.` }];
  return [...worthWords(story), ...losingWords(story)];
}

function worthWords({ when, net, gross, premium }: CachingStory): Words[] {
  if (net < 0n) {
    return [
      { text: "Caching " },
      { text: `lost ${formatUsd(pico(-net))}`, as: "bad" },
      { text: ` ${when}: reads saved ` },
      { text: formatUsd(gross), as: "figure" },
      { text: ", writes cost " },
      { text: formatUsd(premium), as: "figure" },
      { text: " on top." },
    ];
  }
  const start: Words[] = [{ text: "Caching saved " }, { text: formatUsd(net), as: "figure" }];
  if (premium === 0n) return [...start, { text: ` ${when}. Nothing was paid to write it.` }];
  return [
    ...start,
    { text: ` ${when}, after paying ` },
    { text: formatUsd(premium), as: "figure" },
    { text: " to write it." },
  ];
}

function losingWords({ losing, net }: CachingStory): Words[] {
  const [worst, ...others] = losing;
  if (!worst) return net > 0n ? [{ text: " No product’s cache loses money." }] : [];
  const more =
    others.length === 0
      ? ""
      : others.length === 1
        ? " One more loses too."
        : ` ${others.length} more lose too.`;
  const [read, needed] = pair(worst.readsPerWrite, worst.breakEven);
  const why =
    read === null || needed === null ? "." : `: each write is read ${read} times and needs ${needed}.`;
  return [{ text: " " }, { text: nameOf(worst), as: "bad" }, { text: `${why}${more}` }];
}

function nameOf({ product, model }: LosingCache): string {
  if (model !== null && product !== null) return `${product} loses money caching on ${model}`;
  if (model !== null) return `Caching on ${model} outside any product loses money`;
  return product === null ? "The cache of unallocated use loses money" : `${product}’s cache loses money`;
}

const DIGITS_MAX = 6;

/** Two quotients as short as they can be without reading alike: "0.2" and "0.28". For words only. */
function pair(a: string | null, b: string | null): [string | null, string | null] {
  if (a === null || b === null) return [null, null];
  for (let digits = 2; digits < DIGITS_MAX; digits += 1) {
    const [x, y] = [ratioWords(a, digits), ratioWords(b, digits)];
    if (x !== y) return [x, y];
  }
  return [ratioWords(a, DIGITS_MAX), ratioWords(b, DIGITS_MAX)];
}

/** 2.9, 0.28, 1,204: two significant digits below ten, whole above. */
export function ratioWords(text: string, digits = 2): string {
  const value = Number(text);
  return value.toLocaleString(
    "en-US",
    Math.abs(value) < 10 ? { maximumSignificantDigits: digits } : { maximumFractionDigits: digits - 2 },
  );
}
