import { describe, expect, test } from "vitest";
import { parseRules, productOf, type RuleSet, readRules } from "@/lib/allocation";
import type { Dimensions } from "@/lib/ingest/records";

const scope = (given: Partial<Dimensions> = {}): Dimensions => ({
  account: null,
  project: null,
  workspace: null,
  apiKey: null,
  user: null,
  customer: null,
  feature: null,
  environment: null,
  tags: {},
  ...given,
});
const rules = (document: unknown): RuleSet => {
  const parsed = parseRules(document);
  expect(parsed).toHaveProperty("value");
  return (parsed as { value: RuleSet }).value;
};
const problems = (document: unknown) => {
  const parsed = parseRules(document);
  return parsed.ok ? [] : parsed.problems.map((problem) => `${problem.path}: ${problem.reason}`);
};

describe("which product a scope belongs to", () => {
  const set = rules({
    products: ["Copilot", "Review", "Rest"],
    rules: [
      { when: { project: ["a", "b"], api_key: { startsWith: "key_" } }, product: "Copilot" },
      { when: { "tag.feature": "x" }, product: "Review" },
      { when: { customer: null, environment: "prod" }, product: "Review" },
      { when: { user: [null, { startsWith: "bot-" }] }, product: "Rest" },
    ],
  });
  test.each([
    [scope({ project: "a", apiKey: "key_1" }), "Copilot"],
    [scope({ project: "b", apiKey: "key_" }), "Copilot"],
    [scope({ project: "c", apiKey: "key_1" }), "Rest"],
    [scope({ project: "a", user: "ann" }), null],
    [scope({ tags: { feature: "x" }, user: "ann" }), "Review"],
    [scope({ tags: { feature: "X" }, user: "ann" }), null],
    [scope({ feature: "x", user: "ann" }), null],
    [scope({ environment: "prod", user: "ann" }), "Review"],
    [scope({ environment: "prod", customer: "acme", user: "ann" }), null],
    [scope({ user: "bot-7" }), "Rest"],
  ])("%j is %s", (of, product) => {
    expect(productOf(set, of)).toBe(product);
  });

  test("the first rule that matches wins; an empty condition matches everything", () => {
    const all = rules({
      products: ["P", "Q"],
      rules: [
        { when: { project: "a" }, product: "Q" },
        { when: {}, product: "P" },
      ],
    });
    expect(productOf(all, scope({ project: "a" }))).toBe("Q");
    expect(productOf(all, scope())).toBe("P");
    expect(productOf(rules({ products: [], rules: [] }), scope())).toBeNull();
  });

  test("a tag is asked by its own name only", () => {
    const set = rules({ products: ["P"], rules: [{ when: { "tag.constructor": null }, product: "P" }] });
    expect(productOf(set, scope())).toBe("P");
    expect(productOf(set, scope({ tags: { constructor: "x" } }))).toBeNull();
  });
});

describe("a rules file that cannot hold says where and why", () => {
  const one = (rule: unknown) => ({ products: ["P"], rules: [rule] });
  test.each([
    [one({ when: { projct: "a" }, product: "P" }), "rules[0].when.projct: “projct” is not a dimension"],
    [one({ when: { "tag.": "a" }, product: "P" }), "rules[0].when.tag.: “tag.” is not a dimension"],
    [one({ when: {}, product: "X" }), "rules[0].product: “X” is not in “products”"],
    [one({ when: {}, product: 7 }), "rules[0].product: A product is a name"],
    [one({ when: { project: [] }, product: "P" }), "rules[0].when.project: An empty list never matches"],
    [one({ when: { project: "" }, product: "P" }), "rules[0].when.project: An empty text never matches"],
    [one({ when: { project: 5 }, product: "P" }), "rules[0].when.project: A condition is"],
    [one({ when: { project: ["a", ["b"]] }, product: "P" }), "rules[0].when.project[1]: A condition is"],
    [one({ when: { user: { endsWith: "x" } }, product: "P" }), "rules[0].when.user: A condition is"],
    [one({ when: { user: { startsWith: "" } }, product: "P" }), "rules[0].when.user: An empty beginning"],
    [one({ product: "P" }), "rules[0].when: “when” holds the conditions"],
    [one({ when: {}, wen: {}, product: "P" }), "rules[0]: “wen” is not known here"],
    [one("P"), "rules[0]: A rule is"],
    [
      JSON.parse('{"products":["P"],"rules":[{"when":{"__proto__":"x"},"product":"P"}]}'),
      "“__proto__” is not",
    ],
    [{ products: ["P", "p"], rules: [] }, "products[1]: “p” is listed twice"],
    [{ products: ["P"] }, "rules: “rules” is the list"],
    [[], "The file holds"],
    [null, "The file holds"],
  ])("%j", (document, expected) => {
    expect(problems(document).join("\n")).toContain(expected);
  });

  test("every problem is named at once, the first as the reason", () => {
    const parsed = parseRules(one({ when: { projct: "a", project: [] }, product: "X" }));
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringMatching(/projct.*and 2 more/s) });
  });

  test("text that is not JSON", () => {
    expect(readRules("{products")).toMatchObject({ ok: false, reason: expect.stringContaining("not JSON") });
    expect(readRules('\uFEFF{"products":[],"rules":[]}')).toMatchObject({ ok: true });
  });
});
