import type { UsageRecord } from "../records";
import { counterOf, counterValue } from "./metrics-counters";
import { noTime, wrongTime } from "./metrics-refusals";
import { metricName, sampleMs, writtenSample } from "./metrics-text";
import { Counters, type Findings, type Labels, modelOf, type Window } from "./metrics-windows";
import { isJson, type Json } from "./nested";
import { checkTime } from "./period";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import { defineSource, type Entry, type Head, type OpenFile, type ReadRow } from "./source";
import { tokensOf, usageRecord } from "./usage-record";
import { isoDay, isWholeUtcDay, shown } from "./values";

/** Counters of self-hosted engines: scrapes as text, or Prometheus' answer to a range query (formats §11). */
export const prometheusMetrics = defineSource({
  id: "prometheus-metrics",
  title: "Metrics of vLLM, SGLang and TGI (Prometheus text, range-query JSON)",
  help: [
    "Save a range query of Prometheus from a full hour on: curl -G http://prometheus:9090/api/v1/query_range",
    "-d start=2026-10-01T00:00:00Z -d end=2026-10-08T00:00:00Z -d step=3600 --data-urlencode",
    "'query={__name__=~\"(vllm|sglang):.*_total|tgi_request_(input_length_sum|generated_tokens_sum|success)\"}'.",
    "Or add scrapes to one file and upload it as it grows:",
    '(echo "# scraped_at $(date -u +%FT%TZ)"; curl -s http://localhost:8000/metrics) >> metrics.prom.',
  ].join(" "),
  kind: "usage",
  // Scrapes come when they come, and match no step of a query: “scrapes” keeps the two apart.
  report: { covers: "*", bucket: "1m", dims: ["instance", "model", "scrapes"], naming: "ids" },
  detect,
  entries,
  open: (file) => (file.shape === "lines" ? openText(file) : openWindows(file)),
});

function detect({ shape, first, lines }: Head): boolean {
  if (lines !== undefined) return true;
  return shape !== "csv" && resultsIn(first) !== null;
}

/** The series of an answer of Prometheus, or of promtool, which writes them alone; null where it is none. */
function resultsIn(value: unknown): { path: string; series: readonly Json[] } | null {
  const isSeries = (each: unknown): each is Json =>
    isJson(each) && isJson(each.metric) && (Array.isArray(each.values) || Array.isArray(each.value));
  const data = isJson(value) ? value.data : value;
  const list = isJson(data) ? data.result : data;
  if (!Array.isArray(list)) return null;
  const isAnswer = isJson(data) ? typeof data.resultType === "string" : list.length > 0;
  if (!isAnswer || !list.every(isSeries)) return null;
  return { path: isJson(value) ? "data.result" : "", series: list };
}

/** One entry for each window of each model, and one for each value that is none. */
function* entries(value: unknown): Generator<Entry> {
  const results = resultsIn(value);
  if (results === null) {
    yield { objects: [{ value }], path: null, isBroken: true };
    return;
  }
  const counters = new Counters();
  for (const [index, { metric, values, value: single }] of results.series.entries()) {
    const labels = labelsOf(metric);
    const name = labels.__name__ ?? "";
    if (counterOf(name) === null) continue;
    const all: unknown[] = Array.isArray(values) ? values : [single];
    for (const [at, each] of all.entries()) {
      const path = `${results.path}[${index}].values[${at}]`;
      const [seconds, text]: unknown[] = Array.isArray(each) ? each : [];
      const ms = Math.round(Number(seconds) * 1000);
      const count = counterValue(typeof text === "number" ? String(text) : text);
      if (count === null || !(Math.abs(ms) <= MS_MAX))
        yield { objects: [{ problem: noCount(name, text) }], value: each, path };
      else counters.add(name, labels, labels.instance ?? null, { ms, value: count, line: 0, path });
    }
  }
  const { findings } = counters;
  for (const window of counters.windows({ isStepped: true }))
    yield { objects: [{ window, findings }], path: window.path };
}

/** The last moment that a date can name. */
const MS_MAX = 8.64e15;

function labelsOf(metric: unknown): Labels {
  const labels: [string, string][] = [];
  for (const [name, value] of Object.entries(isJson(metric) ? metric : {}))
    if (typeof value === "string") labels.push([name, value]);
  return Object.fromEntries(labels);
}

type Fields = { time: number; instance: number; model: number };
const fieldsOf = (file: OpenFile): Fields => ({
  time: file.field("time"),
  instance: file.field("instance"),
  model: file.field("model"),
});

function openWindows(file: OpenFile): ReadRow {
  const [window, problem, findings] = [file.field("window"), file.field("problem"), file.field("findings")];
  const f = fieldsOf(file);
  return (row) => {
    const reason = row.cells[problem];
    if (typeof reason === "string") throw new RowProblem(reason);
    tell(file, row.cells[findings] as Findings);
    return recordOf(file, row, { window: row.cells[window] as Window, f });
  };
}

const SCRAPED = /^#\s*scraped_at\b\s*(\S*)\s*(.*)$/;

