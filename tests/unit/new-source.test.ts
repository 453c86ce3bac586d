import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startSource, WrongCall } from "@/bin/new-source.mjs";

const root = path.join(import.meta.dirname, "../..");
const INDEX = "lib/ingest/sources/index.ts";
const LIST = "docs/sources/README.md";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "new-source-"));
  for (const part of [INDEX, LIST, "docs/sources/openai.md"])
    cpSync(path.join(root, part), path.join(folder, part));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (file: string) => readFileSync(path.join(folder, file), "utf8");
const added = (file: string): string[] => {
  const before = readFileSync(path.join(root, file), "utf8").split("\n");
  return read(file)
    .split("\n")
    .filter((line) => !before.includes(line));
};

test("a new source is a reader, a line in the index, a golden folder, and a line and page of help", () => {
  expect(startSource("zebra-daily-usage", folder)).toEqual([
    "lib/ingest/sources/zebra-daily-usage.ts",
    INDEX,
    "tests/golden/sources/zebra-daily-usage/README.md",
    LIST,
    "docs/sources/zebra.md",
  ]);
  expect(added(INDEX)).toEqual([
    'import { zebraDailyUsage } from "./zebra-daily-usage";',
    "  zebraDailyUsage,",
  ]);
  expect(added(LIST)).toEqual(["| [`zebra-daily-usage`](zebra.md) |  |  |"]);
  expect(read("lib/ingest/sources/zebra-daily-usage.ts")).toContain('id: "zebra-daily-usage"');
});

test("a provider that has a page gets a part of it", () => {
  startSource("openai-nothing", folder);
  expect(added(LIST)).toEqual(["| [`openai-nothing`](openai.md#openai-nothing) |  |  |"]);
  expect(added("docs/sources/openai.md")).toEqual(["## openai-nothing"]);
});

test("what is no id, or taken, is refused, and nothing is written", () => {
  for (const id of [undefined, "", "acme", "Acme-usage", "acme_usage", "../up-there"])
    expect(() => startSource(id, folder)).toThrow(WrongCall);
  startSource("acme-usage", folder);
  const index = read(INDEX);
  expect(() => startSource("acme-usage", folder)).toThrow("is there already");
  expect(read(INDEX)).toBe(index);
});
