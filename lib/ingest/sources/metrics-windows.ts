import type { Place } from "../records";
import { counterOf, type Engine, type Part } from "./metrics-counters";
import { noCounters, onePart, oneScrape, tooMany, twoValues } from "./metrics-refusals";

/** Beyond, a file would not fit into memory. */
const SAMPLES_MAX = 2_000_000;

export type Labels = Readonly<Record<string, string>>;
/** The model as an engine, or what relabels its metrics, names it; TGI names none. */
export const modelOf = (labels: Labels): string | null =>
  labels.model_name ?? labels.model ?? labels.model_id ?? null;

/** What a counter showed at one moment, and where it stands in the file. */
export type Sample = Readonly<{ ms: number; value: number } & Place>;

/** What an engine served of one model between two scrapes. */
export type Window = Place &
  Readonly<{
    engine: Engine;
    instance: string | null;
    model: string | null;
    startMs: number;
    /** null where scrapes come at no fixed step. */
    endMs: number | null;
    prompt: number;
    /** Of the prompt. */
    cached: number;
    cacheKnown: boolean;
    generation: number;
    requests: number | null;
  }>;

/** What people should know of how the windows came about. */
export type Findings = {
  /** How often counters began anew. */
  restarts: number;
  /** Servers seen at one moment only. */
  lone: number;
  /** Models whose last scrape lacks a counter that the one before it had. */
  torn: number;
  /** Cached tokens that no prompt of the file contains. */
  cachedAhead: number;
};

type Series = { readonly part: Part; samples: Sample[] };
type Group = {
  readonly engine: Engine;
  readonly instance: string | null;
  readonly model: string | null;
  readonly series: Map<string, Series>;
};

/** Gathers the counters of a file, and gives what they have grown by between its scrapes (formats §11). */
export class Counters {
  readonly findings: Findings = { restarts: 0, lone: 0, torn: 0, cachedAhead: 0 };
  private readonly groups = new Map<string, Group>();
  private samples = 0;

