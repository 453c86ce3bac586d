import { expect, test } from "vitest";
import { sources } from "@/lib/ingest/sources";
import { sourceHelp } from "@/lib/reports/source-help";

test("every source is listed once, with how to get it and its page", () => {
  const help = sourceHelp();
  expect(help.map(({ id }) => id)).toEqual([...sources.map(({ id }) => id), "generic-csv"]);
  expect(help.filter((each) => each.help.length < 40)).toEqual([]);
  expect(help.find(({ id }) => id === "openai-costs")?.docs).toBe("openai.md#costs");
  expect(help.find(({ id }) => id === "generic-csv")?.docs).toBe("generic-csv.md");
});
