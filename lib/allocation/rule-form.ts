import type { Conditions, Test } from "./conditions";
import type { Basis, Rule, RuleSet } from "./rules";

export const TESTS = ["oneOf", "exactly", "startsWith", "matches", "absent"] as const;
/** One test of a form: any of some values, one value as it stands (commas and all), how it begins, a pattern, not given. */
export type FormTest = (typeof TESTS)[number];

/** One line of conditions; lines on the same part are alternatives, lines on different parts hold together. */
export type ConditionLine = Readonly<{ part: string; tag: string; test: FormTest; text: string }>;

/** A rule as the fields of a form; `ruleOf(formOf(rule))` asks and gives what the rule does. */
export type RuleForm = Readonly<{
  from: string;
  to: string;
  conditions: readonly ConditionLine[];
  gives: "product" | "split" | "splitBy";
  product: string;
  /** Who shares; `share` counts for fixed shares only. */
  shares: readonly Readonly<{ product: string; share: string }>[];
  basis: Basis;
  customerBy: "" | "name" | "tag";
  customer: string;
  team: string;
  kind: "" | "research";
}>;

export const NEW_LINE: ConditionLine = { part: "project", tag: "", test: "oneOf", text: "" };

export const NEW_RULE: RuleForm = {
  from: "",
  to: "",
  conditions: [NEW_LINE],
  gives: "product",
  product: "",
  shares: [
    { product: "", share: "" },
    { product: "", share: "" },
  ],
  basis: "cost",
  customerBy: "",
  customer: "",
  team: "",
  kind: "",
};

/** A rule as fields. */
export function formOf(rule: Rule): RuleForm {
  const shared = rule.split
    ? Object.entries(rule.split).map(([product, share]) => ({ product, share }))
    : rule.among?.map((product) => ({ product, share: "" }));
  const { customer } = rule;
  return {
    from: rule.from ?? "",
    to: rule.to ?? "",
    conditions: Object.entries(rule.when).flatMap(([name, test]) => linesOf(name, test)),
    gives: rule.split ? "split" : rule.splitBy ? "splitBy" : "product",
    product: rule.product ?? "",
    shares: shared ?? NEW_RULE.shares,
    basis: rule.splitBy ?? "cost",
    customerBy: customer === undefined ? "" : typeof customer === "string" ? "name" : "tag",
    customer: typeof customer === "object" ? customer.fromTag : (customer ?? ""),
    team: rule.team ?? "",
    kind: rule.kind === "research" ? "research" : "",
  };
}

const isPlain = (test: Test): test is string =>
  typeof test === "string" && test !== "" && test === test.trim() && !test.includes(",");

function linesOf(name: string, wanted: Test | readonly Test[]): ConditionLine[] {
  const tests = Array.isArray(wanted) ? (wanted as readonly Test[]) : [wanted as Test];
  const place = name.startsWith("tag.") ? { part: "tag", tag: name.slice(4) } : { part: name, tag: "" };
  const plain = tests.filter(isPlain);
  const others = tests.filter((test) => !isPlain(test));
  return [
    ...(plain.length > 0 ? [{ ...place, test: "oneOf" as const, text: plain.join(", ") }] : []),
    ...others.map((test) => ({ ...place, ...fieldsOf(test) })),
  ];
}

function fieldsOf(test: Test): Pick<ConditionLine, "test" | "text"> {
  if (test === null) return { test: "absent", text: "" };
  if (typeof test === "string") return { test: "exactly", text: test };
  return "startsWith" in test
    ? { test: "startsWith", text: test.startsWith }
    : { test: "matches", text: test.matches };
}

/** The name a line asks for, as a rule writes it. */
export const nameOf = ({ part, tag }: Pick<ConditionLine, "part" | "tag">): string =>
  part === "tag" ? `tag.${tag.trim()}` : part;

/** Fields as a rule, unchecked: what cannot hold is for `parseRules` to say, at its field. */
export function ruleOf(form: RuleForm): Rule {
  const { customerBy, customer } = form;
  return {
    ...(form.from ? { from: form.from } : {}),
    ...(form.to ? { to: form.to } : {}),
    when: conditionsOf(form.conditions),
    ...givenBy(form),
    ...(customerBy === "" ? {} : { customer: customerBy === "tag" ? { fromTag: customer } : customer }),
    ...(form.team.trim() ? { team: form.team } : {}),
    ...(form.kind ? { kind: form.kind } : {}),
  };
}

function givenBy(form: RuleForm): Pick<Rule, "product" | "split" | "splitBy" | "among"> {
  if (form.gives === "product") return { product: form.product.trim() };
  const named = form.shares.filter(({ product, share }) => product.trim() || share.trim());
  if (form.gives === "splitBy")
    return { splitBy: form.basis, among: named.map(({ product }) => product.trim()) };
  return { split: Object.fromEntries(named.map(({ product, share }) => [product.trim(), share.trim()])) };
}

function conditionsOf(lines: readonly ConditionLine[]): Conditions {
  const byName = new Map<string, Test[]>();
  for (const line of lines) byName.set(nameOf(line), [...(byName.get(nameOf(line)) ?? []), ...testsOf(line)]);
  return Object.fromEntries(
    [...byName].map(([name, tests]) => [name, tests.length === 1 ? (tests[0] ?? null) : tests]),
  );
}

function testsOf({ test, text }: ConditionLine): Test[] {
  if (test === "absent") return [null];
  if (test === "exactly") return [text];
  if (test === "startsWith") return [{ startsWith: text }];
  if (test === "matches") return [{ matches: text }];
  const values = text
    .split(",")
    .map((value) => value.trim())
    .filter(Boolean);
  return values.length === 0 ? [""] : values;
}

/**
 * The set with a rule in a place (its length: at the end). A product the rule names in another case is written as the set
 * lists it, and one the set does not list is listed.
 */
export function withRule(set: RuleSet, place: number, rule: Rule): RuleSet {
  const products = [...set.products];
  const listed = (name: string): string => {
    const known = products.find((each) => each.toLowerCase() === name.toLowerCase());
    if (known === undefined && name !== "") products.push(name);
    return known ?? name;
  };
  const named: Rule = {
    ...rule,
    ...(rule.product === undefined ? {} : { product: listed(rule.product) }),
    ...(rule.among ? { among: rule.among.map(listed) } : {}),
    ...(rule.split
      ? {
          split: Object.fromEntries(Object.entries(rule.split).map(([name, share]) => [listed(name), share])),
        }
      : {}),
  };
  const rules = [...set.rules];
  rules[place] = named;
  return { ...set, products, rules };
}
