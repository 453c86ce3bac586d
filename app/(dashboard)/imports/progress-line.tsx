"use client";

import { useState } from "react";
import { Link, ProgressBar } from "@/app/ui";
import { formatCount } from "@/lib/money/display";
import type { ImportState } from "@/lib/reports/import-state";
import { formatBytes, formatWait } from "@/lib/reports/size";
import { ask, wordsOf } from "./calls";

type ProgressLineProps = Readonly<{
  state: ImportState;
  /** Whether it may be paused, resumed and cancelled by whoever looks. */
  canAct: boolean;
  /** Called after one of these was done. */
  onActed: () => void;
  /** Whether the file's name leads to its own page. */
  linked?: boolean;
}>;

type Act = "pause" | "resume" | "cancel";

/** How far an import is: bytes, rows, pace and time left; and the way to pause it, go on, or give it up. */
export function ProgressLine({ state, canAct, onActed, linked = false }: ProgressLineProps) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { importId, file, status, bytes, bytesDone } = state;

  async function act(what: Act) {
    setBusy(true);
    setProblem(null);
    try {
      await ask(`/api/v1/imports/${importId}/${what}`, {});
      onActed();
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setBusy(false);
  }
  const button = (what: Act, words: string) => (
    <button
      type="button"
      className="link"
      disabled={isBusy}
      aria-label={`${words} ${file}`}
      onClick={() => void act(what)}
    >
      {words}
    </button>
  );
  const share = state.progress?.share ?? (bytes > 0 ? bytesDone / bytes : null);
  return (
    <div>
      <ProgressBar
        label={file}
        value={state.progress?.phase === "settling" ? null : share}
        note={noteOf(state)}
      />
      <p className="-mt-2 flex min-h-5 flex-wrap justify-end gap-x-4 text-small">
        {problem && <span className="mr-auto text-bad">{problem}</span>}
        {linked && (
          <Link href={`/imports/${importId}`} className="link mr-auto" aria-label={`Open ${file}`}>
            Open
          </Link>
        )}
        {canAct && status === "running" && button("pause", "Pause")}
        {canAct && status === "paused" && button("resume", "Resume")}
        {canAct && (status === "running" || status === "paused") && button("cancel", "Cancel")}
      </p>
    </div>
  );
}

function noteOf({ status, isPreview, progress, bytes, bytesDone }: ImportState): string {
  if (status === "paused") return "paused";
  if (!progress || progress.phase === "waiting") return "waits for its turn";
  if (progress.phase === "settling") return "bringing every figure up to date";
  return [
    isPreview ? "checking" : "adding",
    `${formatBytes(bytesDone)} of ${formatBytes(bytes)}`,
    progress.rows > 0 ? `${formatCount(progress.rows)} rows` : "",
    progress.rowsPerSecond ? `${formatCount(progress.rowsPerSecond)} a second` : "",
    progress.secondsLeft === null ? "" : `${formatWait(progress.secondsLeft)} left`,
  ]
    .filter(Boolean)
    .join(", ");
}
