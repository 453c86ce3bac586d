import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocatorOf } from "@/lib/allocation";
import { type Conditions, matcherOf } from "@/lib/allocation/conditions";
import { beginningOf, parsePattern } from "@/lib/allocation/pattern";
import type { Dimensions } from "@/lib/ingest/records";

const text = fc.string({ unit: fc.constantFrom("a", "b", "-"), minLength: 1, maxLength: 3 });
const pattern = fc.constantFrom(
  "^a",
  "^ab?",
  "^ab+",
  "^a|b",
  "^a-*b",
  "^a{2}",
  "^-$",
  "b$",
  "a.b",
  "^(ab)",
  "^a[ab]",
);
const condition = fc.oneof(
  text,
  fc.constant(null),
  fc.record({ startsWith: text }),
  fc.record({ matches: pattern }),
);
const wanted = fc.oneof(condition, fc.array(condition, { minLength: 1, maxLength: 3 }));
const when: fc.Arbitrary<Conditions> = fc.dictionary(
  fc.constantFrom("project", "customer", "environment", "tag.team"),
  wanted,
);
const value = fc.option(text, { nil: null });
const scope = fc.record({ project: value, customer: value, environment: value, team: value }).map(
  ({ team, ...parts }): Dimensions => ({
    account: null,
    workspace: null,
    apiKey: null,
    user: null,
    feature: null,
    ...parts,
    tags: team === null ? {} : { team },
  }),
);

describe("rules that are looked up by what they ask for", () => {
  test("decide as the first of all rules that holds", () => {
    fc.assert(
      fc.property(
        fc.array(when, { maxLength: 8 }),
        fc.array(scope, { minLength: 1, maxLength: 5 }),
        (whens, scopes) => {
          const rules = whens.map((conditions) => ({ when: conditions, product: "all" }));
          const allocator = allocatorOf({ products: ["all"], rules });
          for (const each of scopes) {
            const first = whens.findIndex((conditions) => matcherOf(conditions).scope(each));
            expect(allocator.stretchesOf(each, null)[0]?.rule).toBe(first < 0 ? null : first);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test("a pattern is found only in values that begin as it says", () => {
    fc.assert(
      fc.property(pattern, text, (of, each) => {
        const parsed = parsePattern(of);
        const beginning = beginningOf(of);
        if (parsed.ok && parsed.value.test(each) && beginning !== null)
          expect(each.startsWith(beginning)).toBe(true);
      }),
    );
  });
});
