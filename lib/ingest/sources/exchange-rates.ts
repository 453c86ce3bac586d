import { parseDecimal } from "@/lib/money/parse";
import { RATE_SCALE } from "@/lib/money/rates";
import { isDay } from "@/lib/time/days";
import type { RatesRecord } from "../records";
import { checkTime } from "./period";
import type { Row } from "./row";
import { defineSource, type Head, type OpenFile, type ReadRow } from "./source";
import { shown, withoutInvisible } from "./values";

const CODE = /^[A-Z]{3}$/;
const ECB = "ECB reference rates";

/** Exchange rates by day: the ECB's table, or one rate a row. */
export const exchangeRates = defineSource({
  id: "exchange-rates",
  title: "Exchange rates by day (CSV)",
  help: [
    "The ECB's euro reference rates as they come (Date, USD, JPY, … per euro), or one rate a row: date, base, quote, rate",
    "and, if you like, source; or date, currency, per_eur. A rate holds until the next one. Amounts in other currencies",
    "than USD are read once there is a rate on or before their day.",
  ].join(" "),
  kind: "rates",
  report: { covers: "rates", bucket: "row", dims: [], naming: "ids" },
  detect: (head) =>
    head.shape === "csv" &&
    (head.has("date", "base", "quote", "rate") || head.has("date", "currency", "per_eur") || isTable(head)),
  open: (file) => {
    const date = file.need("date");
    const currency = file.field("currency");
    const base = file.field("base");
    if (currency < 0 && base < 0) return openTable(file, date);
    const quote = base < 0 ? currency : file.need("quote");
    const rate = base < 0 ? file.need("per_eur") : file.need("rate");
    const source = file.field("source");
    return (row) =>
      ratesOf(file, row, date, {
        base: base < 0 ? "EUR" : codeOf(row, base),
        rates: [{ quote: codeOf(row, quote), ...needRate(row, rate) }],
        source: row.text(source) ?? (base < 0 ? ECB : null),
      });
  },
});

const codesIn = (columns: readonly string[]): string[] =>
  columns.map(withoutInvisible).filter((name) => CODE.test(name));

/** A date, then nothing but currencies. */
function isTable(head: Head): boolean {
  const others = head.columns.map(withoutInvisible).filter((name) => name !== "" && !/^date$/i.test(name));
  return head.has("date") && others.length > 0 && codesIn(others).length === others.length;
}

/** A column a currency, each in units per euro; "N/A" where there was none that day. */
function openTable(file: OpenFile, date: number): ReadRow {
  const columns = codesIn(file.columns).map((quote) => ({ quote, field: file.field(quote) }));
  return (row) => {
    const rates = columns.flatMap(({ quote, field }) => {
      const text = row.text(field);
      return text === null || /^n\/?a$/i.test(text) ? [] : [{ quote, ...needRate(row, field) }];
    });
    return rates.length === 0 ? null : ratesOf(file, row, date, { base: "EUR", rates, source: ECB });
  };
}

function ratesOf(
  file: OpenFile,
  row: Row,
  date: number,
  stated: Pick<RatesRecord, "base" | "rates" | "source">,
): RatesRecord {
  const [only, ...others] = stated.rates;
  if (only && others.length === 0 && only.quote === stated.base)
    throw row.problem(date, `A rate of ${only.quote} to itself says nothing.`);
  const day = dayOf(file, row, date);
  return {
    kind: "rates",
    line: row.line,
    path: row.path,
    naturalKey: ["rates", day, stated.base, stated.rates[0]?.quote ?? null],
    ranked: false,
    day,
    ...stated,
  };
}

function codeOf(row: Row, field: number): string {
  const code = row.needText(field).toUpperCase();
  if (!CODE.test(code))
    throw row.problem(field, `“${shown(code)}” is not a currency. Write its code, like EUR or JPY.`);
  return code;
}

function needRate(row: Row, field: number): { rate: bigint; text: string } {
  const text = row.needText(field);
  const parsed = parseDecimal(text, RATE_SCALE);
  if (!parsed.ok) throw row.problem(field, parsed.reason);
  if (parsed.units <= 0n) throw row.problem(field, `“${shown(text)}” is no rate: it is to be above zero.`);
  return { rate: parsed.units, text };
}

const LONG_DATE = /^(\d{1,2}) ([A-Z][a-z]+) (\d{4})$/;
const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

/** "2026-10-30", or "30 October 2026", as the ECB's file of one day has it. */
function dayOf(file: OpenFile, row: Row, field: number): string {
  const text = row.needText(field);
  const [, date = "", month = "", year = ""] = LONG_DATE.exec(text) ?? [];
  const day =
    year === ""
      ? text
      : `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, "0")}-${date.padStart(2, "0")}`;
  if (!isDay(day)) throw row.problem(field, `“${shown(text)}” is not a day. Write it like 2026-10-31.`);
  checkTime(file, row, field, Date.parse(`${day}T00:00:00Z`));
  return day;
}
