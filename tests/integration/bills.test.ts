import { expect, test } from "vitest";
import { answer } from "@/lib/reports/query";
import { goldenCases } from "../support/golden";
import { importText, newOrganization } from "../support/ledger";

const textOf = (id: string, name = ""): string =>
  goldenCases(id)
    .find((each) => each.name === name)
    ?.bytes.toString("utf8") ?? "";

type Actor = Awaited<ReturnType<typeof newOrganization>>;

async function october(actor: Actor): Promise<unknown> {
  const { totals } = await answer(actor, {
    metrics: ["spend", "input_tokens", "output_tokens"],
    from: "2026-10-01",
    to: "2026-10-31",
    grain: "none",
    by: [],
    where: {},
  });
  return totals;
}

// 433,893 + 5,372,659 + 29,481 + twice 1,000,000 + 250,000 input tokens; 31,102 + 2,000 of output.
const CUR = { spend: "534.197781145", input_tokens: 8_086_033, output_tokens: 33_102 };

test("spend is the sum of the bill's lines, tokens, fees, credits and tax alike", async () => {
  const actor = await newOrganization();
  await importText(actor, "cur.csv", textOf("aws-cur"));
  expect(await october(actor)).toEqual(CUR);
});

test("a bill beside a log of the same calls is an overlap, and a person says which counts", async () => {
  const log = [
    "timestamp,provider,model,account,input_tokens,output_tokens",
    "2026-10-05T14:05:00Z,aws,us.anthropic.claude-sonnet-4-6-v1:0,222222222222,29481,31102",
    "",
  ].join("\n");
  const actor = await newOrganization();
  await importText(actor, "log.csv", log);
  await expect(importText(actor, "cur.csv", textOf("aws-cur"))).rejects.toThrow(/overlap/);
  await importText(actor, "cur.csv", textOf("aws-cur"), { overlap: "replace" });
  expect(await october(actor)).toEqual(CUR);
});

test("a log that takes the place of a bill's usage leaves its fees, credits and tax", async () => {
  const actor = await newOrganization();
  await importText(actor, "cur.csv", textOf("aws-cur"));
  const days = Array.from({ length: 31 }, (_, day) => String(day + 1).padStart(2, "0"));
  const log = [
    "timestamp,provider,model,account,output_tokens",
    ...days.map((day) => `2026-10-${day}T14:05:00Z,aws,unknown-model,222222222222,1`),
    "",
  ].join("\n");
  await importText(actor, "log.csv", log, { overlap: "replace" });
  // All lines but those of tokens: 534.197781145 - 7.553256395.
  expect(await october(actor)).toEqual({ spend: "526.64452475", input_tokens: 0, output_tokens: 31 });
});

test("a bill that came twice, with the same lines, gives way to a log whole, and not unasked", async () => {
  const log = "timestamp,provider,model,account,output_tokens\n2026-10-05T14:05:00Z,aws,m,222222222222,7\n";
  const actor = await newOrganization();
  await importText(actor, "cur.csv", textOf("aws-cur"));
  await importText(actor, "cur-again.csv", `${textOf("aws-cur")}\n`);
  await expect(importText(actor, "log.csv", log)).rejects.toThrow(/overlap/);
  await importText(actor, "log.csv", log, { overlap: "replace" });
  // All of the bill's output is of that day.
  expect(await october(actor)).toMatchObject({ output_tokens: 7 });
});

test("one bill in two formats is an overlap too", async () => {
  const actor = await newOrganization();
  await importText(actor, "cur.csv", textOf("aws-cur"));
  await expect(importText(actor, "focus.jsonl", textOf("focus-cost", "rows"))).rejects.toThrow(/overlap/);
  expect(await october(actor)).toEqual(CUR);
});

test("rows of Google's export are added once, and a correction takes its money back", async () => {
  const actor = await newOrganization();
  await importText(actor, "billing.jsonl", textOf("google-billing"));
  expect(await october(actor)).toMatchObject({ spend: "10.69980182" });
  await importText(actor, "some.csv", textOf("google-billing", "dots"));
  expect(await october(actor)).toMatchObject({ spend: "10.69980182" });
});

test("a FOCUS file counts by EffectiveCost, whatever was invoiced", async () => {
  const actor = await newOrganization();
  await importText(actor, "focus.csv", textOf("focus-cost", "latest"));
  expect(await october(actor)).toMatchObject({ spend: "26.27297747" });
});
