import { describe, expect, test } from "vitest";
import type { ShownCurve } from "@/lib/reports/cost-curve-page";
import { curveWords, halfLifeText } from "@/lib/reports/words-curve";

const curve = (log: number | null, first: string | null = "2", last: string | null = "1"): ShownCurve => ({
  decline:
    log === null
      ? null
      : {
          points: 3,
          days: 365,
          factor_per_year: Math.exp(log).toFixed(6),
          log_points_per_year: log.toFixed(6),
          half_life_years: log === 0 ? null : (Math.LN2 / log).toFixed(6),
        },
  values: [first, last],
  rebased: [],
  first,
  last,
  href: "",
});
const NOTHING = curve(null, null, null);
const words = (index: ShownCurve, blended: ShownCurve, unit = NOTHING) =>
  curveWords({ price_index: index, cost_per_million_tokens: blended, cost_per_unit: unit })
    .map(({ text }) => text)
    .join("");

describe("the words of the cost curve", () => {
  test("say what fell and how fast", () => {
    expect(words(curve(Math.log(1.2)), curve(Math.LN2))).toBe(
      "A million tokens became 2.0 times cheaper a year, from $2.00 to $1.00. At the same models and the same tokens, prices became 1.2 times cheaper a year.",
    );
  });

  test("say what rises: a curve also goes up", () => {
    const told = words(curve(0), curve(-Math.LN2, "1", "2"), curve(-0.05));
    expect(told).toBe(
      "A million tokens became 2.0 times dearer a year, from $1.00 to $2.00. The models you use kept their prices: what moved is the mix. A unit of work became 1.05 times dearer a year.",
    );
  });

  test("speak of no year where the curve covers a few weeks", () => {
    const short = { ...curve(Math.log(50_000)), decline: { ...curve(10).decline, days: 55 } } as ShownCurve;
    expect(words(short, short, short)).toBe(
      "A million tokens went from $2.00 to $1.00 within 55 days, which is too short to speak of a year.",
    );
  });

  test("draw no conclusion from one period or from none", () => {
    expect(words(NOTHING, curve(null, "1", "1"))).toContain("a curve needs two");
    expect(words(NOTHING, NOTHING)).toContain("there is no curve");
  });

  test("give a half-life in months or years, and the doubling of what rises", () => {
    expect(halfLifeText("0.30103")).toBe("halves in 4 months");
    expect(halfLifeText("2.4")).toBe("halves in 2.4 years");
    expect(halfLifeText("-0.083")).toBe("doubles in a month");
    expect(halfLifeText(null)).toBeNull();
  });
});
