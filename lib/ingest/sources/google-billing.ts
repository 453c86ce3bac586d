import { parseDecimal } from "@/lib/money/parse";
import type { ChargeCategory, SourceRecord } from "../records";
import { billAmount, billText, chargePeriod, longText, optionalInstant } from "./bill-cells";
import { dollarsAt } from "./bill-dollars";
import { keyText } from "./bill-keys";
import { type BillLine, billCharge, billReport, tokenUsage, unitSize, wholeTokens } from "./bill-line";
import { LeftOut, notWhole, unknownMeter } from "./bill-notes";
import { creditsOf, netOf } from "./google-credits";
import { googleTokenLine } from "./google-sku";
import type { Amount, Row } from "./row";
import { defineSource, type OpenFile, type ReadRow } from "./source";
import { checkCurrency } from "./usage-row";
import { isoDay } from "./values";

/**
 * Google's Cloud Billing export (standard or detailed) as BigQuery saves it: JSON lines with nested objects, or CSV with
 * the names joined by dots or underscores. Column names are from memory but for the tables'; corrections come as further
 * rows, so rows are summed, never replaced.
 */
export const googleBilling = defineSource({
  id: "google-billing",
  title: "Google Cloud Billing export (CSV or JSON from BigQuery)",
  help: [
    "Billing → Billing export → BigQuery export; then save rows of gcp_billing_export_v1_… as JSON lines (or CSV with",
    "credits as JSON text). Standard or detailed, one of the two. Rows of Vertex AI and the Gemini API are read.",
  ].join(" "),
  kind: "bill",
  report: billReport("1h", "appended"),
  detect: (head) =>
    head.has("usage_start_time", "cost", "currency") &&
    ["sku", "sku.description", "sku_description"].some((name) => head.has(name)),
  open,
});

const STANDARD =
  /^(?:service|sku|project|labels|system_labels|location|tags|transaction_type|seller_name|subscription|usage|invoice|adjustment_info|price|resource|cost_at_|consumption_model|credits|export_time|currency)/;
const INFERENCE =
  /vertex ai|gemini|generative language|agent platform|model garden|\bclaude\b|cloud machine learning engine/i;

