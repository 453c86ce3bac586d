import { expect, test } from "vitest";
import { suggestionsOf } from "@/lib/reports/rule-suggestions";

test("the conditions that reduce unallocated cost most, each with all it reaches", () => {
  const rows = [
    { parts: { project: "a", api_key: "k" }, cost: 5n },
    { parts: { project: "a", api_key: "l" }, cost: 4n },
    { parts: { project: null, api_key: "k" }, cost: 3n },
    { parts: { project: null, api_key: null }, cost: 20n },
    { parts: { project: "free", api_key: null }, cost: 0n },
  ];
  expect(suggestionsOf(rows, ["project", "api_key"], 10)).toEqual([
    { when: { project: null, api_key: null }, cost: 20n },
    { when: { project: "a" }, cost: 9n },
    // The key's other cost stands in a project, but a rule on the key alone reaches it too.
    { when: { api_key: "k" }, cost: 8n },
  ]);
  expect(suggestionsOf(rows, ["project", "api_key"], 1)).toHaveLength(1);
});
