import { type Engine, namesOf } from "./metrics-counters";
import { FileRefusal } from "./refusal";
import { shown } from "./values";

// Why a file of metrics cannot say what was used. It is refused whole: its values mean nothing without the others.

export const noCounters = (): FileRefusal =>
  new FileRefusal("missing-column", {
    reason: "None of the metrics counts the tokens of vLLM, SGLang or TGI.",
    fix: `Export ${namesOf("vllm")} (SGLang: ${namesOf("sglang")}; TGI: ${namesOf("tgi")}) as they are, without rate() or sum().`,
  });

export function onePart(of: { engine: Engine; instance: string | null; model: string | null }): FileRefusal {
  const names = [of.model, of.instance].filter((name) => name !== null).map((name) => `“${shown(name)}”`);
  return new FileRefusal("missing-column", {
    reason: `The file does not hold both counters of ${names.join(" at ") || of.engine}, of input and of output.`,
    fix: `Export ${namesOf(of.engine)} together, in one file.`,
  });
}

export const oneScrape = (): FileRefusal =>
  new FileRefusal("missing-column", {
    reason:
      "The file holds one scrape: totals since a start that nobody knows. What was used between two moments needs both of them.",
    fix: "Put two scrapes or more into one file, each behind a line “# scraped_at TIME”, or save a range query of Prometheus.",
  });

export const noTime = (line: number): FileRefusal =>
  new FileRefusal("missing-column", {
    reason:
      "The metrics say no time: neither behind their values nor in a line “# scraped_at TIME” before them.",
    fix: 'Write that line before each scrape (echo "# scraped_at $(date -u +%FT%TZ)"), or save a range query of Prometheus.',
    line,
  });

export const wrongTime = (text: string, line: number): FileRefusal =>
  new FileRefusal("missing-column", {
    reason: `“${shown(text)}” behind “# scraped_at” is no time between 2020 and tomorrow.`,
    fix: "Write it like # scraped_at 2026-10-31T14:05:00Z, or as Unix seconds.",
    line,
  });

type Told = Readonly<{ ms: number; value: number; line: number }>;

export const twoValues = (a: Told, b: Told): FileRefusal =>
  new FileRefusal("missing-column", {
    reason: `A counter has two values at one moment (${new Date(a.ms).toISOString()}): ${a.value} and ${b.value}.`,
    fix: "Write “# scraped_at TIME” before each scrape and, where there are several servers, the server's name behind the time.",
    line: Math.max(a.line, b.line) || null,
  });

export const tooMany = (most: number): FileRefusal =>
  new FileRefusal("too-large", {
    reason: `The file holds more than ${most.toLocaleString("en-US")} values of counters.`,
    fix: "Export a shorter time, fewer servers or a longer step, and upload the files one after the other.",
  });
