import type { Test } from "./conditions";
import type { Rule } from "./rules";

/** A rule as a person reads it: what it asks, what it gives, and since when. */
export type RuleSentence = Readonly<{ when: string; gives: string }>;

const BASIS = { tokens: "tokens", cost: "cost", requests: "requests", revenue: "revenue" } as const;

/**
 * "project is proj_a and api_key starts with key_" → "Copilot, research".
 * @param nameOf what a part of a scope is called; by itself as rules write it
 */
export function sentenceOf(rule: Rule, nameOf = (name: string): string => name): RuleSentence {
  const asked = Object.entries(rule.when).map(([name, test]) => {
    const tests = Array.isArray(test) ? (test as readonly Test[]) : [test as Test];
    return `${nameOf(name)} ${tests.map(testText).join(" or ")}`;
  });
  const days = [rule.from && `from ${rule.from}`, rule.to && `to ${rule.to}`].filter(Boolean).join(" ");
  const when = asked.length === 0 ? "everything else" : asked.join(" and ");
  return { when: days ? `${when}, ${days}` : when, gives: givesText(rule) };
}

function givesText(rule: Rule): string {
  const to =
    rule.product ??
    (rule.split
      ? Object.entries(rule.split)
          .map(([product, share]) => `${product} ${share}`)
          .join(" + ")
      : `${(rule.among ?? []).join(" + ")} by ${BASIS[rule.splitBy ?? "cost"]}`);
  const customer =
    rule.customer === undefined
      ? []
      : typeof rule.customer === "string"
        ? [`customer ${rule.customer}`]
        : [`customer by tag ${rule.customer.fromTag}`];
  const more = [
    ...customer,
    ...(rule.team ? [`team ${rule.team}`] : []),
    ...(rule.kind === "research" ? ["research"] : []),
  ];
  return [to, ...more].join(", ");
}

function testText(test: Test): string {
  if (test === null) return "is not given";
  if (typeof test === "string") return `is ${test}`;
  return "startsWith" in test ? `starts with ${test.startsWith}` : `matches ${test.matches}`;
}