  /** Takes one value of a metric; of metrics that count nothing that is read, nothing. */
  add(name: string, labels: Labels, instance: string | null, sample: Sample): void {
    const counter = counterOf(name);
    if (counter === null) return;
    this.samples += 1;
    if (this.samples > SAMPLES_MAX) throw tooMany(SAMPLES_MAX);
    const [engine, part] = counter;
    const model = modelOf(labels);
    const key = JSON.stringify([engine, instance, model]);
    const group = this.groups.get(key) ?? { engine, instance, model, series: new Map<string, Series>() };
    this.groups.set(key, group);
    const own = JSON.stringify([name, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const series = group.series.get(own);
    if (series) series.samples.push(sample);
    else group.series.set(own, { part, samples: [sample] });
  }

  /**
   * The windows in which anything was served, in the order of time. With `isStepped` the scrapes are those of a range
   * query: each window is one step long, and what was missed before it stands in it.
   * Throws FileRefusal where the file cannot say what was used.
   */
  windows({ isStepped }: { isStepped: boolean }): Window[] {
    if (this.groups.size === 0) throw noCounters();
    const instances = new Map<string, Group[]>();
    for (const group of this.groups.values()) {
      const parts = new Set([...group.series.values()].map(({ part }) => part));
      if (!parts.has("prompt") || !parts.has("generation")) throw onePart(group);
      const key = JSON.stringify([group.engine, group.instance]);
      instances.set(key, [...(instances.get(key) ?? []), group]);
    }
    const scraped = [...instances.values()].map((groups) => ({ groups, times: timesOf(groups) }));
    let stepMs = Number.POSITIVE_INFINITY;
    for (const { times } of scraped) {
      if (times.length < 2) this.findings.lone += 1;
      for (let at = 1; at < times.length; at += 1)
        stepMs = Math.min(stepMs, (times[at] ?? 0) - (times[at - 1] ?? 0));
    }
    if (stepMs === Number.POSITIVE_INFINITY) throw oneScrape();
    return scraped
      .flatMap(({ groups, times }) =>
        groups.flatMap((group) => this.windowsOf(group, times, isStepped ? stepMs : null)),
      )
      .sort((a, b) => a.startMs - b.startMs || a.line - b.line);
  }

  private windowsOf(group: Group, times: readonly number[], stepMs: number | null): Window[] {
    const { engine, instance, model } = group;
    const parts = new Set([...group.series.values()].map(({ part }) => part));
    const cachePart = parts.has("cached") ? "cached" : "hits";
    const windows: Window[] = [];
    let ahead = 0;
    for (const { startMs, endMs, grown, restarted, place } of this.growth(group, times)) {
      // Cached tokens are counted when a request is taken up, its prompt a moment later: what is ahead waits for it.
      ahead = (restarted ? 0 : ahead) + grown[cachePart];
      const cached = Math.min(ahead, grown.prompt);
      ahead -= cached;
      if (grown.prompt + grown.generation + grown.requests === 0) continue;
      windows.push({
        ...place,
        engine,
        instance,
        model,
        startMs: stepMs === null ? startMs : endMs - stepMs,
        endMs: stepMs === null ? null : endMs,
        prompt: grown.prompt,
        cached,
        cacheKnown: parts.has(cachePart),
        generation: grown.generation,
        requests: parts.has("requests") ? grown.requests : null,
      });
    }
    this.findings.cachedAhead += ahead;
    return windows;
  }

  /** What the counters of one model have grown by from scrape to scrape of its server. */
  private *growth(group: Group, times: readonly number[]): Generator<Growth> {
    const cursors = [...group.series.values()].map((series) => ({ series, at: 0 }));
    const known = new Map<Series, number>();
    let before = new Map<Series, Sample>();
    for (const [index, ms] of times.entries()) {
      const there = new Map<Series, Sample>();
      for (const cursor of cursors) {
        const sample = cursor.series.samples[cursor.at];
        if (sample?.ms !== ms) continue;
        cursor.at += 1;
        there.set(cursor.series, sample);
      }
      if (there.size === 0) continue;
      const restarted = [...there].some(([series, { value }]) => value < (known.get(series) ?? 0));
      const isLast = index === times.length - 1;
      if (isLast && !restarted && [...before.keys()].some((series) => !there.has(series))) {
        this.findings.torn += 1;
        return;
      }
      before = there;
      if (restarted) {
        this.findings.restarts += 1;
        // A process that begins again begins all its counters again, those too that have passed their old value.
        known.clear();
      }
      const grown: Record<Part, number> = { prompt: 0, generation: 0, cached: 0, hits: 0, requests: 0 };
      for (const [series, { value }] of there) {
        // What an earlier scrape of the server did not show was 0 then.
        grown[series.part] += value - (known.get(series) ?? 0);
        known.set(series, value);
      }
      const startMs = times[index - 1];
      // A server's first scrape says where its counters stand, and not since when.
      if (startMs === undefined) continue;
      yield { startMs, endMs: ms, grown, restarted, place: placeOf(there) };
    }
  }
}

type Growth = {
  startMs: number;
  endMs: number;
  grown: Readonly<Record<Part, number>>;
  restarted: boolean;
  place: Place;
};

/** Where a scrape is told: at the counter of its input. */
function placeOf(there: ReadonlyMap<Series, Sample>): Place {
  const [first] = there.values();
  const [input] = [...there].filter(([{ part }]) => part === "prompt").map(([, sample]) => sample);
  const { line = 0, path = null } = input ?? first ?? {};
  return { line, path };
}

/** All moments of a server's scrapes, in order; each series is put in order too. */
function timesOf(groups: readonly Group[]): number[] {
  const times = new Set<number>();
  for (const { series } of groups)
    for (const each of series.values()) {
      each.samples.sort((a, b) => a.ms - b.ms);
      each.samples = each.samples.filter((sample, at) => {
        const before = each.samples[at - 1];
        if (before?.ms === sample.ms && before.value !== sample.value) throw twoValues(before, sample);
        return before?.ms !== sample.ms;
      });
      for (const { ms } of each.samples) times.add(ms);
    }
  return [...times].sort((a, b) => a - b);
}
