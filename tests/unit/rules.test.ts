import { describe, expect, test } from "vitest";
import { allocatorOf, parseRules, type RuleSet, readRules, sentenceOf, wholeTarget } from "@/lib/allocation";
import { dimensionWord } from "@/lib/filters";
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
const productOf = (set: RuleSet, of: Dimensions): string | null => {
  const stretch = wholeTarget(allocatorOf(set), of);
  return stretch?.way.kind === "whole" ? stretch.way.target.product : "(parted)";
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

describe("what a rule gives, and when", () => {
  const set = rules({
    products: ["P", "Q"],
    customerFromTag: "tenant",
    rules: [
      {
        from: "2026-03-01",
        to: "2026-03-31",
        when: { project: "a" },
        product: "Q",
        team: "T",
        kind: "research",
      },
      { when: { model: { startsWith: "text-embedding" } }, product: "Q" },
      { to: "2026-06-30", when: { project: "a" }, product: "P", customer: { fromTag: "client" } },
      { from: "2026-05-01", when: { project: "a" }, split: { P: "0.25", Q: "0.75" }, customer: "Acme" },
    ],
  });
  const allocator = allocatorOf(set);
  const a = scope({ project: "a", tags: { tenant: "T1" } });
  const stretchesOf = (model: string) =>
    allocator.stretchesOf(a, { provider: "openai", model }).map(({ from, to, rule }) => [from, to, rule]);

  test("days are cut where a rule begins or ends, and the first in force decides", () => {
    expect(stretchesOf("gpt-5")).toEqual([
      [null, "2026-02-28", 2],
      ["2026-03-01", "2026-03-31", 0],
      ["2026-04-01", "2026-06-30", 2],
      ["2026-07-01", null, 3],
    ]);
    expect(stretchesOf("text-embedding-3")).toEqual([
      [null, "2026-02-28", 1],
      ["2026-03-01", "2026-03-31", 0],
      ["2026-04-01", null, 1],
    ]);
  });

  test("a customer is that of the rule, of its tag, of the set's tag, or the one the usage names", () => {
    const customers = (of: Dimensions) =>
      allocator.stretchesOf(of, { provider: "openai", model: "gpt-5" }).map(({ way }) => {
        const target = way.kind === "whole" ? way.target : way.targets[0];
        return target?.customer;
      });
    expect(customers(a)).toEqual(["T1", "T1", "T1", "Acme"]);
    expect(customers(scope({ project: "a", tags: { client: "C" } }))).toEqual(["C", null, "C", "Acme"]);
    expect(customers(scope({ project: "b", tags: { tenant: "T1" } }))).toEqual(["T1"]);
    expect(customers(scope({ project: "b" }))).toEqual([null]);
  });

  test("reads as a sentence", () => {
    expect(set.rules.map((rule) => Object.values(sentenceOf(rule)).join(" → "))).toEqual([
      "project is a, from 2026-03-01 to 2026-03-31 → Q, team T, research",
      "model starts with text-embedding → Q",
      "project is a, to 2026-06-30 → P, customer by tag client",
      "project is a, from 2026-05-01 → P 0.25 + Q 0.75, customer Acme",
    ]);
    const rule = { when: { api_key: { startsWith: "key_" }, "tag.feature": null }, product: "P" };
    expect(sentenceOf(rule, dimensionWord).when).toBe(
      "API key starts with key_ and tag feature is not given",
    );
  });
});

describe("a rules file that cannot hold says where and why", () => {
  const two = (rule: object) => ({ products: ["P", "Q"], rules: [{ when: {}, ...rule }] });
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
    [
      one({ when: { user: { startsWith: "" } }, product: "P" }),
      "rules[0].when.user.startsWith: An empty beginning",
    ],
    [
      one({ when: { user: { matches: "(a+)+" } }, product: "P" }),
      "rules[0].when.user.matches: “(a+)+” cannot be used",
    ],
    [
      one({ when: { user: ["x", { matches: "(" }] }, product: "P" }),
      "rules[0].when.user[1].matches: “(” cannot",
    ],
    [one({ when: {} }), "rules[0]: This rule gives nothing to anybody"],
    [one({ when: {}, product: "P", split: { P: "0.5", Q: "0.5" } }), "rules[0]: This rule says twice"],
    [two({ split: { P: "0.333", Q: "0.666" } }), "rules[0].split: The shares add up to 0.999, not to 1."],
    [two({ split: { P: "0.6", Q: "0.6" } }), "rules[0].split: The shares add up to 1.2, not to 1."],
    [two({ split: { P: 0.5, Q: "0.5" } }), "rules[0].split.P: A share is a text"],
    [two({ split: { P: "-0.5", Q: "1.5" } }), "rules[0].split.P: “-0.5” is not a share"],
    [two({ split: { P: "1" } }), "rules[0].split: A split is among two products"],
    [two({ split: { P: "0.5", X: "0.5" } }), "rules[0].split.X: “X” is not in “products”"],
    [two({ splitBy: "tokens", among: ["P", "Q"] }), "rules[0].among[0]: “P” gets cost by “splitBy” alone"],
    [two({ splitBy: "luck", among: ["P", "Q"] }), "rules[0].splitBy: A split goes by one of"],
    [two({ splitBy: "revenue" }), "rules[0].among: “among” has to name"],
    [two({ splitBy: "revenue", among: ["P"] }), "rules[0].among: A split is among two products"],
    [two({ splitBy: "revenue", among: ["P", "P"] }), "rules[0].among[1]: “P” is named twice"],
    [two({ among: ["P", "Q"] }), "rules[0].splitBy: “splitBy” has to say"],
    [two({ product: "P", from: "2026-02-30" }), "rules[0].from: This is not a day"],
    [
      two({ product: "P", from: "2026-02-02", to: "2026-02-01" }),
      "rules[0].to: The last day, 2026-02-01, is before",
    ],
    [two({ product: "P", kind: "cogs" }), "rules[0].kind: The kind of cost is one of"],
    [two({ product: "P", customer: { tag: "x" } }), "rules[0].customer"],
    [two({ product: "P", customer: "" }), "rules[0].customer: A customer has a name"],
    [two({ product: "P", team: 5 }), "rules[0].team: A team is a name"],
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
