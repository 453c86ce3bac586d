import { z } from "zod";
import type { Dimensions } from "@/lib/ingest/records";
import { beginningOf, parsePattern } from "./pattern";

/** The parts of a scope a rule may ask for, by the names the API and the rules file use; `tag.NAME` besides. */
const SCOPE_PARTS = {
  account: (scope: Dimensions) => scope.account,
  project: (scope: Dimensions) => scope.project,
  workspace: (scope: Dimensions) => scope.workspace,
  api_key: (scope: Dimensions) => scope.apiKey,
  user: (scope: Dimensions) => scope.user,
  customer: (scope: Dimensions) => scope.customer,
  feature: (scope: Dimensions) => scope.feature,
  environment: (scope: Dimensions) => scope.environment,
} as const;

/** What was used, as far as rules ask. */
export type UsedSku = Readonly<{ provider: string; model: string | null }>;
const SKU_PARTS = {
  provider: (sku: UsedSku) => sku.provider,
  model: (sku: UsedSku) => sku.model,
} as const;

/** Dimensions a rule may ask for. */
export const RULE_DIMENSIONS = [...Object.keys(SCOPE_PARTS), ...Object.keys(SKU_PARTS)] as const;

/** A value to equal, null for “not given”, how a value begins, or what is found in it. */
export type Test = string | null | Readonly<{ startsWith: string }> | Readonly<{ matches: string }>;
/** Conditions that hold together, by dimension; a list means one of. Empty: everything. */
export type Conditions = Readonly<Record<string, Test | readonly Test[]>>;

const TAG = /^tag\.(.+)$/s;
const VALUE_MAX = 1_000;

const isDimension = (name: string): boolean => TAG.test(name) || RULE_DIMENSIONS.includes(name);

const value = z
  .string()
  .min(1, "An empty text never matches: write null for values that are not given.")
  .max(VALUE_MAX, `A value has at most ${VALUE_MAX} characters.`)
  .nullable();
const beginning = z.strictObject({
  startsWith: z
    .string()
    .min(1, "An empty beginning matches every value: leave the condition out instead.")
    .max(VALUE_MAX, `A beginning has at most ${VALUE_MAX} characters.`),
});
const pattern = z.strictObject({
  matches: z.string().superRefine((text, context) => {
    const parsed = parsePattern(text);
    if (!parsed.ok) context.addIssue({ code: "custom", message: parsed.reason });
  }),
});
const CONDITION =
  'A condition is a text, null, {"startsWith": "…"}, {"matches": "…"}, or a list of these: {"project": ["a", "b"]} means one of.';

const isObject = (input: unknown): input is object =>
  typeof input === "object" && input !== null && !Array.isArray(input);

/** What is wrong with one test, and where inside it. */
function testProblems(input: unknown): { message: string; path: PropertyKey[] }[] {
  const schema = !isObject(input) ? value : "matches" in input ? pattern : beginning;
  return (schema.safeParse(input).error?.issues ?? []).map((issue) => {
    const isTold = issue.code === "too_small" || issue.code === "too_big" || issue.code === "custom";
    return { message: isTold ? issue.message : CONDITION, path: isTold ? issue.path : [] };
  });
}

function conditionProblems(input: unknown): { message: string; path: PropertyKey[] }[] {
  if (!Array.isArray(input)) return testProblems(input);
  if (input.length === 0)
    return [{ message: "An empty list never matches: leave the condition out, or fill it.", path: [] }];
  return input.flatMap((item, index) =>
    testProblems(item).map(({ message, path }) => ({ message, path: [index, ...path] })),
  );
}

/** Read key by key, so that no key ("__proto__") can slip away and leave a rule that matches everything. */
export const conditions = z.custom<Conditions>().superRefine((input: unknown, context) => {
  if (!isObject(input)) {
    context.addIssue({ code: "custom", message: "“when” holds the conditions: {} matches everything." });
    return;
  }
  for (const [name, wanted] of Object.entries(input)) {
    if (!isDimension(name)) {
      const message = `“${name}” is not a dimension. Use one of ${RULE_DIMENSIONS.join(", ")}, tag.NAME.`;
      context.addIssue({ code: "custom", message, path: [name] });
      continue;
    }
    for (const { message, path } of conditionProblems(wanted))
      context.addIssue({ code: "custom", message, path: [name, ...path] });
  }
});

