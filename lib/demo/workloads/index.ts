import type { Plan } from "../calendar";
import type { DemoProvider } from "../company";
import { anthropic } from "./anthropic";
import { google } from "./google";
import { openai } from "./openai";
import { openrouter } from "./openrouter";
import { selfHosted } from "./self-hosted";
import type { Workload } from "./workload";

export type { Shape, Workload } from "./workload";

/** The streams of one provider, or of all, in a fixed order. */
export function workloadsOf(plan: Plan, provider?: DemoProvider): Workload[] {
  const all = [...openai(plan), ...anthropic(), ...google(), ...openrouter(), ...selfHosted()];
  return provider ? all.filter((entry) => entry.provider === provider) : all;
}
