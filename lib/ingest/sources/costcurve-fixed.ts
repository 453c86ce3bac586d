import { pico } from "@/lib/money/money";
import { parseDecimal, parseUsd } from "@/lib/money/parse";
import { roundedQuotient } from "@/lib/money/quotient";
import { daysBetween } from "@/lib/time/days";
import type { CapacityDetails, ChargeCategory, ChargeRecord } from "../records";
import { dimensions } from "./charge-row";
import { currencyOf } from "./currency";
import { type DaySpan, dayFields, daysOf } from "./days";
import type { Amount, Row } from "./row";
import { defineSource, type OpenFile, type ReadRow } from "./source";
import { providerOf } from "./tiers";
import { shown } from "./values";

/** What people call such costs, with the FOCUS charge category each has; those categories themselves are taken too. */
const CATEGORIES: Readonly<Record<string, ChargeCategory>> = {
  gpu_reservation: "Purchase",
  provisioned_throughput: "Purchase",
  platform_fee: "Purchase",
  subscription: "Purchase",
  training_run: "Usage",
  hosting: "Usage",
  support: "Usage",
  payment_fees: "Usage",
  usage: "Usage",
  purchase: "Purchase",
  tax: "Tax",
  credit: "Credit",
  adjustment: "Adjustment",
};

const SCOPE = ["account", "project", "workspace", "user", "customer", "feature", "environment"] as const;

/** Costs entered by period: what is paid for however much is used. */
export const costcurveFixed = defineSource({
  id: "costcurve-fixed",
  title: "Fixed and self-hosted cost by period (CSV, JSON lines or JSON array)",
  help: [
    "The columns name, category (gpu_reservation, provisioned_throughput, platform_fee, training_run …), provider, amount,",
    "and period, date, or from and to. If you like: currency, model, account, project and so on, tag.NAME, variable, and for",
    "what you host gpus, gpu_hour_price and tokens_per_second. Amounts fall on their days in equal parts.",
  ].join(" "),
  kind: "fixed",
  report: { covers: "fixed/cost", bucket: "row", dims: [], naming: "ids" },
  detect: (head) =>
    head.has("name", "category", "provider") &&
    (head.has("amount") || head.has("gpus", "gpu_hour_price")) &&
    (head.has("period") || head.has("date") || head.has("from", "to")),
  almost: (head) => {
    const missing = ["name", "category", "provider"].filter((name) => !head.has(name));
    return missing.length === 1 && head.has("amount") && (head.has("period") || head.has("from", "to"))
      ? `It looks like costs by period, but the column “${missing[0]}” is missing. Add it and upload again.`
      : null;
  },
  open,
});

function open(file: OpenFile): ReadRow {
  const days = dayFields(file);
  const [name, category, provider] = [file.need("name"), file.need("category"), file.need("provider")];
  const [amount, currency, model] = [file.field("amount"), file.field("currency"), file.field("model")];
  const scope = SCOPE.map((part) => [part, file.field(part)] as const);
  const apiKey = file.field("api_key");
  const variable = file.field("variable");
  const capacity = {
    gpus: file.field("gpus"),
    gpuHourPrice: file.field("gpu_hour_price"),
    tokensPerSecond: file.field("tokens_per_second"),
  };
  file.tags();
  return (row) => {
    const span = daysOf(file, row, days);
    const called = categoryOf(row, category);
    const details = capacityOf(row, capacity);
    const stated = row.amount(amount, parseUsd) ?? rentOf(span, details);
    if (stated === null)
      throw row.problem(
        amount,
        "The amount is empty, and so is gpus or gpu_hour_price, which it would follow from.",
      );
    const code = currencyOf(row, currency);
    const lineItem = row.needText(name);
    const billed = providerOf(row.needText(provider));
    const modelName = row.text(model);
    const who = dimensions({
      ...Object.fromEntries(scope.map(([part, field]) => [part, row.text(field)])),
      apiKey: row.text(apiKey),
      // So that a rule can tell a training run from what serves.
      tags: { ...row.tags(), cost_category: called.name },
    });
    const startMs = Date.parse(`${span.fromDay}T00:00:00Z`);
    const record: ChargeRecord = {
      kind: "charge",
      line: row.line,
      path: row.path,
      naturalKey: [
        "fixed",
        span.fromDay,
        span.toDay,
        lineItem,
        called.name,
        modelName,
        ...SCOPE.map((part) => who[part]),
        who.apiKey,
        ...Object.entries(row.tags()).map(([tag, value]) => `${tag}=${value}`),
        ...(code === "USD" ? [] : [`in ${code}`]),
      ],
      ranked: false,
      period: { startMs, endMs: null, wholeUtcDay: span.fromDay },
      provider: billed,
      model: modelName,
      serviceTier: null,
      geography: null,
      contextBand: null,
      dimensions: who,
      category: called.category,
      lineItem,
      forTokens: false,
      amount: stated.money,
      amountText: stated.text,
      currency: code,
      quantityText: null,
      quantityUnit: null,
      toDay: span.toDay,
      isFixed: !varies(row, variable),
      ...(details === null ? {} : { details }),
    };
    return record;
  };
}

/** Only where the row says so does such a cost vary with use. */
function varies(row: Row, field: number): boolean {
  const text = row.text(field)?.toLowerCase() ?? "no";
  if (["yes", "true", "1"].includes(text)) return true;
  if (["no", "false", "0"].includes(text)) return false;
  throw row.problem(field, `“${shown(text)}” is neither yes nor no.`);
}

function categoryOf(row: Row, field: number): { name: string; category: ChargeCategory } {
  const text = row.needText(field);
  const name = text.toLowerCase().replace(/[\s-]+/g, "_");
  const category = Object.hasOwn(CATEGORIES, name) ? CATEGORIES[name] : undefined;
  if (!category)
    throw row.problem(field, `“${shown(text)}” is none of ${Object.keys(CATEGORIES).join(", ")}.`);
  return { name, category };
}

type CapacityFields = Readonly<Record<keyof CapacityDetails, number>>;

/** What serves, as stated; null where the row tells nothing of it. */
function capacityOf(row: Row, fields: CapacityFields): CapacityDetails | null {
  const details = {
    gpus: positive(row, fields.gpus),
    gpuHourPrice: positive(row, fields.gpuHourPrice),
    tokensPerSecond: positive(row, fields.tokensPerSecond),
  };
  return Object.values(details).every((value) => value === null) ? null : details;
}

function positive(row: Row, field: number): string | null {
  const text = row.text(field);
  if (text === null) return null;
  const parsed = parseDecimal(text, 12);
  if (!parsed.ok || parsed.units <= 0n)
    throw row.problem(field, `“${shown(text)}” is not a number above zero.`);
  return text;
}

/** Around the clock: GPUs × price of an hour × 24 hours × days; null where one of them is not stated. */
function rentOf({ fromDay, toDay }: DaySpan, details: CapacityDetails | null): Amount | null {
  if (!details?.gpus || !details.gpuHourPrice) return null;
  const [gpus, price] = [parseDecimal(details.gpus, 6), parseUsd(details.gpuHourPrice)];
  if (!gpus.ok || !price.ok) return null;
  const hours = BigInt(24 * daysBetween(fromDay, toDay));
  const money = pico(roundedQuotient(gpus.units * price.value * hours, 1_000_000n));
  return { money, text: `${details.gpus} × ${details.gpuHourPrice} × ${hours} h` };
}
