import { describe, expect, test } from "vitest";
import { FileRefusal } from "@/lib/ingest/read";
import { parseMapping, suggestMapping } from "@/lib/ingest/sources";
import { readText } from "../support/golden";

const csv = "When,Engine,In,Cached,Out,Price\n2026-10-01 02:00,gpt-5,600,400,150,125000\n";
const mapping = {
  columns: {
    timestamp: "When",
    model: "Engine",
    input_tokens: "In",
    cache_read_tokens: "Cached",
    output_tokens: "Out",
    cost: "Price",
  },
  constants: { provider: "openai" },
  cacheInsideInput: false,
};

describe("a column mapping", () => {
  test("asks whether cache is inside input", async () => {
    const inputOf = async (cacheInsideInput: boolean): Promise<unknown> => {
      const [record] = (await readText(csv, { mapping: { ...mapping, cacheInsideInput } })).records;
      return record?.kind === "usage" && [record.tokens.inputTokens, record.tokens.uncachedTokens];
    };
    expect(await inputOf(false)).toEqual([1000, 600]);
    expect(await inputOf(true)).toEqual([600, 200]);
  });

  test.each([
    ["UTC", "2026-10-01T02:00:00.000Z"],
    ["Europe/Berlin", "2026-10-01T00:00:00.000Z"],
    ["Asia/Kolkata", "2026-09-30T20:30:00.000Z"],
  ])("reads times without zone in %s", async (zone, iso) => {
    const [record] = (await readText(csv, { mapping: { ...mapping, zone } })).records;
    expect(record?.kind === "usage" && new Date(record.period.startMs).toISOString()).toBe(iso);
  });

  test.each([
    ["usd", 125000n * 10n ** 12n],
    ["cents", 1250n * 10n ** 12n],
    ["micro-usd", 125000n * 10n ** 6n],
    ["nano-usd", 125000n * 10n ** 3n],
  ])("reads money in %s", async (moneyUnit, pico) => {
    const [record] = (await readText(csv, { mapping: { ...mapping, moneyUnit } })).records;
    expect(record?.kind === "usage" && record.reportedCost).toBe(pico);
  });

  test("is refused with what is wrong", async () => {
    expect(() => parseMapping({ ...mapping, zone: "Berlin" })).toThrow(/zone/);
    expect(() => parseMapping({ ...mapping, constants: {} })).toThrow(/columns\.provider/);
    expect(() => parseMapping({ ...mapping, cacheInsideInput: undefined })).toThrow(/cacheInsideInput/);
    expect(() => parseMapping({ ...mapping, columns: { ...mapping.columns, colour: "x" } })).toThrow(
      FileRefusal,
    );
    await expect(
      readText(csv, { mapping: { ...mapping, columns: { ...mapping.columns, user: "Who" } } }),
    ).rejects.toThrow(/“Who”/);
    await expect(readText("{}", { mapping })).rejects.toThrow(/JSON/);
  });

  test("is guessed from the header's names", () => {
    const guess = suggestMapping([
      "Request ID",
      "created_at",
      "Model",
      "prompt_tokens",
      "Completion Tokens",
      "Cost (cents)",
      "colour",
      "tag.team",
    ]);
    expect(guess).toEqual({
      columns: {
        id: "Request ID",
        timestamp: "created_at",
        model: "Model",
        input_tokens: "prompt_tokens",
        output_tokens: "Completion Tokens",
        cost: "Cost (cents)",
      },
      tags: { team: "tag.team" },
      moneyUnit: "cents",
    });
  });
});
