import { DIMENSIONS, type Dimension } from "@/lib/filters";
import type { Extent } from "./page-context";

/** What can be grouped by: the first ones and tier always, the others where the data name them, `by` in any case. */
export function groupingDimensions(
  { others }: Pick<Extent, "others">,
  first: readonly Dimension[],
  by: Dimension,
): readonly Dimension[] {
  const tags = Object.keys(others).filter((name): name is Dimension => name.startsWith("tag."));
  const rest = DIMENSIONS.filter((d) => !first.includes(d) && (d === "tier" || d in others));
  const all = [...first, ...rest, ...tags];
  return all.includes(by) ? all : [...all, by];
}
