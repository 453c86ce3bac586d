import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import {
  categories,
  type GlossaryTerm,
  metricIds,
  metricMeanings,
  relatedTerms,
  termBySlug,
  termOfMetric,
  terms,
} from "@/lib/glossary";

const required = [
  "inference",
  "inference-cost",
  "inference-economics",
  "latency",
  "throughput",
  "token",
  "cost-per-million-tokens",
  "input-token",
  "output-token",
  "reasoning-token",
  "prompt-cache",
  "cache-hit-rate",
  "cache-write",
  "net-cache-savings",
  "batch-tier",
  "time-to-first-token",
  "tokens-per-second",
  "goodput",
  "gross-margin",
  "contribution-margin",
  "unit-cost",
  "price-volume-mix",
  "cost-curve",
  "quantization",
  "batching",
  "model-selection",
  "total-cost-of-ownership",
  "gpu-utilization",
  "allocation",
  "unallocated-cost",
  "reconciliation",
  "focus",
  "list-cost",
  "contracted-cost",
  "billed-cost",
  "effective-cost",
  "charge-category",
  "price-book",
  "coverage",
  "context-band",
  "service-tier",
  "calibration-factor",
  "savings-ladder",
  "break-even-reads",
  "scope",
  "sku",
  "import",
  "void",
];

/** Every piece of prose of an entry, so that a rule about words sees all of them. */
const prose = (term: GlossaryTerm): readonly string[] => [
  term.name,
  term.definition,
  ...term.why,
  ...(term.formulaNote === undefined ? [] : [term.formulaNote]),
  ...term.practice.map((fact) => fact.text),
];

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .replace(/[’']/g, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

const runsOf = (text: string, length: number): readonly string[] => {
  const words = wordsOf(text);
  return words
    .slice(0, Math.max(0, words.length - length + 1))
    .map((_, i) => words.slice(i, i + length).join(" "));
};

describe("the glossary", () => {
  test("holds every term it must, and each slug once", () => {
    const slugs = terms.map((term) => term.slug);
    expect(required.filter((slug) => !slugs.includes(slug))).toEqual([]);
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(slugs.length).toBeGreaterThanOrEqual(45);
    expect(slugs.filter((slug) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))).toEqual([]);
  });

  test("is sorted by name, and each name stands once", () => {
    const names = terms.map((term) => term.name);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, "en")));
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });

  test("leaves no category empty", () => {
    expect(categories.filter((category) => !terms.some((term) => term.category === category))).toEqual([]);
  });
});

describe.each(terms)("$slug", (term) => {
  test("says what it is in one or two sentences, why it matters, and how it is in practice", () => {
    const sentences = term.definition.split(/[.!?](?:\s|$)/).filter((part) => part.trim() !== "");
    expect(sentences.length).toBeLessThanOrEqual(2);
    expect(term.why.length).toBeGreaterThan(0);
    expect(term.practice.length).toBeGreaterThan(0);
    expect(prose(term).filter((text) => text.trim() !== text || text === "")).toEqual([]);
  });

  test("leads to other entries that exist, never to itself", () => {
    expect(term.related.filter((slug) => termBySlug(slug) === undefined)).toEqual([]);
    expect(term.related).not.toContain(term.slug);
    expect(new Set(term.related).size).toBe(term.related.length);
    expect(relatedTerms(term).length).toBe(term.related.length);
    expect(term.related.length).toBeGreaterThanOrEqual(2);
  });

  test("names a source for every fact with a number, dates readably and links safely", () => {
    const facts = term.practice;
    expect(facts.filter((fact) => /\d/.test(fact.text) && fact.source === undefined)).toEqual([]);
    expect(
      facts.filter((fact) => fact.source === undefined && (fact.url ?? fact.checked) !== undefined),
    ).toEqual([]);
    expect(facts.filter((fact) => !(fact.url ?? "https://").startsWith("https://"))).toEqual([]);
    expect(
      facts.filter((fact) => !/^\d{1,2} [A-Z][a-z]{2} 20\d\d$/.test(fact.checked ?? "1 Jan 2026")),
    ).toEqual([]);
  });

  test("keeps a formula narrow enough for a phone", () => {
    const lines = (term.formula ?? "").split("\n");
    expect(lines.filter((line) => line.length > 60 || line.trimEnd() !== line)).toEqual([]);
  });
});

describe("figures", () => {
  test("each has an entry, a name, a unit and a meaning", () => {
    expect(Object.keys(metricMeanings).sort()).toEqual([...metricIds].sort());
    expect(metricIds.filter((id) => termOfMetric(id) === undefined)).toEqual([]);
    expect(metricIds.filter((id) => metricMeanings[id].definition === "")).toEqual([]);
  });

  test("the entry of a figure shows a live figure", () => {
    expect(metricIds.filter((id) => termOfMetric(id).metric === undefined)).toEqual([]);
  });

  test("an unknown figure has no entry", () => {
    expect(termOfMetric("profit")).toBeUndefined();
    expect(termOfMetric("toString")).toBeUndefined();
  });
});

/** The text the project grew from lies beside a working copy, not in it: elsewhere this is skipped. */
const origin = resolve(process.cwd(), "../shared/seed.txt");

describe.skipIf(!existsSync(origin))("own words (skipped where ../shared/seed.txt is absent)", () => {
  test("no entry shares six words in a row with the text the project grew from", () => {
    const taken = new Set(runsOf(readFileSync(origin, "utf8"), 6));
    const shared = terms.flatMap((term) =>
      prose(term).flatMap((text) =>
        runsOf(text, 6)
          .filter((run) => taken.has(run))
          .map((run) => `${term.slug}: ${run}`),
      ),
    );
    expect(shared).toEqual([]);
  });
});
