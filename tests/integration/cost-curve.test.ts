import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { UserError } from "@/lib/commands/errors";
import { costCurve } from "@/lib/reports/cost-curve";
import { parseCurve } from "@/lib/reports/parse-curve";
import { importText, newOrganization } from "../support/ledger";

/**
 * o3 fell on 10 June 2025 from $10 in and $40 out to $2 and $8, to a fifth whatever the mix; gpt-4o stood at $2.50 and
 * $10. o3's cache reads, unused here, did not move. In July gpt-4.1 begins, and gpt-4o is gone.
 */
const USAGE = `id,timestamp,provider,model,input_tokens,output_tokens,project
a1,2025-05-10T10:00:00Z,openai,o3,1000000,1000000,p
a2,2025-05-20T10:00:00Z,openai,gpt-4o,3000000,0,p
b1,2025-06-05T10:00:00Z,openai,o3,100,900,p
b2,2025-06-20T10:00:00Z,openai,gpt-4o,1000000,1000000,q
c1,2025-07-02T10:00:00Z,openai,o3,7,3,p
c2,2025-07-03T10:00:00Z,openai,gpt-4.1,1000000,0,q
`;
const QUARTER = { from: "2025-05-01", to: "2025-07-31", grain: "month", where: {} } as const;

let actor: Actor;
beforeAll(async () => {
  actor = await newOrganization("UTC");
  await importText(actor, "usage.csv", USAGE);
});

const curveOf = async (question: Parameters<typeof costCurve>[1] = QUARTER) => {
  const found = await costCurve(actor, question);
  const [index, blended, unit] = found.curves;
  return { ...found, index, blended, unit };
};

describe("the cost curve (economics §5.10)", () => {
  test("chains what the models of both months cost, each weighing the same: a fifth and no change are 1 ÷ √5", async () => {
    const { index } = await curveOf();
    expect(index?.points).toEqual([
      { period: "2025-05-01", value: "100.000000", matched: 0 },
      { period: "2025-06-01", value: (100 / Math.sqrt(5)).toFixed(6), matched: 2 },
      { period: "2025-07-01", value: (100 / Math.sqrt(5)).toFixed(6), matched: 1 },
    ]);
  });

  test("takes the index apart by model; what each moved multiplies to the index", async () => {
    const { models, index } = await curveOf();
    expect(models.map(({ model, links }) => [model, links])).toEqual([
      ["o3", 2],
      ["gpt-4o", 1],
    ]);
    expect(models[0]?.factor).toBeCloseTo(0.2, 12);
    const product = models.reduce((all, { moves }) => all * moves, 100);
    expect(product).toBeCloseTo(Number(index?.points.at(-1)?.value), 5);
  });

  test("states the realised blended cost of each month exactly", async () => {
    const { blended } = await curveOf();
    // May: (10 + 40 + 3 · 2.50) ÷ 5. June: (100 · 10 + 900 · 40 + 2,500,000 + 10,000,000) ÷ 2,001,000.
    // July: (7 · 2 + 3 · 8 + 2,000,000) ÷ 1,000,010.
    const values = blended?.points.map(({ value }) => value);
    expect(values).toEqual(["11.5", "6.265367316342", "2.00001799982"]);
  });

  test("has the rate of the fitted line", async () => {
    const { index } = await curveOf();
    // ln 1, ln 1/√5, ln 1/√5 on 31 May, 30 June, 31 July.
    const days = [0, 30, 61];
    const logs = [0, -Math.log(5) / 2, -Math.log(5) / 2];
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const top = days.reduce((sum, day, i) => sum + (day - mean(days)) * ((logs[i] ?? 0) - mean(logs)), 0);
    const slope = top / days.reduce((sum, day) => sum + (day - mean(days)) ** 2, 0);
    expect(Number(index?.decline?.log_points_per_year)).toBeCloseTo(-slope * 365, 5);
    expect(index?.decline).toMatchObject({ points: 3, days: 61 });
  });

  test("has the cost of a unit of work where units are given", async () => {
    const other = await newOrganization("UTC");
    await importText(other, "usage.csv", USAGE);
    await importText(
      other,
      "units.csv",
      "date,unit,count,product\n2025-05-03,tickets,10,\n2025-06-03,tickets,20,\n",
    );
    const { curves } = await costCurve(other, QUARTER);
    // $57.50 ÷ 10, $12.537 ÷ 20, and July has none.
    expect(curves[2]?.points.map(({ value }) => value)).toEqual(["5.75", "0.62685", null]);
    expect(curves[2]?.decline).toMatchObject({ points: 2, days: 30.5 });
    // Another unit in another month is another curve.
    await importText(other, "minutes.csv", "date,unit,count,product\n2025-07-03,minutes,5,\n");
    const mixed = await costCurve(other, QUARTER);
    expect(mixed.curves[2]?.points.map(({ value }) => value)).toEqual([null, null, null]);
  });

  test("follows a filter, and begins again where no model carries over", async () => {
    const { index, models } = await curveOf({ ...QUARTER, where: { project: ["q"] } });
    expect(index?.points.map(({ value }) => value)).toEqual([null, "100.000000", "100.000000"]);
    expect(index?.decline).toBeNull();
    expect(models).toEqual([]);
  });

  test("has no points where nothing is known, and marks stay without a mix", async () => {
    const other = await newOrganization("UTC");
    const { curves, references } = await costCurve(other, QUARTER);
    expect(curves.every(({ decline }) => decline === null)).toBe(true);
    expect(references[0]).toMatchObject({ model: "GPT-4", input: "30", output: "60", at_your_mix: null });
  });

  test("prices public marks at the period's own input and output", async () => {
    const { references } = await curveOf({ ...QUARTER, to: "2025-05-31" });
    // 4 M in and 1 M out: (4 · 30 + 60) ÷ 5.
    expect(references[0]?.at_your_mix).toBe("36");
    expect(references.map(({ date }) => date)).toEqual([...references.map(({ date }) => date)].sort());
  });

  test("refuses a grain that is none of a curve", () => {
    expect(() => parseCurve({ from: "2025-05-01", to: "2025-07-31", grain: "hour", filters: [] })).toThrow(
      UserError,
    );
  });
});
