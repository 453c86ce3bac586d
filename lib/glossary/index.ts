import { metricMeanings } from "./meanings";
import { type DefinedMetricId, type GlossaryTerm, metricIds } from "./term";
import { cachingTerms } from "./terms/caching";
import { costTerms } from "./terms/cost";
import { dataTerms } from "./terms/data";
import { hostingTerms } from "./terms/hosting";
import { inferenceTerms } from "./terms/inference";
import { marginTerms } from "./terms/margin";
import { operationsTerms } from "./terms/operations";
import { performanceTerms } from "./terms/performance";
import { priceTerms } from "./terms/prices";
import { tokenTerms } from "./terms/tokens";

export { type MetricMeaning, type MetricUnit, metricMeanings } from "./meanings";
export {
  type Category,
  type Citation,
  categories,
  type DefinedMetricId,
  type GlossaryTerm,
  metricIds,
  type PracticeFact,
  type TermPage,
} from "./term";

/** All entries, sorted by name, upper and lower case alike. */
export const terms: readonly GlossaryTerm[] = [
  ...inferenceTerms,
  ...hostingTerms,
  ...tokenTerms,
  ...cachingTerms,
  ...costTerms,
  ...priceTerms,
  ...marginTerms,
  ...performanceTerms,
  ...operationsTerms,
  ...dataTerms,
].sort((a, b) => a.name.localeCompare(b.name, "en"));

const bySlug: ReadonlyMap<string, GlossaryTerm> = new Map(terms.map((term) => [term.slug, term]));

const isMetric = (id: string): id is DefinedMetricId => (metricIds as readonly string[]).includes(id);

/** The entry at /glossary/SLUG, or undefined where there is none. */
export function termBySlug(slug: string): GlossaryTerm | undefined {
  return bySlug.get(slug);
}

/** The entry that explains a figure; undefined for an id the glossary does not define. */
export function termOfMetric(metric: DefinedMetricId): GlossaryTerm;
export function termOfMetric(metric: string): GlossaryTerm | undefined;
export function termOfMetric(metric: string): GlossaryTerm | undefined {
  return isMetric(metric) ? bySlug.get(metricMeanings[metric].term) : undefined;
}

/** The entries named under “Related terms”, in the order given. */
export function relatedTerms(term: GlossaryTerm): readonly GlossaryTerm[] {
  return term.related.flatMap((slug) => bySlug.get(slug) ?? []);
}
