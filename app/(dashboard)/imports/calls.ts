import type { ImportState } from "@/lib/reports/import-state";

const POLL_MS = 400;
const MISSED_MS = 2_000;
const MISSED_MAX = 60;
const GONE = "The server does not answer. The import goes on there; look for it in the history later.";

/** Asks the API; what went wrong is thrown in its own words. A refused file is an answer: it tells of an import. */
export async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  const json = body && {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(path, json).catch(() => null);
  if (!answer) throw new Error("The server did not answer. Try again.");
  const told = await answer.json().catch(() => null);
  if (answer.ok || told?.importId) return told;
  throw new Error(problemOf(told) ?? `The server answered ${answer.status}. Try again.`);
}

/** What an error of the API says, and what to do; null where it is none. */
export const problemOf = (told: { error?: { message?: string; fix?: string } } | null): string | null =>
  [told?.error?.message, told?.error?.fix].filter(Boolean).join(" ") || null;

export const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : "Something went wrong. Try again.";

/** Follows an import until it has ended, or waits for a person. It goes on by itself while nobody can ask. */
export async function follow(
  importId: string,
  onStep: (state: ImportState) => void = () => {},
): Promise<ImportState> {
  for (let missed = 0; ; ) {
    const answer = await fetch(`/imports/${importId}/state`).catch(() => null);
    // A line that is down, or a server that starts anew, comes back.
    if (!answer || answer.status >= 500) missed += 1;
    else if (answer.ok) {
      missed = 0;
      const state: ImportState = await answer.json();
      onStep(state);
      if (state.status !== "running") return state;
    } else throw new Error(problemOf(await answer.json().catch(() => null)) ?? GONE);
    if (missed > MISSED_MAX) throw new Error(GONE);
    await new Promise((resolve) => setTimeout(resolve, missed > 0 ? MISSED_MS : POLL_MS));
  }
}

/** Says that a file that was looked at counts, and follows it to its end. */
export async function commit(
  importId: string,
  overlap: "keep" | "replace" | null,
  onStep?: (state: ImportState) => void,
): Promise<ImportState> {
  await ask(`/api/v1/imports/${importId}/commit`, { wait: 0, ...(overlap ? { overlap } : {}) });
  return follow(importId, onStep);
}
