import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { parseUsd } from "@/lib/money";
import type { Line } from "@/lib/reports/line";
import { rowsReport } from "@/lib/reports/rows";
import { contextOf, importText, newOrganization } from "../support/ledger";

const ROWS = 260;
const HOUR_MS = 3_600_000;

/** One row an hour from 30 September on, so that New York's October begins and ends inside the file. */
function usage(): string {
  const start = Date.UTC(2026, 8, 30, 20, 30);
  const rows = Array.from({ length: ROWS }, (_, i) =>
    [
      `r${i}`,
      new Date(start + i * HOUR_MS).toISOString(),
      "openai",
      i % 3 === 0 ? "nope-1" : "gpt-4o",
      1000 + i,
      10,
      i % 2 === 0 ? "proj_a" : "proj_b",
    ].join(","),
  );
  return `id,timestamp,provider,model,input_tokens,output_tokens,project\n${rows.join("\n")}\n`;
}

let actor: Actor;
let importId: string;

beforeAll(async () => {
  actor = await newOrganization("America/New_York");
  importId = await importText(actor, "hours.csv", usage());
  await importText(actor, "revenue.csv", "period,product,amount,currency\n2026-10,Copilot,31,USD\n");
});

async function allPages(
  query: string,
): Promise<{ lines: Line[]; first: Awaited<ReturnType<typeof rowsReport>> }> {
  const first = await rowsReport(actor, await contextOf(actor, query));
  const lines = [...first.lines];
  let next = first.nextHref;
  while (next) {
    const page = await rowsReport(actor, await contextOf(actor, next.slice(1)));
    lines.push(...page.lines);
    next = page.nextHref;
  }
  return { lines, first };
}

const usdOf = (text: unknown): bigint => {
  const parsed = parseUsd(typeof text === "string" ? text : "0");
  return parsed.ok ? parsed.value : 0n;
};

describe("source rows", () => {
  test.each([
    "from=2026-10-01&to=2026-10-31",
    "from=2026-10-02&to=2026-10-04",
    "from=2026-10-01&to=2026-10-31&project=proj_a",
    "from=2026-10-01&to=2026-10-31&model=nope-1",
    "from=2026-09-30&to=2026-09-30",
  ])("of %s are as many and as much as the total clicked", async (query) => {
    const { lines, first } = await allPages(query);
    expect(lines).toHaveLength(first.counts.usage);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
    const computed = lines.reduce((sum, { cells }) => sum + usdOf(cells.computed), 0n);
    expect(computed).toBe(usdOf(first.totals.computed));
    const tokens = lines.reduce(
      (sum, { cells }) => sum + BigInt(String(cells.uncached)) + BigInt(String(cells.output)),
      0n,
    );
    expect(tokens.toString()).toBe(first.totals.tokens);
  });

  test("name their file and line, and the import they came with", async () => {
    const { lines } = await allPages("from=2026-09-30&to=2026-09-30");
    expect(lines[0]?.cells).toMatchObject({ time: "2026-09-30T16:30", file: "hours.csv", line: 2 });
    expect(lines[0]?.links).toEqual({ file: `/imports/${importId}` });
  });

  test("read unpriced where there is no price, never $0", async () => {
    const { lines } = await allPages("from=2026-10-02&to=2026-10-02&model=nope-1");
    expect(lines.length).toBeGreaterThan(0);
    expect(
      lines.every(({ cells, missing }) => cells.computed === null && missing?.computed === "unpriced"),
    ).toBe(true);
  });

  test("of revenue show the part that falls on the days asked for", async () => {
    const { lines, first } = await allPages("from=2026-10-01&to=2026-10-07&kind=revenue");
    expect(lines.map(({ cells }) => [cells.amount, cells.inPeriod])).toEqual([["31", "7"]]);
    expect(first.totals.revenue).toBe("7");
  });

  test("begin anew where the address names no place in them", async () => {
    const report = await rowsReport(
      actor,
      await contextOf(actor, "from=2026-10-01&to=2026-10-31&after=drop"),
    );
    expect(report.firstHref).toBeNull();
    expect(report.lines).toHaveLength(100);
  });
});
