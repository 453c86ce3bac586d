import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePattern } from "@/lib/allocation/pattern";

const refusal = (text: string) => {
  const parsed = parsePattern(text);
  return parsed.ok ? null : parsed.reason;
};
const matches = (text: string, value: string) => {
  const parsed = parsePattern(text);
  return parsed.ok && parsed.value.test(value);
};

describe("patterns of rules", () => {
  test.each([
    ["^chat", "chat-eu", true],
    ["^chat", "the chat", false],
    ["chat", "the chat room", true],
    ["prod$", "key_prod", true],
    ["prod$", "prod_key", false],
    ["^(?:gpt|claude)-[45](\\.\\d)?$", "gpt-4.1", true],
    ["^(?:gpt|claude)-[45](\\.\\d)?$", "gpt-4o", false],
    ["^[^-]+-\\d{2,3}$", "team-042", true],
    ["^[^-]+-\\d{2,3}$", "team-4", false],
    ["^\\w+\\s?\\w+$", "Grüße", false],
    ["^.$", "😀", true],
    ["a.c", "a\nc", false],
    ["^$", "", true],
    ["x*", "", true],
    ["^(ab|cd)+$", "abcdab", true],
    ["^(?:\\d{2}-){2}$", "12-34-", true],
  ])("%s in %j is %s, as JavaScript has it", (pattern, value, found) => {
    expect(matches(pattern, value)).toBe(found);
    expect(new RegExp(pattern, "u").test(value)).toBe(found);
  });

  test.each([
    ["(a+)+$", "run away"],
    ["^(\\w+\\s?)*$", "run away"],
    ["(a|aa)+$", "run away"],
    ["(.|x)*y", "run away"],
    ["(?=a)b", "looks ahead"],
    ["(a)\\1", "not known here"],
    ["(a", "not closed"],
    ["a)", "never opens"],
    ["[a", "not closed"],
    ["*a", "nothing before"],
    ["a**", "Repeat once"],
    ["a{5,2}", "ends before"],
    ["a{1000}", "beyond 100"],
    ["a\\", "ends with"],
    ["", "empty pattern"],
    ["a".repeat(201), "at most 200"],
    ["[z-a]", "range"],
    ["(?:[a-z]{100}){100}", "too large"],
  ])("%s is refused, saying why", (pattern, reason) => {
    expect(refusal(pattern)).toContain(reason);
  });

  test("takes no longer for a text made to mislead it", () => {
    expect(matches("a*a*a*a*a*a*a*a*b", "a".repeat(20_000))).toBe(false);
  });

  const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\d", "\\w", "^", "$", "é");
  const pattern = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      atom,
      fc.tuple(tie("node"), tie("node")).map(([x, y]) => x + y),
      fc.tuple(tie("node"), tie("node")).map(([x, y]) => `(${x}|${y})`),
      fc
        .tuple(tie("node"), fc.constantFrom("?", "*", "+", "{2}", "{1,3}", "{2,}"))
        .map(([x, q]) => `(?:${x})${q}`),
    ),
  })).node;
  test("finds what JavaScript finds", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "1", "é", "\n"), maxLength: 12 });
    fc.assert(
      fc.property(pattern, text, (source, value) => {
        const parsed = parsePattern(source);
        fc.pre(parsed.ok);
        expect(parsed.ok && parsed.value.test(value)).toBe(new RegExp(source, "u").test(value));
      }),
      { numRuns: 2_000 },
    );
  });
});
