import { describe, expect, test } from "vitest";
import { CAPABILITIES, catalogueSteps, priceAt, REFERENCE_POINTS } from "@/lib/pricing";
import { isDay, utcDayStartMs } from "@/lib/time";

describe("the public marks of the cost curve", () => {
  const known = REFERENCE_POINTS.filter(({ catalogue }) => catalogue !== undefined);

  test.each(known)("$model of $date costs what the price book's own data say for that day", (point) => {
    const sku = { ...(point.catalogue ?? { provider: "", model: "" }) };
    const found = catalogueSteps({ ...sku, serviceTier: null, contextBand: null, geography: null });
    const prices = priceAt(found?.steps ?? [], utcDayStartMs(point.date) + 43_200_000);
    const perMillion = (text: string) => BigInt(Math.round(Number(text) * 1e6));
    expect([prices?.input, prices?.output]).toEqual([perMillion(point.input), perMillion(point.output)]);
  });

  test("stand in the order of their days, each with a class and a source", () => {
    const dates = REFERENCE_POINTS.map(({ date }) => date);
    expect(dates).toEqual([...dates].sort());
    expect(dates.filter((date) => !isDay(date))).toEqual([]);
    expect(known.length).toBeGreaterThan(20);
    for (const { capability, source, url } of REFERENCE_POINTS) {
      expect(CAPABILITIES).toContain(capability);
      expect(source).not.toBe("");
      expect(url).toMatch(/^https:/);
    }
  });

  test("tell of rises as well as of falls: GPT-5 to GPT-5.5 is four times the input price", () => {
    const of = (name: string) => REFERENCE_POINTS.find(({ model }) => model === name);
    expect(Number(of("GPT-5.5")?.input) / Number(of("GPT-5")?.input)).toBe(4);
    expect(of("GPT-4")).toMatchObject({ input: "30", output: "60", capability: "GPT-4 class" });
  });
});
