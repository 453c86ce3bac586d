import type { Filters } from "@/lib/filters";
import { dayLabel, monthEnd, monthStart } from "@/lib/time";
import type { Extent } from "./page-context";

/** What a page says in place of its figures, and the next step. */
export type EmptyState = Readonly<{
  title: string;
  text: string;
  action: Readonly<{ href: string; label: string }>;
  second?: Readonly<{ href: string; label: string }>;
}>;

/** What each page would show, for those who have nothing to show yet. */
const SHOWS = {
  overview: "what inference costs, why it changed and what each product earns",
  spend: "what was spent, by model, product, key or anything else your exports name",
  rows: "the rows of your files behind each figure",
  caching: "what caching saves after its write cost, by product and model",
  "cost-curve": "how fast what you use becomes cheaper or dearer, beside public prices",
  margins: "revenue less what it costs to serve, by product and customer",
} as const;

/**
 * What to show where there are no figures: nothing imported yet, or nothing in the period asked for.
 * null where the organization has data in the period.
 */
export function emptyState(
  page: keyof typeof SHOWS,
  filters: Pick<Filters, "from" | "to">,
  extent: Pick<Extent, "dataFrom" | "dataThrough" | "imports" | "hasRevenue">,
): EmptyState | null {
  const { dataFrom, dataThrough } = extent;
  if (dataFrom === null || dataThrough === null) {
    const begun = extent.imports > 0;
    return {
      title: begun ? "No import holds usage or costs that count" : "No usage has been imported yet",
      text: begun
        ? `Look at your imports: a file may have been refused or voided, or hold revenue alone. With usage, this page shows ${SHOWS[page]}.`
        : `Upload a usage or cost export of OpenAI, Anthropic or OpenRouter, or any CSV: figures follow at once, and this page shows ${SHOWS[page]}. To look around first, sign in to the demo with the e-mail and password that npm start prints.`,
      action: { href: "/imports", label: begun ? "Open imports" : "Upload an export" },
      second: { href: "/glossary", label: "Read what the figures mean" },
    };
  }
  if (filters.from <= dataThrough && filters.to >= dataFrom) return null;
  return {
    title: "No data in these days",
    text: `Data reach from ${dayLabel(dataFrom, { year: true })} to ${dayLabel(dataThrough, { year: true })}. Choose days among them, or upload an export of the days you asked for.`,
    action: {
      href: `?from=${monthStart(dataThrough)}&to=${monthEnd(dataThrough)}`,
      label: "Show the latest month",
    },
    second: { href: "/imports", label: "Upload an export" },
  };
}
