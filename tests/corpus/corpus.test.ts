import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { type Case, isRefused, type Taken } from "./case";
import { cases } from "./cases";
import { type Outcome, outcomeOf, pico } from "./laws";

/** Generous: what takes seconds here would take minutes on a file a hundred times as large. */
const SECONDS_MAX = 60;

test("the corpus holds at least 300 files, each under a name of its own", () => {
  expect(cases.length).toBeGreaterThanOrEqual(300);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

describe.each(groups())("%s", (_, group) => {
  test.each(group)("$name", { timeout: SECONDS_MAX * 1000 }, async (each) => {
    expectOutcome(await outcomeOf(each.bytes(), each.options), each);
  });
});

describe("in a process of its own, within its memory", () => {
  test.each(cases.filter(({ peakMb }) => peakMb !== undefined))(
    "$name",
    { timeout: 3 * SECONDS_MAX * 1000 },
    async (each) => {
      const { peakMb, ...outcome } = await outcomeApart(each);
      expectOutcome(outcome, each);
      expect(peakMb).toBeLessThan(each.peakMb ?? 0);
    },
  );
});

/** Writes the file down and has another process read it. */
async function outcomeApart({ bytes }: Case): Promise<Outcome & { peakMb: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), "costcurve-corpus-"));
  try {
    const file = path.join(folder, "file");
    writeFileSync(file, bytes());
    const program = path.join(import.meta.dirname, "apart.ts");
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", program, file], {
      maxBuffer: 64 * 1024 ** 2,
    });
    return JSON.parse(stdout, (_, value: unknown) =>
      typeof value === "string" && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function expectOutcome(outcome: Outcome, { expect: expected }: Case): void {
  expect(outcome.broken).toEqual([]);
  if (isRefused(expected)) {
    expect(outcome.refusal?.code ?? `taken: ${outcome.records}`).toBe(expected.refused);
    expect(outcome.refusal?.reason).toMatch(expected.reason);
    if (expected.line !== undefined) expect(outcome.refusal?.line).toBe(expected.line);
  } else expectTaken(outcome, expected);
}

function expectTaken(outcome: Outcome, expected: Taken): void {
  const listed = expected.rejectedRows === undefined ? outcome.rejected : outcome.rejected.slice(0, 1);
  const said = listed.map(({ line, column, reason }) => [line, column, reason]);
  expect(outcome.refusal?.message).toBeUndefined();
  expect({ records: outcome.records, rejected: said }).toEqual({
    records: expected.records,
    rejected: (expected.rejected ?? []).map(([line, column, reason]) => [
      line,
      column,
      expect.stringMatching(reason),
    ]),
  });
  const { input = 0, cacheRead = 0, cacheWrite = 0, output = 0, usd = "0" } = expected.totals;
  expect({ ...outcome.tokens, usd: outcome.money }).toEqual({
    input: BigInt(input),
    cacheRead: BigInt(cacheRead),
    cacheWrite: BigInt(cacheWrite),
    output: BigInt(output),
    usd: pico(usd),
  });
  if (expected.rejectedRows !== undefined) expect(outcome.summary?.rows.rejected).toBe(expected.rejectedRows);
  expect(outcome.summary?.rows.empty).toBe(expected.empty ?? 0);
  if (expected.source !== undefined) expect(outcome.source).toBe(expected.source);
  for (const message of expected.messages ?? [])
    expect(outcome.summary?.messages.join("\n")).toMatch(message);
  if (expected.customers)
    expect(outcome.first.map((each) => (each.kind === "usage" ? each.dimensions.customer : null))).toEqual(
      expected.customers,
    );
  if (expected.times)
    expect(
      outcome.first.map((each) => each.kind === "usage" && new Date(each.period.startMs).toISOString()),
    ).toEqual(expected.times);
}

/** The cases by the first word of their name. */
function groups(): [string, Case[]][] {
  const found = new Map<string, Case[]>();
  for (const each of cases.filter(({ peakMb }) => peakMb === undefined)) {
    const name = each.name.split(":")[0] ?? "";
    found.set(name, [...(found.get(name) ?? []), each]);
  }
  return [...found];
}
