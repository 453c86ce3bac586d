import { spawn } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";

/** A process of its own: what hangs is found and ended there, with its number. */
function strike(seed: number, count: number): Promise<{ code: number | null; said: string }> {
  const program = path.join(import.meta.dirname, "fuzz.ts");
  const words = ["--import", "tsx", program, "--seed", String(seed), "--count", String(count)];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stdout.on("data", (chunk) => (said += chunk));
    child.stderr.on("data", (chunk) => (said += chunk));
    child.on("close", (code) => resolve({ code, said }));
  });
}

test.each([1, 2, 3])(
  "2,000 broken copies of the golden files are taken or refused, and nothing else (seed %i)",
  { timeout: 120_000 },
  async (seed) => {
    const { code, said } = await strike(seed, 2_000);
    expect(said).toMatch(/^2000 broken copies of \d+ files with seed \d: 0 failures\.\n$/);
    expect(code).toBe(0);
  },
);