function openText(file: OpenFile): ReadRow {
  const line = file.need("line");
  const f = fieldsOf(file);
  const counters = new Counters();
  let scrape: { ms: number; instance: string } | null = null;
  return (row) => {
    const text = String(row.cells[line]);
    // The end of the file.
    if (text === "") {
      const windows = counters.windows({ isStepped: false });
      tell(file, counters.findings);
      return windows.map((window) => recordOf(file, row, { window, f }));
    }
    const comment = SCRAPED.exec(text);
    if (comment) scrape = { ms: scrapedMs(file, row, comment[1] ?? ""), instance: comment[2] ?? "" };
    if (text.startsWith("#")) return null;
    const name = metricName(text);
    if (name !== null && counterOf(name) === null) return null;
    const sample = name === null ? null : writtenSample(text, name);
    if (name === null || sample === null) throw new RowProblem(NO_SAMPLE);
    const { labels, time } = sample;
    const value = counterValue(sample.value);
    if (value === null) throw new RowProblem(noCount(name, sample.value));
    if (time === null && scrape === null) throw noTime(row.line);
    row.cells[f.time] = time;
    const ms = time === null ? (scrape?.ms ?? Number.NaN) : sampleMs(time);
    checkTime(file, row, f.time, ms);
    row.cells[f.instance] = labels.instance ?? scrape?.instance;
    row.cells[f.model] = modelOf(labels);
    // Names that cannot be kept are met here, on their own line.
    row.text(f.model);
    counters.add(name, labels, row.text(f.instance), { ms, value, line: row.line, path: null });
    return null;
  };
}

/** The time of the scrape that follows; without it the whole scrape would stand at a wrong time. */
function scrapedMs(file: OpenFile, row: Row, text: string): number {
  const ms = file.clock.instant(text);
  if (ms >= Date.UTC(2020, 0, 1) && ms <= file.latestMs) return ms;
  throw wrongTime(text, row.line);
}

function recordOf(file: OpenFile, row: Row, { window, f }: { window: Window; f: Fields }): UsageRecord {
  const { startMs, endMs } = window;
  row.cells[f.time] = new Date(startMs).toJSON() ?? startMs;
  checkTime(file, row, f.time, startMs);
  row.cells[f.instance] = window.instance;
  row.cells[f.model] = window.model;
  const [instance, model] = [row.text(f.instance), row.text(f.model)];
  if (endMs !== null && startMs % (endMs - startMs) !== 0) file.notes.count("off-step", offStep);
  if (model === null) file.notes.count("model-missing", withoutModel);
  if (!window.cacheKnown) file.notes.count("cache-unknown", cacheUnknown);
  const isDay = endMs !== null && isWholeUtcDay(startMs, endMs);
  const isText = file.shape === "lines";
  const record = usageRecord(row, {
    naturalKey: ["prometheus.tokens", startMs, null, instance, model, isText ? "scrapes" : null],
    period: { startMs, endMs, wholeUtcDay: isDay ? isoDay(startMs) : null },
    provider: window.engine,
    model,
    contextBand: "unknown",
    requests: window.requests,
    dimensions: instance === null ? {} : { tags: { instance } },
    // The cache's tokens are among the prompts'.
    tokens: tokensOf({ input: window.prompt, cacheRead: window.cached, output: window.generation }),
    cacheKnown: window.cacheKnown,
  });
  return isText ? { ...record, line: window.line } : record;
}

/** What holds for the file as a whole. */
function tell(file: OpenFile, { restarts, lone, torn, cachedAhead }: Findings): void {
  const say = (code: string, count: number, words: string): void =>
    file.notes.latest(code, count > 0 ? words : null);
  say(
    "restarts",
    restarts,
    `Counters began anew ${times(restarts)}, as after a restart: there their new value counts whole.`,
  );
  say(
    "lone",
    lone,
    `${lone === 1 ? "1 server was" : `${lone} servers were`} scraped once: nothing to compare with, nothing counted.`,
  );
  say(
    "torn",
    torn,
    "The last scrape breaks off and is left out; it counts when the file is uploaded again with more behind it.",
  );
  say(
    "cached-ahead",
    cachedAhead,
    `${cachedAhead} cached tokens were counted ahead of the prompts they are part of: left out.`,
  );
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);
const NO_SAMPLE = "This is no line of metrics: a name, labels in braces and a value are expected.";
const noCount = (name: string, text: unknown): string =>
  `“${shown(text)}” is no whole number from 0 on, as ${shown(name)} counts. Export the counter itself, without rate() or increase().`;
const windowsText = (count: number): string => (count === 1 ? "1 window" : `${count} windows`);
const withoutModel = (count: number): string =>
  `${windowsText(count)} without a model, which TGI's metrics do not name: unpriced.`;
const cacheUnknown = (count: number): string =>
  `${windowsText(count)} without a count of cached tokens: all input is uncached, and stays outside hit rates.`;
const offStep = (count: number): string =>
  `${windowsText(count)} begin beside the multiples of their step: an export with another start would count the same again. Ask with a start at a full hour.`;
