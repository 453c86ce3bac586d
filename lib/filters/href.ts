import { DIMENSIONS, type Dimension, UNIT } from "./dimensions";
import { type Comparison, type Filters, ofCost, type PresetName, type Where } from "./filters";

/** What a link changes; everything left out stays as it is. */
export type FilterChange = Readonly<{
  /** A named period; null goes back to the default one. */
  preset?: PresetName | null;
  /** A range of its own; both days are needed. */
  from?: string;
  to?: string;
  comparison?: Comparison;
  /** Replaces the values of the dimensions it names; an empty list lifts the filter. */
  where?: Where;
  /** Replaces the page's own parameters it names; an empty list removes one. */
  rest?: Readonly<Record<string, readonly string[]>>;
}>;

/**
 * The address of the same view with something changed, on the same page or on `path`. The page's own parameters, and
 * which units of work count, stay on their page: with another `path` only those in `change` are written.
 */
export function hrefWith(filters: Filters, change: FilterChange = {}, path?: string): string {
  const there = path === undefined ? filters : { ...filters, where: ofCost(filters.where), rest: {} };
  const query = queryWith(there, change);
  if (query === "") return path ?? "?";
  return `${path ?? ""}?${query}`;
}

/** The query of `hrefWith`, without the question mark; "" for the default view. */
export function queryWith(filters: Filters, change: FilterChange = {}): string {
  const query = new URLSearchParams();
  for (const [key, value] of datesOf(filters, change)) query.append(key, value);
  const comparison = change.comparison ?? filters.comparison;
  if (comparison !== "previous") query.append("compare", comparison);
  const where: Where = { ...filters.where, ...change.where };
  for (const dimension of inOrder(where)) {
    for (const value of where[dimension] ?? []) query.append(dimension, value ?? "");
  }
  for (const [key, values] of Object.entries({ ...filters.rest, ...change.rest })) {
    for (const value of values) query.append(key, value);
  }
  return query.toString();
}

function datesOf(filters: Filters, change: FilterChange): [string, string][] {
  if (change.preset !== undefined) return change.preset === null ? [] : [["preset", change.preset]];
  if (change.from !== undefined && change.to !== undefined) {
    return [
      ["from", change.from],
      ["to", change.to],
    ];
  }
  if (filters.isDefaultPeriod) return [];
  if (filters.preset !== null) return [["preset", filters.preset]];
  return [
    ["from", filters.from],
    ["to", filters.to],
  ];
}

/** The named dimensions in their usual order, then tags by name: one view has one address. */
function inOrder(where: Where): Dimension[] {
  const named = [...DIMENSIONS, UNIT].filter((dimension) => where[dimension]);
  const tags = Object.keys(where).filter((key): key is Dimension => key.startsWith("tag."));
  return [...named, ...tags.sort()];
}
