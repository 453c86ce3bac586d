import { z } from "zod";
import { isDay } from "@/lib/time";
import { type Conditions, conditions } from "./conditions";
import { ONE, parseShare } from "./shares";

export const COST_KINDS = ["cost_of_revenue", "research"] as const;
/** What cost is for: what was sold, or finding out (economics §5.6). */
export type CostKind = (typeof COST_KINDS)[number];

export const BASES = ["tokens", "cost", "requests", "revenue"] as const;
/** By what a rule splits: by what the products it names have of it in the same month. */
export type Basis = (typeof BASES)[number];

/** A rule as its file writes it. It gives what it matches to one product, to fixed shares, or by a basis. */
export type Rule = Readonly<{
  /** The first and last local day it is for; open where left out. */
  from?: string | undefined;
  to?: string | undefined;
  when: Conditions;
  product?: string | undefined;
  split?: Readonly<Record<string, string>> | undefined;
  splitBy?: Basis | undefined;
  among?: readonly string[] | undefined;
  customer?: string | Readonly<{ fromTag: string }> | undefined;
  team?: string | undefined;
  kind?: CostKind | undefined;
}>;

/** The whole set, in order: the first rule that matches decides. Plain JSON, as stored. */
export type RuleSet = Readonly<{
  products: readonly string[];
  rules: readonly Rule[];
  /** A tag that names the customer, whatever the rules say of the product. */
  customerFromTag?: string | undefined;
}>;

/** What is wrong in a rules file and where ("rules[2].when.projct"). */
export type RuleProblem = Readonly<{ path: string; reason: string }>;
export type ParsedRules =
  | { ok: true; value: RuleSet }
  | { ok: false; reason: string; problems: readonly RuleProblem[] };

const NAME_MAX = 80;
const PRODUCTS_MAX = 1000;
const RULES_MAX = 10_000;

const name = (what: string) =>
  z
    .string(`A ${what} is a name in quotes.`)
    .trim()
    .min(1, `A ${what} has a name.`)
    .max(NAME_MAX, `A ${what}'s name has at most ${NAME_MAX} characters.`);
const product = name("product");
const tagName = z
  .string("A tag is named in quotes.")
  .trim()
  .min(1, "A tag has a name.")
  .max(100, "A tag's name has at most 100 characters.");
const day = z.string("A day is written “2026-01-31”.").refine(isDay, "This is not a day like 2026-01-31.");

const customer = z.custom<string | { fromTag: string }>().superRefine((input, context) => {
  const isObject = typeof input === "object" && input !== null;
  const schema = isObject ? z.strictObject({ fromTag: tagName }) : name("customer");
  for (const issue of schema.safeParse(input).error?.issues ?? [])
    context.addIssue({
      code: "custom",
      path: issue.path,
      message: isObject
        ? "A customer is a name, or {“fromTag”: “TAG”} for the tag that names it."
        : issue.message,
    });
});

const split = z.custom<Record<string, string>>().superRefine((input: unknown, context) => {
  const say = (message: string, path: PropertyKey[] = []) =>
    context.addIssue({ code: "custom", message, path });
  if (typeof input !== "object" || input === null || Array.isArray(input))
    return say("A split gives each product its share: {“P1”: “0.25”, “P2”: “0.75”}.");
  let sum = 0n;
  let isSound = true;
  for (const [key, text] of Object.entries(input)) {
    const share = parseShare(text);
    if (share.ok) sum += share.units;
    else {
      isSound = false;
      say(share.reason, [key]);
    }
  }
  if (Object.keys(input).length < 2)
    return say("A split is among two products or more; for one write “product”.");
  if (isSound && sum !== ONE) say(`The shares add up to ${sharesText(sum)}, not to 1.`);
});

