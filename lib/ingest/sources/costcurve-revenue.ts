import { parseUsd } from "@/lib/money/parse";
import { addDays, addMonths, isDay } from "@/lib/time/days";
import type { RevenueRecord } from "../records";
import { checkTime } from "./period";
import type { Row } from "./row";
import { defineSource, type OpenFile, type ReadRow } from "./source";
import { checkCurrency } from "./usage-row";
import { shown } from "./values";

/** Revenue by product: a month or a day, the product, and the amount recognised in it. */
export const costcurveRevenue = defineSource({
  id: "costcurve-revenue",
  title: "Revenue by product (CSV)",
  help: [
    "A CSV with the columns period (a month, like 2026-10) or date (a day), product, amount and, if you like, customer and",
    "currency (USD). A correction is a further row, negative if need be; recognised revenue, not invoices or payments.",
  ].join(" "),
  kind: "revenue",
  report: { covers: "revenue", bucket: "row", dims: [], naming: "ids" },
  detect: (head) =>
    head.shape === "csv" &&
    head.has("product", "amount") &&
    (head.has("period") || head.has("date")) &&
    !head.has("provider") &&
    !head.has("model"),
  almost: (head) => {
    if (head.shape !== "csv" || head.has("model") || !(head.has("period") || head.has("date"))) return null;
    if (head.has("product") && head.has("revenue"))
      return "It looks like revenue, but the column “amount” is missing. Rename “revenue” to “amount” and upload again.";
    return head.has("amount", "currency")
      ? "It looks like revenue, but the column “product” is missing. Add it and upload again."
      : null;
  },
  open,
});

function open(file: OpenFile): ReadRow {
  const period = file.field("period");
  const date = file.field("date");
  const product = file.need("product");
  const amount = file.need("amount");
  const customer = file.field("customer");
  const currency = file.field("currency");
  return (row) => {
    const { fromDay, toDay } = daysOf(file, row, { period, date });
    const stated = row.amount(amount, parseUsd);
    if (stated === null)
      throw row.problem(amount, "The amount is empty. Write 0 where there was no revenue.");
    checkCurrency(row, currency, row.text(currency));
    const productName = row.needText(product);
    const customerName = row.text(customer);
    const record: RevenueRecord = {
      kind: "revenue",
      line: row.line,
      path: row.path,
      naturalKey: ["revenue", fromDay, toDay, productName, customerName, stated.money.toString()],
      ranked: true,
      fromDay,
      toDay,
      product: productName,
      customer: customerName,
      amount: stated.money,
      amountText: stated.text,
      currency: "USD",
    };
    return record;
  };
}

/** A month "2026-10" or a day "2026-10-31", as a half-open range of local days. */
function daysOf(
  file: OpenFile,
  row: Row,
  fields: { period: number; date: number },
): { fromDay: string; toDay: string } {
  const isDate = !row.has(fields.period);
  const field = isDate ? fields.date : fields.period;
  const text = row.needText(field >= 0 ? field : fields.period);
  const isMonth = /^\d{4}-\d{2}$/.test(text) && isDay(`${text}-01`);
  if ((isDate || !isMonth) && !isDay(text))
    throw row.problem(
      field,
      `“${shown(text)}” is not a ${isDate ? "day. Write it like 2026-10-31." : "month. Write it like 2026-10."}`,
    );
  const fromDay = isMonth ? `${text}-01` : text;
  checkTime(file, row, field, Date.parse(`${fromDay}T00:00:00Z`));
  return { fromDay, toDay: isMonth ? addMonths(fromDay, 1) : addDays(fromDay, 1) };
}
