/** One step into a JSON value: a key of an object or an index of an array. */
type Step = string | number;

/** The steps of a place as readers write it: "data[3].results[0]" is data, 3, results, 0. */
export function stepsOf(path: string): Step[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? "") : Number(index),
  );
}

/**
 * A JSON value with only the rows at these places left in it: arrays on the way to one keep the elements that lead
 * there, all else stays, so that the rest is a file of the same form.
 */
export function pruned(value: unknown, places: readonly (readonly Step[])[]): unknown {
  if (places.some((steps) => steps.length === 0)) return value;
  const next = new Map<Step, (readonly Step[])[]>();
  for (const [step, ...rest] of places) {
    if (step !== undefined) next.set(step, [...(next.get(step) ?? []), rest]);
  }
  if (Array.isArray(value)) {
    return [...next]
      .filter(([step]) => typeof step === "number" && step < value.length)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([step, rest]) => pruned(value[Number(step)], rest));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const rest = next.get(key);
      return [key, rest ? pruned(part, rest) : part];
    }),
  );
}