const sharesText = (units: bigint) => {
  const digits = units.toString().padStart(19, "0");
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`.replace(/\.?0+$/, "");
};

const RULE =
  "A rule is {“when”: {…}, “product”: “…”}; instead of a product “split”, or “splitBy” with “among”.";

const rule = z
  .strictObject(
    {
      from: day.optional(),
      to: day.optional(),
      when: conditions,
      product: product.optional(),
      split: split.optional(),
      splitBy: z.enum(BASES, `A split goes by one of ${BASES.join(", ")}.`).optional(),
      among: z.array(product, "“among” is the list of products that share.").optional(),
      customer: customer.optional(),
      team: name("team").optional(),
      kind: z.enum(COST_KINDS, `The kind of cost is one of ${COST_KINDS.join(", ")}.`).optional(),
    },
    RULE,
  )
  .superRefine((each, context) => {
    const say = (message: string, ...path: PropertyKey[]) =>
      context.addIssue({ code: "custom", message, path });
    const results = [each.product, each.split, each.splitBy].filter((given) => given !== undefined);
    if (results.length !== 1)
      say(
        results.length === 0
          ? `This rule gives nothing to anybody. ${RULE}`
          : `This rule says twice where cost goes. ${RULE}`,
      );
    if (each.from && each.to && isDay(each.from) && isDay(each.to) && each.to < each.from)
      say(`The last day, ${each.to}, is before the first, ${each.from}.`, "to");
    if (each.splitBy !== undefined && each.among === undefined)
      say("“among” has to name the products that share.", "among");
    if (each.among !== undefined && each.splitBy === undefined)
      say(`“splitBy” has to say by what: ${BASES.join(", ")}.`, "splitBy");
    if (each.among !== undefined && each.among.length < 2)
      say("A split is among two products or more; for one write “product”.", "among");
  });

const ruleSet = z
  .strictObject(
    {
      products: z.array(product, "“products” is the list of product names.").max(PRODUCTS_MAX),
      rules: z.array(rule, "“rules” is the list of rules, in order.").max(RULES_MAX),
      customerFromTag: tagName.optional(),
    },
    "The file holds {“products”: […], “rules”: […]}.",
  )
  .superRefine((set, context) => {
    const say = (message: string, path: PropertyKey[]) => context.addIssue({ code: "custom", message, path });
    for (const index of twice(set.products))
      say(`“${set.products[index]}” is listed twice.`, ["products", index]);
    const known = new Set(set.products);
    const settled = new Set(set.rules.flatMap((each) => each.product ?? Object.keys(each.split ?? {})));
    set.rules.forEach((each, i) => {
      for (const [named, path] of namedIn(each))
        if (!known.has(named))
          say(`“${named}” is not in “products”. Add it there, or write the name as it stands there.`, [
            "rules",
            i,
            ...path,
          ]);
      const among = each.among ?? [];
      for (const n of twice(among)) say(`“${among[n]}” is named twice.`, ["rules", i, "among", n]);
      if (each.splitBy === "revenue") return;
      among.forEach((named, n) => {
        if (known.has(named) && !settled.has(named))
          say(
            `“${named}” gets cost by “splitBy” alone, so its share by ${each.splitBy} would follow from the split itself: ` +
              "a circle. Give it some cost by a rule of its own or by fixed shares, or split by revenue.",
            ["rules", i, "among", n],
          );
      });
    });
  });

/** The places in a list whose name, in whatever case, stands there before. */
const twice = (names: readonly string[]): number[] => {
  const seen = new Set<string>();
  return names.flatMap((each, index) => {
    const key = each.toLowerCase();
    if (seen.has(key)) return [index];
    seen.add(key);
    return [];
  });
};

function namedIn(each: Rule): [string, PropertyKey[]][] {
  return [
    ...(each.product === undefined ? [] : [[each.product, ["product"]] as [string, PropertyKey[]]]),
    ...Object.keys(each.split ?? {}).map((key): [string, PropertyKey[]] => [key, ["split", key]]),
    ...(each.among ?? []).map((key, n): [string, PropertyKey[]] => [key, ["among", n]]),
  ];
}

/** The products a rule gives cost to. */
export const productsOf = (rule: Rule): string[] => namedIn(rule).map(([named]) => named);

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
