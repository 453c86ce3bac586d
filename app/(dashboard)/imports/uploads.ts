import type { ImportState } from "@/lib/reports/import-state";
import { formatBytes, formatWait } from "@/lib/reports/size";

/** One file from the moment it is dropped to its place in the ledger. */
export type Upload = Readonly<{
  id: string;
  file: File;
  step: "waiting" | "sending" | "held" | "reading" | "told";
  sent: number;
  /** Bytes a second, of the last moments; null while it cannot be told. */
  rate: number | null;
  problem: string | null;
  state: ImportState | null;
}>;

export const newUpload = (file: File): Upload => ({
  id: crypto.randomUUID(),
  file,
  step: "waiting",
  sent: 0,
  rate: null,
  problem: null,
  state: null,
});

type Sample = Readonly<{ atMs: number; bytes: number }>;
const WINDOW_MS = 5_000;

/** Measures a rate over the last seconds, so that one slow moment does not make the time left jump. */
export class Rate {
  #samples: Sample[] = [];

  /** Bytes a second; null until there is something to measure. */
  at(atMs: number, bytes: number): number | null {
    this.#samples = this.#samples.filter((one) => one.atMs >= atMs - WINDOW_MS && one.bytes <= bytes);
    this.#samples.push({ atMs, bytes });
    const [first] = this.#samples;
    if (!first || atMs - first.atMs < 500) return null;
    return ((bytes - first.bytes) * 1000) / (atMs - first.atMs);
  }
}

/** "12 MB/s, 3 min left", or as much of it as is known. */
export function paceText(done: number, of: number, rate: number | null): string {
  if (rate === null || rate <= 0) return "";
  const seconds = (of - done) / rate;
  const left = seconds < 1 ? "" : `, ${formatWait(seconds)} left`;
  return `${formatBytes(rate)}/s${left}`;
}
