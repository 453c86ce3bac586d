import { describe, expect, test } from "vitest";
import { isStamped, withoutStamps } from "@/lib/ingest/stamped-lines";
import { chunked } from "../support/golden";

const TEXT = [
  '2026-10-05T10:00:00.000Z {"a":1}',
  '2026-10-05T10:00:00Z  {"b":"2026-10-05T10:00:00.000Z {"}',
  "2026-10-05T10:00:01.000Z START of nothing",
  "",
  '{"c":3}',
  `2026-10-05T10:00:02.000Z {"d":"${"x".repeat(100)}"}`,
].join("\n");
const PLAIN = [
  '{"a":1}',
  '{"b":"2026-10-05T10:00:00.000Z {"}',
  "2026-10-05T10:00:01.000Z START of nothing",
  "",
  '{"c":3}',
  `{"d":"${"x".repeat(100)}"}`,
].join("\n");

async function* buffers(ends: readonly number[]): AsyncGenerator<Buffer> {
  for await (const chunk of chunked(Buffer.from(TEXT), ends)) yield Buffer.from(chunk);
}

async function read(ends: readonly number[]): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of withoutStamps(buffers(ends))) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe("lines with a time before their object", () => {
  test("lose the time and nothing else, wherever the pieces of the file end", async () => {
    expect(await read([])).toBe(PLAIN);
    for (let end = 1; end < TEXT.length; end += 1) expect(await read([end, end + 7])).toBe(PLAIN);
    expect(await read(Array.from({ length: TEXT.length }, (_, at) => at + 1))).toBe(PLAIN);
  });

  test("are told from CSV and from JSON", () => {
    const begins = (text: string): boolean => isStamped(Buffer.from(text));
    expect(begins(TEXT)).toBe(true);
    expect(begins("2026-10-05T10:00:00Z,gpt-5,{")).toBe(false);
    expect(begins('{"timestamp":"2026-10-05T10:00:00Z"}')).toBe(false);
    expect(begins("timestamp,model")).toBe(false);
  });
});
