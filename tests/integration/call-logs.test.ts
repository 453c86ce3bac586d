import { expect, test } from "vitest";
import { answer } from "@/lib/reports/query";
import { goldenCases } from "../support/golden";
import { importText, newOrganization } from "../support/ledger";

const textOf = (id: string, name = ""): string =>
  goldenCases(id)
    .find((each) => each.name === name)
    ?.bytes.toString("utf8") ?? "";

type Actor = Awaited<ReturnType<typeof newOrganization>>;

async function october(actor: Actor, where: Record<string, string[]> = {}) {
  const { totals } = await answer(actor, {
    metrics: ["spend", "reported_cost", "input_tokens", "output_tokens", "requests", "unpriced_tokens"],
    from: "2026-10-01",
    to: "2026-10-31",
    grain: "none",
    by: [],
    where,
  });
  return totals;
}

const DAY = 1793091600;
const call = (id: string, usage: object | null, more: object = {}) =>
  JSON.stringify({ id, object: "chat.completion.chunk", created: DAY, model: "grok-4", usage, ...more });
const usage = (output: number) => ({
  prompt_tokens: 100,
  completion_tokens: output,
  total_tokens: 100 + output,
});

test("of a stream whose chunks carry a growing count, the largest counts, in one file and across files", async () => {
  const actor = await newOrganization();
  await importText(
    actor,
    "a.jsonl",
    `${[call("s1", usage(1)), call("s1", usage(7)), call("s1", usage(3))].join("\n")}\n`,
  );
  expect(await october(actor)).toMatchObject({ input_tokens: 100, output_tokens: 7, requests: 1 });
  await importText(actor, "b.jsonl", `${[call("s1", usage(9)), call("s1", usage(2))].join("\n")}\n`);
  expect(await october(actor)).toMatchObject({ input_tokens: 100, output_tokens: 9, requests: 1 });
});

test("a call in a log and again in a batch's output is counted once", async () => {
  const actor = await newOrganization();
  await importText(actor, "log.jsonl", textOf("chat-logs"));
  const before = await october(actor);
  const batch = textOf("chat-logs", "batch").split("\n")[0] ?? "";
  await importText(actor, "batch.jsonl", `${batch}\n${batch}\n`);
  expect(await october(actor)).toEqual(before);
});

test("a gateway's estimates become no spend: tokens have the price of their date, or none", async () => {
  const actor = await newOrganization();
  await importText(actor, "spend.csv", textOf("litellm-spend"));
  const totals = await october(actor);
  expect(totals).toMatchObject({ reported_cost: "0", input_tokens: 7244, output_tokens: 907, requests: 8 });
  expect(totals?.spend).not.toBe("0.02874075");
});

test("usage in other units than tokens is kept beside a log of calls of the same day, and has no price", async () => {
  const actor = await newOrganization();
  const log = JSON.stringify({
    ...{ id: "chatcmpl-1", object: "chat.completion", created: 1790812800, model: "gpt-5" },
    usage: usage(7),
  });
  await importText(actor, "images.csv", textOf("openai-usage-other", "images"));
  await importText(actor, "log.jsonl", `${log}\n${log}\n`);
  expect(await october(actor, { model: ["gpt-image-1"] })).toMatchObject({
    spend: "0",
    input_tokens: 0,
    requests: 13,
  });
  expect(await october(actor)).toMatchObject({ input_tokens: 100, requests: 14 });
  // The report on completions tells of the calls the log tells of.
  const report =
    "start_time,end_time,num_model_requests,input_tokens,output_tokens,model\n1790812800,1790899200,1,100,7,gpt-5\n";
  await expect(importText(actor, "usage.csv", report)).rejects.toThrow(/overlap/);
});

test("a stream of Gemini's counts once, as its last part tells it, at the time of its first", async () => {
  const actor = await newOrganization();
  await importText(actor, "stream.jsonl", textOf("gemini-logs", "streams"));
  // 100, 50, 100, 100 in, and 30 + 40, 5, 7, 9 out: four streams of nine parts.
  expect(await october(actor)).toMatchObject({ input_tokens: 350, output_tokens: 91, requests: 4 });
});

test("a call in Bedrock's log counts once, from S3, CloudWatch and a subscription", async () => {
  const actor = await newOrganization();
  await importText(actor, "s3.jsonl", textOf("bedrock-invocations"));
  const { input_tokens: before } = (await october(actor)) ?? {};
  await importText(actor, "events.json", textOf("bedrock-invocations", "cloudwatch"));
  await importText(actor, "firehose.jsonl", textOf("bedrock-invocations", "subscription"));
  // Two calls of 40 and 50 are new: the first of each file is that of the log in S3.
  expect(await october(actor)).toMatchObject({ input_tokens: Number(before) + 90, requests: 16 });
});
