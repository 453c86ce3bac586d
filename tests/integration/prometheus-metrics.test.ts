import { expect, test } from "vitest";
import { answer } from "@/lib/reports/query";
import { goldenCases } from "../support/golden";
import { importText, newOrganization } from "../support/ledger";

type Actor = Awaited<ReturnType<typeof newOrganization>>;

const golden = (name: string): string =>
  goldenCases("prometheus-metrics")
    .find((each) => each.name === name)
    ?.bytes.toString("utf8") ?? "";

async function october(actor: Actor) {
  const { totals } = await answer(actor, {
    metrics: ["input_tokens", "cache_read_tokens", "output_tokens", "requests", "unpriced_tokens", "spend"],
    ...{ from: "2026-10-01", to: "2026-10-31", grain: "none", by: [], where: {} },
  });
  return totals;
}

test("a file of scrapes that is uploaded again as it grows counts each window once", async () => {
  const actor = await newOrganization();
  const scrapes = golden("").split(/^(?=# scraped_at)/m);
  for (const count of [2, 3, 4]) await importText(actor, "metrics.prom", scrapes.slice(0, count).join(""));
  // Case G27; what nobody bills for has no price and is not free.
  expect(await october(actor)).toMatchObject({
    ...{ input_tokens: 1700, cache_read_tokens: 800, output_tokens: 175, requests: 18 },
    ...{ unpriced_tokens: 1875, spend: "0" },
  });
});

test("a range query again, and one that goes on where it ended, count each window once", async () => {
  const actor = await newOrganization();
  const answered = JSON.parse(golden("range")) as {
    data: { result: { metric: object; values: [number, string][] }[] };
  };
  const until = (isIn: (seconds: number) => boolean): string =>
    JSON.stringify({
      ...answered,
      data: {
        resultType: "matrix",
        result: answered.data.result
          .map((each) => ({ ...each, values: each.values.filter(([seconds]) => isIn(seconds)) }))
          .filter(({ values }) => values.length > 0),
      },
    });
  const twoHours = 1790812800 + 2 * 3600;
  await importText(
    actor,
    "early.json",
    until((seconds) => seconds <= twoHours),
  );
  await importText(
    actor,
    "late.json",
    until((seconds) => seconds >= twoHours),
  );
  await importText(actor, "all.json", golden("range"));
  expect(await october(actor)).toMatchObject({ input_tokens: 96_000, output_tokens: 11_000 });
});

test("scrapes and a query of the same server on one day are an overlap", async () => {
  const actor = await newOrganization();
  await importText(actor, "week.json", golden("range"));
  const scrapes = golden("").replaceAll(/^(# scraped_at \S+)$/gm, "$1 10.0.0.5:8000");
  await expect(importText(actor, "metrics.prom", scrapes)).rejects.toThrow(/overlap/);
});
