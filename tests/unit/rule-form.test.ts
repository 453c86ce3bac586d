import fc from "fast-check";
import { expect, test } from "vitest";
import { RULE_DIMENSIONS, type Rule } from "@/lib/allocation";
import { formOf, ruleOf, withRule } from "@/lib/allocation/rule-form";

const text = fc.string({ minLength: 1 });
const one = fc.oneof(text, fc.constant(null), fc.record({ startsWith: text }), fc.record({ matches: text }));
const name = fc.oneof(
  fc.constantFrom(...RULE_DIMENSIONS),
  fc.stringMatching(/^[a-z]+$/).map((tag) => `tag.${tag}`),
);
const product = fc.stringMatching(/^[A-Z][a-z]*$/);
const gives = fc.oneof(
  fc.record({ product }),
  fc.record({ split: fc.dictionary(product, fc.constantFrom("0.5", "0.25"), { minKeys: 2 }) }),
  fc.record({
    splitBy: fc.constantFrom("tokens", "cost", "requests", "revenue"),
    among: fc.array(product, { minLength: 2 }),
  }),
);
const rule = fc
  .tuple(
    fc.record({ when: fc.dictionary(name, fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 4 }))) }),
    gives,
    fc.record(
      {
        from: fc.constant("2026-01-01"),
        to: fc.constant("2026-03-31"),
        customer: fc.oneof(product, fc.record({ fromTag: product })),
        team: product,
        kind: fc.constant("research" as const),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([when, given, more]) => ({ ...when, ...given, ...more }) as Rule);

/** Alternatives in any order, one alone with or without its list. */
const alike = (each: Rule) => ({
  ...each,
  when: Object.fromEntries(
    Object.entries(each.when).map(([key, tests]) => [
      key,
      (Array.isArray(tests) ? tests : [tests]).map((test) => JSON.stringify(test)).sort(),
    ]),
  ),
});

test("a rule opened in the form and closed again is the same rule", () => {
  fc.assert(
    fc.property(rule, (each) => {
      expect(alike(ruleOf(formOf(each)))).toEqual(alike(each));
    }),
  );
});

test("a rule in its place lists the products it names, in the case they are listed in, and keeps the rest of the set", () => {
  const set = {
    products: ["Copilot"],
    rules: [{ when: {}, product: "Copilot" }],
    customerFromTag: "tenant",
  };
  expect(withRule(set, 1, { when: { project: "a" }, split: { copilot: "0.5", Search: "0.5" } })).toEqual({
    products: ["Copilot", "Search"],
    rules: [
      { when: {}, product: "Copilot" },
      { when: { project: "a" }, split: { Copilot: "0.5", Search: "0.5" } },
    ],
    customerFromTag: "tenant",
  });
});
