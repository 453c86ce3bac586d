import type { Tone } from "@/app/ui";

/** The colour of a change: by its sign and by which way is good; nothing below a twentieth of a percent. */
export function toneOf(change: string | null, good: "up" | "down"): Tone {
  if (change === null || Math.abs(Number(change)) < 0.0005) return "neutral";
  return change.startsWith("-") === (good === "down") ? "good" : "bad";
}
