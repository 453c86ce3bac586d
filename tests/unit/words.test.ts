import { describe, expect, test } from "vitest";
import { type Story, storyWords, subjectOf, thanOf } from "@/lib/reports/words";

const STORY: Story = {
  subject: "October inference",
  than: "September",
  spend: "38025.4",
  spendChange: "0.149",
  tokens: 16_000_000_000n,
  tokensChange: "0.309",
  unpricedTokens: 0n,
  costPerMillion: "2.31",
  costPerMillionChange: "-0.122",
  marginPercent: "0.699",
  marginChange: "-0.003",
};
const told = (change: Partial<Story> = {}): string =>
  storyWords({ ...STORY, ...change })
    .map(({ text }) => text)
    .join("");

describe("the opening words", () => {
  test("tell spend, tokens, cost and margin", () => {
    expect(told()).toBe(
      "October inference cost $38,025, 15% more than September. You served 31% more tokens, but each million cost 12% less. Margin held at 69.9%.",
    );
  });

  test.each<[string, Partial<Story>, string]>([
    [
      "less on both",
      { spendChange: "-0.2", tokensChange: "-0.1" },
      "20% less than September. You served 10% fewer tokens, and each million cost 12% less.",
    ],
    [
      "the same",
      { spendChange: "0.001", tokensChange: "0", costPerMillionChange: "0.0001" },
      "$38,025, the same as September. You served as many tokens, and each million cost the same.",
    ],
    [
      "several times",
      { spendChange: "2.4", tokensChange: "4" },
      "3.4 times as much as September. You served 5 times as many tokens, but each million cost 12% less.",
    ],
    ["a margin that moved", { marginChange: "0.021" }, "Margin rose 2.1 points to 69.9%."],
    [
      "a margin below zero",
      { marginPercent: "-0.058", marginChange: "-0.112" },
      "Margin fell 11.2 points to −5.8%.",
    ],
    [
      "nothing to compare with",
      { than: null, spendChange: null, tokensChange: null, costPerMillionChange: null, marginChange: null },
      "October inference cost $38,025. Each million tokens cost $2.31. Gross margin is 69.9%.",
    ],
    [
      "nothing priced",
      { spend: "0", spendChange: null, unpricedTokens: STORY.tokens, costPerMillion: "0" },
      "cost $0. None of the tokens served has a price yet.",
    ],
  ])("hold for %s", (_, change, expected) => {
    expect(told(change)).toContain(expected);
  });

  test("leave margin out without revenue, and tokens out where only charges are", () => {
    expect(told({ marginPercent: null, marginChange: null, tokens: 0n, costPerMillion: null })).toBe(
      "October inference cost $38,025, 15% more than September.",
    );
  });

  test("colour what is better and worse", () => {
    expect(storyWords(STORY).filter(({ as }) => as && as !== "figure")).toEqual([
      { text: "15% more", as: "bad" },
      { text: "cost 12% less", as: "good" },
    ]);
  });
});

describe("what a period is called", () => {
  const today = "2026-11-23";
  test.each([
    ["2026-10-01", "2026-10-31", {}, "October inference"],
    ["2025-10-01", "2025-10-31", {}, "October 2025 inference"],
    ["2026-11-01", "2026-11-23", {}, "Inference for 1–23 Nov"],
    ["2025-11-01", "2026-10-31", {}, "Inference for Nov 2025 – Oct 2026"],
    ["2026-10-01", "2026-10-31", { product: ["Copilot"] }, "October inference for Copilot"],
    ["2026-10-01", "2026-10-31", { product: [null] }, "October inference outside any product"],
    ["2026-10-01", "2026-10-31", { model: ["a", "b"] }, "October inference in this view"],
    ["2026-11-01", "2026-11-23", { product: ["Copilot"] }, "Inference for Copilot, 1–23 Nov,"],
  ])("%s to %s %j", (from, to, where, expected) => {
    expect(subjectOf({ from, to }, where, today)).toBe(expected);
  });

  test("and what it is compared with", () => {
    const compare = { from: "2026-09-01", to: "2026-09-30" };
    const of = { from: "2026-10-01", to: "2026-10-31", comparison: "previous" as const };
    expect(thanOf({ ...of, compare }, today)).toBe("September");
    expect(thanOf({ ...of, compare: null }, today)).toBeNull();
    expect(thanOf({ ...of, compare: { from: "2026-10-01", to: "2026-10-23" } }, today)).toBe("1–23 Oct");
  });
});