function open(file: OpenFile): ReadRow {
  const of = (name: string): number => file.field(name, name.replaceAll(".", "_"));
  const f = {
    account: of("billing_account_id"),
    adjustment: of("adjustment_info.id"),
    amount: of("usage.amount"),
    cost: file.need("cost"),
    costType: of("cost_type"),
    creditAmount: of("credits.amount"),
    creditName: of("credits.name"),
    creditType: of("credits.type"),
    credits: of("credits"),
    currency: of("currency"),
    end: of("usage_end_time"),
    exported: of("export_time"),
    labels: of("labels"),
    month: of("invoice.month"),
    priced: of("usage.amount_in_pricing_units"),
    pricingUnit: of("usage.pricing_unit"),
    project: of("project.id"),
    rate: of("currency_conversion_rate"),
    region: of("location.region"),
    resource: of("resource.name"),
    resourceGlobal: of("resource.global_name"),
    service: of("service.description"),
    serviceId: of("service.id"),
    sku: of("sku.description"),
    skuId: of("sku.id"),
    start: file.need("usage_start_time"),
    systemLabels: of("system_labels"),
    unit: of("usage.unit"),
  };
  file.ignoreLike(STANDARD);
  const others = new LeftOut(file.notes, "other Google Cloud services");
  const creditFields = { credits: f.credits, amount: f.creditAmount, name: f.creditName, type: f.creditType };
  const keyFields = [
    f.serviceId,
    f.service,
    f.skuId,
    f.sku,
    f.project,
    f.region,
    f.resource,
    f.resourceGlobal,
    f.labels,
    f.systemLabels,
    f.costType,
    f.adjustment,
  ];
  let family: string | null = null;

  return (row) => {
    const service = billText(row, f.service);
    const sku = longText(row, f.sku) ?? "";
    // The detailed export has columns of resources on every row: the two are one bill, told apart by the family.
    family ??= [f.resource, f.resourceGlobal].some((field) => field >= 0 && row.cells[field] !== undefined)
      ? "google.billing.detailed"
      : "google.billing";
    if (!INFERENCE.test(service ?? "") && !/\bgemini\b|\bclaude\b/i.test(sku)) {
      others.add(service);
      return null;
    }
    const cost = billAmount(row, f.cost);
    const { discounts, granted } = creditsOf(row, creditFields);
    const inDollars = dollarsOf(file, row, f);
    const period = chargePeriod(file, row, f);
    const account = billText(row, f.account);
    const line = (amount: Amount | null, ...more: (string | number)[]): BillLine => ({
      naturalKey: [
        family,
        monthOf(billText(row, f.month)) ?? isoDay(period.startMs - (period.startMs % 86_400_000)).slice(0, 7),
        period.startMs,
        period.endMs,
        account,
        ...keyFields.map((field) => keyText(row, field)),
        optionalInstant(file, row, f.exported),
        plain(longText(row, f.amount)),
        cost === null ? null : cost.money.toString(),
        ...more,
      ],
      period,
      provider: "google",
      dimensions: { account, project: billText(row, f.project) },
      amount: amount === null ? null : inDollars(amount),
    });
    const records: SourceRecord[] = [main(line(netOf(cost, discounts)))];
    granted.forEach((credit, index) => {
      records.push(
        billCharge(row, line(credit.amount, "credit", index, credit.amount.money.toString()), {
          category: "Credit",
          lineItem: credit.name ?? "Credit",
        }),
      );
    });
    return records;

    function main(own: BillLine): SourceRecord {
      const quantity = longText(row, f.amount) ?? longText(row, f.priced);
      const unit = f.unit >= 0 && row.has(f.unit) ? billText(row, f.unit) : billText(row, f.pricingUnit);
      const category = categoryOf(billText(row, f.costType));
      const region = billText(row, f.region);
      const size = unitSize(unit);
      const about = category === "Usage" && size !== null ? googleTokenLine(sku, null) : null;
      const tokens = about === null ? null : wholeTokens(quantity, size);
      if (about && tokens !== null && (own.amount?.money ?? 0n) >= 0n)
        return tokenUsage(row, own, { ...about, geography: about.geography ?? region }, tokens);
      if (about) file.notes.count("not-whole", notWhole);
      else if (category === "Usage" && /\btokens?\b/i.test(sku) && !/storage/i.test(sku))
        file.notes.count("meter", unknownMeter);
      return billCharge(row, own, {
        category: about && category === "Usage" && (own.amount?.money ?? 0n) < 0n ? "Adjustment" : category,
        lineItem: sku === "" ? service : sku,
        geography: region,
        quantity,
        unit,
      });
    }
  };
}

/** What brings the row's amounts to dollars: Google states the rate it bills at in each row (ledger rule 25). */
function dollarsOf(
  file: OpenFile,
  row: Row,
  f: { currency: number; rate: number },
): (amount: Amount) => Amount {
  const currency = billText(row, f.currency);
  if (currency === null || currency.toUpperCase() === "USD") return (amount) => amount;
  const rate = longText(row, f.rate);
  if (rate === null) checkCurrency(row, f.currency, currency);
  file.notes.count("converted", converted);
  return (amount) => {
    const parts = amount.text.split(" + ").map((text) => ({ ...amount, text }));
    // Each part is a decimal of the file; their sum is divided once.
    const sum = parts.length === 1 ? amount : { ...amount, text: sumText(parts.map(({ text }) => text)) };
    const money = dollarsAt(sum, rate ?? "");
    if (money === null)
      throw row.problem(f.rate, `“${rate}” is not a rate by which “${currency}” can be turned into dollars.`);
    return { money, text: `${amount.text} ${currency} / ${rate}` };
  };
}

const SCALE = 18;

function sumText(texts: readonly string[]): string {
  const units = texts.reduce((sum, text) => {
    const parsed = parseDecimal(text, SCALE);
    return sum + (parsed.ok ? parsed.units : 0n);
  }, 0n);
  return `${units}e-${SCALE}`;
}

/** “34356.0” and 34356 are one quantity. */
function plain(text: string | null): string | null {
  const parsed = text === null ? null : parseDecimal(text, SCALE);
  return parsed?.ok ? parsed.units.toString() : text;
}

const monthOf = (text: string | null): string | null =>
  /^\d{6}$/.test(text ?? "") ? `${text?.slice(0, 4)}-${text?.slice(4)}` : null;

/** Google's kinds of costs as FOCUS charge categories. */
function categoryOf(type: string | null): ChargeCategory {
  if (type === null || type === "regular") return "Usage";
  return type === "tax" ? "Tax" : "Adjustment";
}

const converted = (count: number): string =>
  `${count === 1 ? "1 row is" : `${count} rows are`} in another currency than USD: counted in dollars at the rate each row states.`;
