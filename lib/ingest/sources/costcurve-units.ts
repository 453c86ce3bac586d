import { isDay } from "@/lib/time/days";
import type { UnitsRecord } from "../records";
import { millionthsOf } from "./days";
import { checkTime } from "./period";
import { defineSource, type OpenFile, type ReadRow } from "./source";
import { shown } from "./values";

/** Units of work: how many tickets, reviews or minutes of calls a day brought, by product and customer. */
export const costcurveUnits = defineSource({
  id: "costcurve-units",
  title: "Units of work by day (CSV, JSON lines or JSON array)",
  help: [
    "The columns date, unit (tickets, reviews, call minutes …), count and, if you like, product, customer and successes.",
    "A row that comes again with another count takes the place of the earlier one.",
  ].join(" "),
  kind: "units",
  report: { covers: "units", bucket: "row", dims: [], naming: "ids" },
  detect: (head) => head.has("date", "unit", "count") && !head.has("provider") && !head.has("model"),
  almost: (head) =>
    head.has("date", "product") && (head.has("units") || head.has("tickets"))
      ? "It looks like units of work. Name the columns date, unit (what is counted) and count, and upload again."
      : null,
  open,
});

function open(file: OpenFile): ReadRow {
  const date = file.need("date");
  const unit = file.need("unit");
  const count = file.need("count");
  const product = file.field("product");
  const customer = file.field("customer");
  const successes = file.field("successes");
  return (row) => {
    const day = row.needText(date);
    if (!isDay(day)) throw row.problem(date, `“${shown(day)}” is not a day. Write it like 2026-10-31.`);
    checkTime(file, row, date, Date.parse(`${day}T00:00:00Z`));
    const unitName = row.needText(unit);
    const quantityText = row.needText(count);
    const quantity = millionthsOf(row, count) ?? 0n;
    const succeeded = millionthsOf(row, successes);
    if (succeeded !== null && succeeded > quantity)
      throw row.problem(successes, `${row.text(successes)} successes are more than ${quantityText} units.`);
    const [productName, customerName] = [row.text(product), row.text(customer)];
    const record: UnitsRecord = {
      kind: "units",
      line: row.line,
      path: row.path,
      naturalKey: ["units", day, unitName.toLowerCase(), productName?.toLowerCase() ?? null, customerName],
      ranked: false,
      day,
      unit: unitName,
      product: productName,
      customer: customerName,
      quantity,
      quantityText,
      successes: succeeded,
    };
    return record;
  };
}
