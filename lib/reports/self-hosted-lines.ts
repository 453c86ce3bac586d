import type { Actor } from "@/lib/access/actor";
import { hrefWith } from "@/lib/filters";
import type { Line } from "./line";
import type { PageContext } from "./page-context";
import { shownRange } from "./period";
import { selfHosted } from "./self-hosted";

/** What is paid by period, as the lines of a table; none where nothing is. */
export type SelfHostedSection = Readonly<{ against: string | null; lines: readonly Line[] }>;

/** Providers paid by period on the days of a page, beside an API for the very same tokens (economics §5.12). */
export async function selfHostedSection(
  actor: Actor,
  { filters, extent }: PageContext,
): Promise<SelfHostedSection> {
  const { against, lines } = await selfHosted(actor, shownRange(filters, extent.dataThrough));
  return {
    against,
    lines: lines.map((line) => ({
      id: line.provider,
      cells: {
        provider: line.provider,
        fixedCost: line.fixed_cost,
        tokens: line.tokens,
        allocated: line.allocation_per_million,
        atLoad: line.usage_per_million,
        utilisation: line.utilisation,
        api: line.api_per_million,
        breakEven: line.break_even_utilisation,
      },
      links: { fixedCost: hrefWith(filters, { where: { provider: [line.provider] } }, "/rows") },
      ...(isCheaper(line) ? { tones: { utilisation: "good" as const } } : {}),
    })),
  };
}

/** Used beyond the point from which hosting is cheaper. */
const isCheaper = (line: { utilisation: string | null; break_even_utilisation: string | null }): boolean =>
  line.utilisation !== null &&
  line.break_even_utilisation !== null &&
  Number(line.utilisation) >= Number(line.break_even_utilisation);
