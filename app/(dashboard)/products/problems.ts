/** What is wrong at a place of the rules file ("rules[2].when.project"), or below a rule ("when.project"). */
export type Problem = Readonly<{ field: string; reason: string }>;

/** The problems of one rule, by their place in it. */
export function problemsOf(problems: readonly Problem[], rule: number): Problem[] {
  const start = `rules[${rule}]`;
  return problems
    .filter(({ field }) => field === start || field.startsWith(`${start}.`))
    .map(({ field, reason }) => ({ field: field.slice(start.length + 1), reason }));
}

/** What is wrong at a field or within it; null where nothing is. */
export const problemAt = (problems: readonly Problem[], field: string): string | null =>
  problems.find((each) => each.field === field || each.field.startsWith(`${field}.`))?.reason ?? null;
