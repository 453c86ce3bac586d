import type { ImportState } from "@/lib/reports/import-state";

const POLL_MS = 400;

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

/** Follows an import until it has ended, or waits for a person. */
export async function follow(
  importId: string,
  onStep: (state: ImportState) => void = () => {},
): Promise<ImportState> {
  for (;;) {
    const state = await ask<ImportState>(`/imports/${importId}/state`);
    onStep(state);
    if (state.status !== "running") return state;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Says that a file that was looked at counts, and follows it to its end. */
export async function commit(
  importId: string,
  overlap: "keep" | "replace" | null,
  onStep?: (state: ImportState) => void,
): Promise<ImportState> {
  await ask(`/api/v1/imports/${importId}/commit`, overlap ? { overlap } : {});
  return follow(importId, onStep);
}
