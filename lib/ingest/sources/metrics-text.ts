import type { Labels } from "./metrics-windows";

const NAME = /[a-zA-Z_:][\w:.]*/y;
const LABEL = /\s*([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|(?=\}))/y;
/** Times are milliseconds from here on: as seconds it would be the year 5138. */
const MS_MIN = 1e11;

/** One sample as its line writes it. */
export type Written = Readonly<{ labels: Labels; value: string; time: string | null }>;

/** The name at the beginning of a line of metrics; null where there is none. */
export function metricName(line: string): string | null {
  NAME.lastIndex = 0;
  return NAME.exec(line)?.[0] ?? null;
}

/** What stands behind the metric's name: labels, value, time. null where it is something else. */
export function writtenSample(line: string, name: string): Written | null {
  const labels: [string, string][] = [];
  let at = name.length;
  while (line[at] === " " || line[at] === "\t") at += 1;
  if (line[at] === "{") {
    at += 1;
    LABEL.lastIndex = at;
    for (let found = LABEL.exec(line); found !== null; found = LABEL.exec(line)) {
      labels.push([found[1] ?? "", plain(found[2] ?? "")]);
      at = LABEL.lastIndex;
    }
    while (line[at] === " ") at += 1;
    if (line[at] !== "}") return null;
    at += 1;
  } else if (at === name.length) return null;
  // Behind a “#” an example of a request may follow.
  const [rest = ""] = line.slice(at).split("#", 1);
  const [value = "", time = null, more] = rest.trim().split(/\s+/, 3);
  return more === undefined ? { labels: Object.fromEntries(labels), value, time } : null;
}

const plain = (text: string): string =>
  text.includes("\\") ? text.replace(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char)) : text;

/** The time behind a sample: milliseconds in Prometheus' text, seconds in OpenMetrics; NaN where it is none. */
export function sampleMs(text: string): number {
  const number = Number(text);
  return Math.round(number >= MS_MIN ? number : number * 1000);
}
