import { type Money, plus, ZERO } from "@/lib/money/money";
import { parseUsd } from "@/lib/money/parse";
import { longText } from "./bill-cells";
import type { Amount, Row } from "./row";
import { shown } from "./values";

/** One credit of a row: what Google took off again, below zero. */
export type Credit = Readonly<{ name: string | null; amount: Amount }>;

export type Credits = Readonly<{
  /** Discounts of this very use (committed use, negotiated, free tier): the use costs less. */
  discounts: readonly Credit[];
  /** Promotions and whatever else is granted: the use costs what it costs, and this is money beside it. */
  granted: readonly Credit[];
}>;

const NONE: Credits = { discounts: [], granted: [] };

/** Kinds of credits that lower the price of the use they stand on. */
const DISCOUNTS = new Set([
  "COMMITTED_USAGE_DISCOUNT",
  "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE",
  "DISCOUNT",
  "FEE_UTILIZATION_OFFSET",
  "FREE_TIER",
  "RESELLER_MARGIN",
  "SUBSCRIPTION_BENEFIT",
  "SUSTAINED_USAGE_DISCOUNT",
]);

/** The credits of a row: `credits` as a list (JSON, or its text in a CSV), or one flattened into columns. */
export function creditsOf(
  row: Row,
  f: { credits: number; amount: number; name: number; type: number },
): Credits {
  const list = listOf(row, f.credits) ?? [
    { amount: longText(row, f.amount), name: longText(row, f.name), type: longText(row, f.type) },
  ];
  const discounts: Credit[] = [];
  const granted: Credit[] = [];
  for (const each of list) {
    const { amount, name, type } = each as Record<string, unknown>;
    if (amount === null || amount === undefined || amount === "") continue;
    const text = String(amount);
    const parsed = parseUsd(text);
    if (!parsed.ok) throw row.problem(f.credits >= 0 ? f.credits : f.amount, `A credit: ${parsed.reason}`);
    const credit = {
      name: typeof name === "string" && name !== "" ? name : typeof type === "string" ? type : null,
      amount: { money: parsed.value, text },
    };
    if (parsed.value === 0n) continue;
    (DISCOUNTS.has(String(type)) ? discounts : granted).push(credit);
  }
  return discounts.length + granted.length === 0 ? NONE : { discounts, granted };
}

function listOf(row: Row, field: number): readonly unknown[] | null {
  if (field < 0) return null;
  let value = row.cells[field];
  if (typeof value === "string" && value.trim().startsWith("[")) {
    try {
      value = JSON.parse(value);
    } catch {
      throw row.problem(field, `“${shown(value)}” is not a list of credits in JSON.`);
    }
  }
  if (!Array.isArray(value)) return null;
  return value.filter((each) => typeof each === "object" && each !== null);
}

/** A cost with its discounts taken off; the text keeps the parts apart. */
export function netOf(cost: Amount | null, discounts: readonly Credit[]): Amount | null {
  if (cost === null || discounts.length === 0) return cost;
  return {
    money: discounts.reduce<Money>((sum, { amount }) => plus(sum, amount.money), plus(cost.money, ZERO)),
    text: [cost, ...discounts.map(({ amount }) => amount)].map(({ text }) => text).join(" + "),
  };
}
