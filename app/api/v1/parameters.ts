import { invalidInput } from "@/lib/commands/errors";

const FILTER = "filter.";

/** The parameters of a call by name, and its `filter.DIMENSION` pairs. Throws where one is not known. */
export function parametersOf(request: Request, known: readonly string[]) {
  const asked = new URL(request.url).searchParams;
  for (const name of asked.keys()) {
    if (!known.includes(name) && !name.startsWith(FILTER))
      throw invalidInput(`There is no parameter “${name}”.`, `Use: ${known.join(", ")}, filter.DIMENSION.`);
  }
  return {
    text: (name: string) => asked.get(name) ?? undefined,
    filters: [...asked]
      .filter(([name]) => name.startsWith(FILTER))
      .map(([name, value]): [string, string] => [name.slice(FILTER.length), value]),
  };
}

/** `product=NAME`, as on the command line, beside the filters. */
export const withProduct = (
  product: string | undefined,
  filters: readonly [string, string][],
): [string, string][] => (product === undefined ? [...filters] : [["product", product], ...filters]);
