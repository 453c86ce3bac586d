import type { Dimensions } from "@/lib/ingest/records";
import { addDays } from "@/lib/time";
import { Candidates } from "./candidates";
import { type Matcher, matcherOf, tagOf, type UsedSku } from "./conditions";
import type { Basis, CostKind, Rule, RuleSet } from "./rules";
import { parseShare, reduced, type Shares } from "./shares";

/** Whose a cost is. Without a product it is unallocated; a customer of null leaves the one the usage names. */
export type Target = Readonly<{
  product: string | null;
  customer: string | null;
  team: string | null;
  kind: CostKind;
}>;

/** How the cost of a stretch of days is given: whole, in fixed shares, or by what products have of a basis each month. */
export type Way =
  | Readonly<{ kind: "whole"; target: Target }>
  | Readonly<{ kind: "shares"; targets: readonly Target[]; shares: Shares }>
  /** `rest` takes it where the products have nothing of the basis in a month. */
  | Readonly<{ kind: "basis"; basis: Basis; targets: readonly Target[]; rest: Target }>;

/** Days, both inclusive and open where null, with the rule that decides them (null: none does). */
export type Stretch = Readonly<{ from: string | null; to: string | null; rule: number | null; way: Way }>;

/** A rule set ready to be asked of thousands of scopes. */
export type Allocator = Readonly<{
  /** True where what was used decides too: `stretchesOf` then needs the sku. */
  asksSku: (scope: Dimensions) => boolean;
  /** All days in order, without gaps. @param sku null only where `asksSku` is false */
  stretchesOf: (scope: Dimensions, sku: UsedSku | null) => readonly Stretch[];
}>;

/** The target of a scope whose cost goes to one target whole, on all days and for all skus; else null. */
export function wholeTarget(allocator: Allocator, scope: Dimensions): Stretch | null {
  if (allocator.asksSku(scope)) return null;
  const [only, ...more] = allocator.stretchesOf(scope, null);
  return only && more.length === 0 && only.way.kind === "whole" ? only : null;
}

type Ready = Matcher & { readonly rule: Rule; readonly index: number; readonly isAlways: boolean };

/** @param set a set that `parseRules` let pass */
export function allocatorOf(set: RuleSet): Allocator {
  const ready: Ready[] = set.rules.map((rule, index) => {
    const matcher = matcherOf(rule.when);
    return { ...matcher, rule, index, isAlways: matcher.sku === null && !rule.from && !rule.to };
  });
  const candidates = new Candidates(ready);
  /** The rules that may decide a scope, up to the first that does on all days whatever is used. */
  let last: { scope: Dimensions; found: Ready[] } | null = null;
  const candidatesOf = (scope: Dimensions): Ready[] => {
    // A scope is asked several times in a row.
    if (last?.scope === scope) return last.found;
    const found: Ready[] = [];
    for (const each of candidates.of(scope)) {
      if (!each.scope(scope)) continue;
      found.push(each);
      if (each.isAlways) break;
    }
    last = { scope, found };
    return found;
  };
  return {
    asksSku: (scope) => candidatesOf(scope).some((each) => each.sku !== null),
    stretchesOf: (scope, sku) => {
      const rules = candidatesOf(scope).filter(
        (each) => each.sku === null || (sku !== null && each.sku(sku)),
      );
      return stretches(rules, (rule) => wayOf(set, rule, scope));
    },
  };
}

function stretches(rules: readonly Ready[], wayOf: (rule: Rule | null) => Way): Stretch[] {
  const starts = new Set<string>();
  for (const { rule } of rules) {
    if (rule.from) starts.add(rule.from);
    if (rule.to) starts.add(addDays(rule.to, 1));
  }
  const found: { from: string | null; rule: Ready | null }[] = [];
  for (const from of [null, ...[...starts].sort()]) {
    const rule = rules.find((each) => isInForce(each.rule, from)) ?? null;
    if (found.length === 0 || found.at(-1)?.rule !== rule) found.push({ from, rule });
  }
  return found.map(({ from, rule }, i) => {
    const next = found[i + 1]?.from;
    return {
      from,
      to: next ? addDays(next, -1) : null,
      rule: rule?.index ?? null,
      way: wayOf(rule?.rule ?? null),
    };
  });
}

/** @param day the first of a stretch that no rule begins or ends inside; null: the time before all of them */
const isInForce = ({ from, to }: Rule, day: string | null): boolean =>
  day === null ? !from : (!from || from <= day) && (!to || day <= to);

function wayOf(set: RuleSet, rule: Rule | null, scope: Dimensions): Way {
  const fromTag = (tag: string | undefined) => (tag === undefined ? null : tagOf(scope, tag));
  const given = rule?.customer;
  const customer =
    (typeof given === "string" ? given : fromTag(given?.fromTag)) ?? fromTag(set.customerFromTag);
  const rest: Target = { product: null, customer, team: null, kind: "cost_of_revenue" };
  if (rule === null) return { kind: "whole", target: rest };
  const to = (product: string): Target => ({
    product,
    customer,
    team: rule.team ?? null,
    kind: rule.kind ?? "cost_of_revenue",
  });
  if (rule.product !== undefined) return { kind: "whole", target: to(rule.product) };
  if (rule.split !== undefined) {
    // By name: a stored set does not keep the order in which its file names them, and it decides where a cell is cut.
    const entries = Object.entries(rule.split).sort(([a], [b]) => (a < b ? -1 : 1));
    const shares = reduced(entries.map(([, text]) => unitsOf(text)));
    return { kind: "shares", targets: entries.map(([product]) => to(product)), shares };
  }
  return { kind: "basis", basis: rule.splitBy ?? "cost", targets: (rule.among ?? []).map(to), rest };
}

function unitsOf(text: string): bigint {
  const share = parseShare(text);
  if (!share.ok) throw new RangeError(share.reason);
  return share.units;
}
