import { parseUsd } from "@/lib/money/parse";
import type { RevenueRecord } from "../records";
import { currencyOf } from "./currency";
import { dayFields, daysOf, millionthsOf } from "./days";
import { defineSource, type OpenFile, type ReadRow } from "./source";

/** Revenue by product: its days, the product, and the amount recognised over them. */
export const costcurveRevenue = defineSource({
  id: "costcurve-revenue",
  title: "Revenue by product (CSV, JSON lines or JSON array)",
  help: [
    "The columns period (a month, like 2026-10), date (a day), or from and to (both days included), product, amount and,",
    "if you like, customer, plan, units and currency. A correction is a further row for the same days, or one below zero;",
    "recognised revenue, not invoices or payments.",
  ].join(" "),
  kind: "revenue",
  report: { covers: "revenue", bucket: "row", dims: [], naming: "ids" },
  detect: (head) =>
    head.has("product", "amount") &&
    (head.has("period") || head.has("date") || head.has("from", "to")) &&
    !head.has("provider") &&
    !head.has("model"),
  almost: (head) => {
    if (head.has("model") || !(head.has("period") || head.has("date") || head.has("from", "to"))) return null;
    if (head.has("product") && head.has("revenue"))
      return "It looks like revenue, but the column “amount” is missing. Rename “revenue” to “amount” and upload again.";
    return head.has("amount", "currency") && !head.has("name")
      ? "It looks like revenue, but the column “product” is missing. Add it and upload again."
      : null;
  },
  open,
});

function open(file: OpenFile): ReadRow {
  const days = dayFields(file);
  const product = file.need("product");
  const amount = file.need("amount");
  const customer = file.field("customer");
  const plan = file.field("plan");
  const units = file.field("units");
  const currency = file.field("currency");
  return (row) => {
    const { fromDay, toDay } = daysOf(file, row, days);
    const stated = row.amount(amount, parseUsd);
    if (stated === null)
      throw row.problem(amount, "The amount is empty. Write 0 where there was no revenue.");
    const code = currencyOf(row, currency);
    const productName = row.needText(product);
    const [customerName, planName] = [row.text(customer), row.text(plan)];
    const record: RevenueRecord = {
      kind: "revenue",
      line: row.line,
      path: row.path,
      naturalKey: [
        "revenue",
        fromDay,
        toDay,
        productName,
        customerName,
        stated.money.toString(),
        // Only where given, so that rows without them keep the key they always had.
        ...(planName === null ? [] : [`plan ${planName}`]),
        ...(code === "USD" ? [] : [`in ${code}`]),
      ],
      ranked: true,
      fromDay,
      toDay,
      product: productName,
      customer: customerName,
      plan: planName,
      amount: stated.money,
      amountText: stated.text,
      currency: code,
      units: millionthsOf(row, units),
      rate: null,
    };
    return record;
  };
}
