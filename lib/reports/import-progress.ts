import type { ImportReport } from "./imports";

/** How far an import under way is. */
export type ImportProgress = Readonly<{
  phase: "waiting" | "reading" | "settling";
  /** Of the file's bytes, 0 to 1; null where the file is empty. */
  share: number | null;
  rows: number;
  rowsPerSecond: number | null;
  /** Seconds until the file is read, at the pace so far; null until there is one. */
  secondsLeft: number | null;
}>;

const PACE_SECONDS_MIN = 0.5;

/** The progress of an import's attempt; null where none is under way. */
export function importProgress(
  report: Pick<ImportReport, "status" | "bytes" | "bytesDone" | "rowsDone" | "phase" | "secondsRunning">,
): ImportProgress | null {
  if (report.status !== "running") return null;
  const { bytes, bytesDone, rowsDone, phase, secondsRunning } = report;
  const share = bytes > 0 ? bytesDone / bytes : null;
  const hasPace = secondsRunning !== null && secondsRunning >= PACE_SECONDS_MIN;
  return {
    phase: phase ?? "waiting",
    share,
    rows: rowsDone,
    rowsPerSecond: hasPace ? Math.round(rowsDone / secondsRunning) : null,
    secondsLeft:
      hasPace && share !== null && share > 0 && phase === "reading"
        ? Math.ceil((secondsRunning / share) * (1 - share))
        : null,
  };
}
