import { z } from "zod";
import type { Dimensions } from "@/lib/ingest/records";

/** Dimensions a rule may ask for, by the names the API and the rules file use; `tag.NAME` besides. */
export const RULE_DIMENSIONS = [
  "account",
  "project",
  "workspace",
  "api_key",
  "user",
  "customer",
  "feature",
  "environment",
] as const;
type RuleDimension = (typeof RULE_DIMENSIONS)[number];

/** A value to equal, null for “not given”, or how a value begins. */
export type Test = string | null | Readonly<{ startsWith: string }>;
/** Conditions that hold together, by dimension; a list means one of. Empty: every scope. */
export type Conditions = Readonly<Record<string, Test | readonly Test[]>>;
export type Rule = Readonly<{ when: Conditions; product: string }>;
/** The whole set, in order: the first rule that matches a scope gives it its product. Plain JSON, as stored. */
export type RuleSet = Readonly<{ products: readonly string[]; rules: readonly Rule[] }>;

/** What is wrong in a rules file and where ("rules[2].when.projct"). */
export type RuleProblem = Readonly<{ path: string; reason: string }>;
export type ParsedRules =
  | { ok: true; value: RuleSet }
  | { ok: false; reason: string; problems: readonly RuleProblem[] };

const PRODUCT_NAME_MAX = 80;
const PRODUCTS_MAX = 1000;
const RULES_MAX = 10_000;
const TAG = /^tag\.(.+)$/s;

const isDimension = (name: string): boolean =>
  TAG.test(name) || (RULE_DIMENSIONS as readonly string[]).includes(name);

const productName = z
  .string("A product is a name in quotes.")
  .trim()
  .min(1, "A product has a name.")
  .max(PRODUCT_NAME_MAX, `A product's name has at most ${PRODUCT_NAME_MAX} characters.`);

const value = z
  .string()
  .min(1, "An empty text never matches: write null for values that are not given.")
  .nullable();
const beginning = z.strictObject({
  startsWith: z.string().min(1, "An empty beginning matches every value: leave the condition out instead."),
});
const CONDITION =
  'A condition is a text, null, {"startsWith": "…"}, or a list of these: {"project": ["a", "b"]} means one of.';

const test = z.custom<Test>().superRefine((input, context) => {
  const schema = typeof input === "object" && input !== null && !Array.isArray(input) ? beginning : value;
  const parsed = schema.safeParse(input);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  const message = issue?.code === "too_small" ? issue.message : CONDITION;
  context.addIssue({ code: "custom", message });
});

const condition = z.custom<Test | readonly Test[]>().superRefine((input, context) => {
  const list = Array.isArray(input) ? input : [input];
  if (list.length === 0)
    context.addIssue({
      code: "custom",
      message: "An empty list never matches: leave the condition out, or fill it.",
    });
  list.forEach((item, index) => {
    const parsed = test.safeParse(item);
    if (parsed.success) return;
    for (const issue of parsed.error.issues)
      context.addIssue({ code: "custom", message: issue.message, path: Array.isArray(input) ? [index] : [] });
  });
});

/** Read key by key, so that no key ("__proto__") can slip away and leave a rule that matches everything. */
const conditions = z.custom<Conditions>().superRefine((input: unknown, context) => {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    context.addIssue({ code: "custom", message: "“when” holds the conditions: {} matches everything." });
    return;
  }
  for (const [name, wanted] of Object.entries(input)) {
    if (!isDimension(name)) {
      const message = `“${name}” is not a dimension. Use one of ${RULE_DIMENSIONS.join(", ")}, tag.NAME.`;
      context.addIssue({ code: "custom", message, path: [name] });
      continue;
    }
    for (const issue of condition.safeParse(wanted).error?.issues ?? [])
      context.addIssue({ code: "custom", message: issue.message, path: [name, ...issue.path] });
  }
});

const rule = z.strictObject(
  { when: conditions, product: productName },
  "A rule is {“when”: {…}, “product”: “…”}.",
);

const ruleSet = z
  .strictObject(
    {
      products: z.array(productName, "“products” is the list of product names.").max(PRODUCTS_MAX),
      rules: z.array(rule, "“rules” is the list of rules, in order.").max(RULES_MAX),
    },
    "The file holds {“products”: […], “rules”: […]}.",
  )
  .superRefine((set, context) => {
    const seen = new Set<string>();
    set.products.forEach((name, index) => {
      const key = name.toLowerCase();
      if (seen.has(key))
        context.addIssue({
          code: "custom",
          message: `“${name}” is listed twice.`,
          path: ["products", index],
        });
      seen.add(key);
    });
    set.rules.forEach((each, index) => {
      if (!set.products.includes(each.product))
        context.addIssue({
          code: "custom",
          message: `“${each.product}” is not in “products”. Add it there, or write the name as it stands there.`,
          path: ["rules", index, "product"],
        });
    });
  });

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === "number" ? `${text}[${step}]` : text === "" ? String(step) : `${text}.${String(step)}`,
    "",
  );

/** Checks a rules document (parsed JSON) whole: the set, or every problem with its place. */
export function parseRules(document: unknown): ParsedRules {
  const parsed = ruleSet.safeParse(document);
  if (parsed.success) return { ok: true, value: parsed.data };
  return refusal(
    parsed.error.issues.map((issue) => ({ path: pathText(issue.path), reason: reasonOf(issue) })),
  );
}

/** Checks the text of a rules file. */
export function readRules(text: string): ParsedRules {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const detail = error instanceof Error ? error.message : "";
    return refusal([{ path: "", reason: `The file is not JSON: ${detail}.` }]);
  }
  return parseRules(document);
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== "unrecognized_keys") return issue.message;
  return `${issue.keys.map((key) => `“${key}”`).join(", ")} is not known here.`;
}

function refusal(problems: readonly RuleProblem[]): ParsedRules {
  const [first] = problems;
  const place = first?.path ? `${first.path}: ` : "";
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return { ok: false, reason: `${place}${first?.reason ?? "The rules cannot be read."}${more}`, problems };
}

const VALUES: Readonly<Record<RuleDimension, (scope: Dimensions) => string | null>> = {
  account: (scope) => scope.account,
  project: (scope) => scope.project,
  workspace: (scope) => scope.workspace,
  api_key: (scope) => scope.apiKey,
  user: (scope) => scope.user,
  customer: (scope) => scope.customer,
  feature: (scope) => scope.feature,
  environment: (scope) => scope.environment,
};

function dimensionOf(scope: Dimensions, name: string): string | null {
  const tag = TAG.exec(name)?.[1];
  if (tag !== undefined) return Object.hasOwn(scope.tags, tag) ? (scope.tags[tag] ?? null) : null;
  return VALUES[name as RuleDimension](scope);
}

function passes(actual: string | null, wanted: Test): boolean {
  if (wanted === null || typeof wanted === "string") return actual === wanted;
  return actual?.startsWith(wanted.startsWith) === true;
}

const isList = (wanted: Test | readonly Test[]): wanted is readonly Test[] => Array.isArray(wanted);

/** True where every condition holds for the scope. */
export function matchesScope(when: Conditions, scope: Dimensions): boolean {
  return Object.entries(when).every(([name, wanted]) => {
    const actual = dimensionOf(scope, name);
    return isList(wanted) ? wanted.some((each) => passes(actual, each)) : passes(actual, wanted);
  });
}

/** The product of a scope: that of the first rule that matches, null (unallocated) where none does. */
export function productOf(rules: RuleSet, scope: Dimensions): string | null {
  return rules.rules.find((each) => matchesScope(each.when, scope))?.product ?? null;
}
