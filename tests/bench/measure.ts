import { readFileSync } from "node:fs";

/** One figure, as a line of JSON on stdout: what `npm run bench` collects. */
export function tell(name: string, value: number, unit: string): void {
  const digits = Math.abs(value) < 10 ? 3 : Math.abs(value) < 1_000 ? 1 : 0;
  process.stdout.write(`${JSON.stringify({ name, value: Number(value.toFixed(digits)), unit })}\n`);
}

/** The middle of the values: a few that a busy machine held up do not move it. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("A median needs at least one value.");
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

export async function secondsOf(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1_000;
}

const TICKS_A_SECOND = 100;

/**
 * The seconds of processor time that a process of this machine has used: where other work runs beside a bench, the time on
 * the clock tells more of that work than of ours. NaN where the system does not tell (not Linux).
 */
export function processorSecondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  } catch {
    return Number.NaN;
  }
}
