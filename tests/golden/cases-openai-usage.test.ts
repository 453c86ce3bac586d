import { describe, expect, test } from "vitest";
import { readText } from "../support/golden";
import { readGolden, usageOf } from "../support/golden-records";

describe("OpenAI's reports on other things than completions", () => {
  test("what is not counted in tokens has a unit and a quantity, and no tokens", async () => {
    const { records } = await readGolden("openai-usage-other", "pages");
    const others = usageOf(records).filter(({ unit }) => unit !== undefined);
    expect(others.map(({ unit, quantityText }) => `${quantityText} ${unit}`)).toEqual([
      "12 images",
      "3 images",
      "18450 characters",
      "3600 seconds",
      "9007199254740991 bytes",
      "7 sessions",
      "41 file searches",
      "55 web searches",
    ]);
    expect(others.every(({ tokens }) => tokens.inputTokens + tokens.outputTokens === 0)).toBe(true);
  });

  test("tools used inside requests add no requests of their own", async () => {
    const { records } = await readGolden("openai-usage-other", "pages");
    expect(usageOf(records).reduce((sum, { requests }) => sum + (requests ?? 0), 0)).toBe(1011);
  });

  test("each report covers its own, so that none is taken for another grouping of another", async () => {
    const { summary } = await readGolden("openai-usage-other", "pages");
    expect(summary.coverage.map(({ covers, grouping }) => [covers, grouping])).toEqual([
      ["openai/embeddings", "1d:api_key,model,project"],
      ["openai/moderations", "1d:api_key,model,project"],
      ["openai/units/images", "1d:api_key,model,operation,project,size"],
      ["openai/units/audio_speeches", "1d:api_key,model,project"],
      ["openai/units/audio_transcriptions", "1d:api_key,model,project"],
      ["openai/units/vector_stores", "1d:project"],
      ["openai/units/code_interpreter_sessions", "1d:project"],
      ["openai/units/file_searches", "1d:project,vector_store"],
      ["openai/units/web_searches", "1d:context_level,model,project"],
    ]);
  });

  test("the CSV and the API's pages of one report share their keys", async () => {
    const keys = async (name: string) =>
      usageOf((await readGolden("openai-usage-other", name)).records)
        .filter(({ unit }) => unit === "images")
        .map(({ naturalKey }) => naturalKey);
    expect(await keys("images")).toEqual(await keys("pages"));
  });

  test.each([
    ["searches in files", "num_requests,vector_store_id", "4,vs_1", "file_searches"],
    ["searches of the web", "num_model_requests,num_requests,context_level", "3,4,low", "web_searches"],
    ["sessions", "num_sessions", "4", "code_interpreter_sessions"],
    ["storage", "usage_bytes", "1024", "vector_stores"],
  ])("a CSV of %s is told by its columns", async (_, columns, cells, report) => {
    const { records } = await readText(
      `start_time,end_time,start_time_iso,project_id,${columns}\n1790812800,1790899200,2026-10-01T00:00:00,p,${cells}\n`,
    );
    expect(usageOf(records).map(({ naturalKey }) => naturalKey[0])).toEqual([`openai.usage.${report}`]);
  });
});