/** The value of a tag, null where it is not given. */
export const tagOf = (scope: Dimensions, tag: string): string | null =>
  Object.hasOwn(scope.tags, tag) ? (scope.tags[tag] ?? null) : null;

/** The conditions of one rule, ready to be asked many times: those on the scope and those on the sku apart. */
export type Matcher = Readonly<{
  scope: (scope: Dimensions) => boolean;
  /** null where the rule asks nothing of the sku. */
  sku: ((sku: UsedSku) => boolean) | null;
  /** What a scope has to have for the rule to hold, by which rules are looked up; null where that is a pattern or nothing. */
  anchor: Anchor | null;
}>;

/** One dimension of a scope that has to be one of some values, or begin as one of some beginnings. */
export type Anchor = Readonly<{
  dimension: string;
  of: (scope: Dimensions) => string | null;
  values: readonly (string | null)[];
  beginnings: readonly string[];
}>;

/** @param when checked conditions */
export function matcherOf(when: Conditions): Matcher {
  const ofScope: ((scope: Dimensions) => boolean)[] = [];
  const ofSku: ((sku: UsedSku) => boolean)[] = [];
  let anchor: Anchor | null = null;
  for (const [name, wanted] of Object.entries(when)) {
    const passes = passerOf(wanted);
    const tag = TAG.exec(name)?.[1];
    const skuPart = SKU_PARTS[name as keyof typeof SKU_PARTS];
    const scopePart = SCOPE_PARTS[name as keyof typeof SCOPE_PARTS];
    if (tag === undefined && skuPart) {
      ofSku.push((sku) => passes(skuPart(sku)));
      continue;
    }
    const of = tag === undefined ? scopePart : (scope: Dimensions) => tagOf(scope, tag);
    ofScope.push((scope) => passes(of(scope)));
    anchor = closer(anchor, anchorOf(name, of, wanted));
  }
  return {
    scope: (scope) => {
      for (const holds of ofScope) if (!holds(scope)) return false;
      return true;
    },
    sku: ofSku.length === 0 ? null : (sku) => ofSku.every((holds) => holds(sku)),
    anchor,
  };
}

function anchorOf(dimension: string, of: Anchor["of"], wanted: Test | readonly Test[]): Anchor | null {
  const [values, beginnings]: [(string | null)[], string[]] = [[], []];
  for (const test of isList(wanted) ? wanted : [wanted]) {
    if (test === null || typeof test === "string") values.push(test);
    else if ("startsWith" in test) beginnings.push(test.startsWith);
    else {
      const beginning = beginningOf(test.matches);
      if (beginning === null) return null;
      beginnings.push(beginning);
    }
  }
  return { dimension, of, values, beginnings };
}

/** Of two conditions the one that fewer scopes are likely to meet. */
function closer(first: Anchor | null, second: Anchor | null): Anchor | null {
  if (first === null || second === null) return first ?? second;
  return breadth(second) < breadth(first) ? second : first;
}

const FEW_VALUES = new Set(["account", "environment"]);
const breadth = ({ dimension, values }: Anchor): number =>
  (values.includes(null) ? 2 : 0) + (FEW_VALUES.has(dimension) ? 1 : 0);

function passerOf(wanted: Test | readonly Test[]): (actual: string | null) => boolean {
  const tests: readonly Test[] = isList(wanted) ? wanted : [wanted];
  const equal = new Set(tests.filter((test) => test === null || typeof test === "string"));
  const others = tests.flatMap((test) => {
    if (test === null || typeof test === "string") return [];
    return "startsWith" in test
      ? [(text: string) => text.startsWith(test.startsWith)]
      : [found(test.matches)];
  });
  const [one, ...more] = equal;
  // Most conditions ask for one value: no set is looked up for them.
  if (others.length === 0 && one !== undefined && more.length === 0) return (actual) => actual === one;
  if (others.length === 0) return (actual) => equal.has(actual);
  return (actual) => equal.has(actual) || (actual !== null && others.some((holds) => holds(actual)));
}

/** Values repeat over scopes: each is looked at once. */
function found(text: string): (value: string) => boolean {
  const parsed = parsePattern(text);
  const known = new Map<string, boolean>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const now = parsed.ok && parsed.value.test(value);
    known.set(value, now);
    return now;
  };
}

const isList = (wanted: Test | readonly Test[]): wanted is readonly Test[] => Array.isArray(wanted);
