import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { FileRefusal } from "@/lib/ingest/read";
import { sources } from "@/lib/ingest/sources";
import {
  expectedOf,
  type GoldenCase,
  goldenCases,
  goldenFolders,
  linesOf,
  readWhole,
} from "../support/golden";
import { missingParts } from "../support/source-contract";

const casesOf = (id: string): [string, GoldenCase][] =>
  goldenCases(id).map((golden) => [path.basename(golden.file), golden]);

test("every source has a golden folder, and every folder a source", () => {
  expect(goldenFolders()).toEqual([...sources.map(({ id }) => id), "generic-csv"].sort());
});

describe.each(goldenFolders())("%s", (id) => {
  test.each(casesOf(id))("%s gives the expected records and rejections", async (_, golden) => {
    const { records, rejected } = await readWhole(golden.bytes, { mapping: golden.mapping });
    expect({ records: linesOf(records), rejected: linesOf(rejected) }).toEqual(expectedOf(golden));
  });

  test.each(casesOf(id))("%s is recognised by its content, by this source alone", async (_, golden) => {
    const { source } = await readWhole(golden.bytes, { mapping: golden.mapping });
    expect(source.id).toBe(id);
    for (const other of sources.filter((each) => each.id !== id))
      await expect(readWhole(golden.bytes, { as: other.id })).rejects.toBeInstanceOf(FileRefusal);
  });

  test.each(casesOf(id))("%s has one natural key per record", async (_, golden) => {
    // Logs may hold one call several times; reports may not.
    if (sources.find((each) => each.id === id)?.repeats !== undefined) return;
    const { records } = await readWhole(golden.bytes, { mapping: golden.mapping });
    const keys = records.filter(({ ranked }) => !ranked).map(({ naturalKey }) => JSON.stringify(naturalKey));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(casesOf(id))("%s counts every row once", async (_, golden) => {
    const { records, rejected, summary } = await readWhole(golden.bytes, { mapping: golden.mapping });
    expect(summary.rows).toMatchObject({
      read: records.length + rejected.length,
      records: records.length,
      rejected: rejected.length,
    });
  });

  test.each(casesOf(id))("%s survives being cut at any byte", async (_, golden) => {
    const whole = linesOf((await readWhole(golden.bytes, { mapping: golden.mapping })).records).split("\n");
    const step = Math.max(1, Math.floor(golden.bytes.length / 97));
    for (let end = 0; end < golden.bytes.length; end += step) {
      const read = await readWhole(golden.bytes.subarray(0, end), { mapping: golden.mapping }).catch(
        (error: unknown) => {
          expect(error).toBeInstanceOf(FileRefusal);
          return null;
        },
      );
      if (read === null) continue;
      // All rows but the one the cut went through are those of the whole file.
      const lines = linesOf(read.records)
        .split("\n")
        .filter((line) => line !== "");
      expect(lines.slice(0, -1).filter((line) => !whole.includes(line))).toEqual([]);
    }
  });
});

test.each(sources.map((source) => [source.id, source] as const))("%s lacks nothing", (_, source) => {
  expect(missingParts(source)).toEqual([]);
});

test("ids and titles tell sources apart", () => {
  for (const name of ["id", "title"] as const) {
    const all = sources.map((source) => source[name]);
    expect(all.filter((each, at) => all.indexOf(each) !== at)).toEqual([]);
  }
});

const shared = path.join(import.meta.dirname, "../../../shared/samples/openai-spec");
const samples = ((): string[] => {
  try {
    return readdirSync(shared);
  } catch {
    return [];
  }
})();

// The documented example pages of OpenAI's API: read where they lie beside the project, skipped elsewhere.
describe.skipIf(samples.length === 0)("OpenAI's documented examples", () => {
  test.each(samples)("%s", async (name) => {
    const bytes = readFileSync(path.join(shared, name));
    const outcome = await readWhole(bytes).then(
      ({ source, records, rejected }) => ({
        id: source.id,
        records: records.length,
        rejected: rejected.length,
      }),
      (error: unknown) => (error instanceof FileRefusal ? error.code : error),
    );
    const read: Readonly<Record<string, string>> = {
      "organization-usage-completions.json": "openai-usage",
      "organization-costs.json": "openai-costs",
    };
    expect(outcome).toEqual({ id: read[name] ?? "openai-usage-other", records: 1, rejected: 0 });
  });
});
