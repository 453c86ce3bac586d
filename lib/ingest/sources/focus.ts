import type { ChargeCategory } from "../records";
import { billAmount, billingPeriod, billText, chargePeriod, longText } from "./bill-cells";
import { keyQuantity, keyText } from "./bill-keys";
import {
  type BillLine,
  billCharge,
  billReport,
  type TokenLine,
  tokenUsage,
  unitSize,
  wholeTokens,
} from "./bill-line";
import { LeftOut, notWhole, Told, unknownMeter } from "./bill-notes";
import { FOCUS_COLUMNS, focusDimensions, focusFields, pick, providerName } from "./focus-columns";
import { focusTokenLine } from "./focus-tokens";
import { focusVersion } from "./focus-version";
import type { Amount, Row } from "./row";
import { defineSource, type Head, type OpenFile, type ReadRow } from "./source";
import { checkCurrency } from "./usage-row";
import { isoDay, shown } from "./values";

/**
 * FOCUS cost and usage data, 1.0 to 1.4 and the names before it, CSV or Parquet (formats §13; columns from the
 * specification). Our amount is EffectiveCost: spend is what use cost in a period, not what was invoiced in it
 * (economics §5.1, §5.6), so a purchase is spread over its use and BilledCost is told beside it, never added.
 */
export const focus = defineSource({
  id: "focus-cost",
  title: "FOCUS cost and usage (1.0–1.4, CSV or Parquet)",
  help: [
    "AWS Data Exports, Azure Cost Management exports and Google's FOCUS view, or any provider's FOCUS file.",
    "Whole billing periods; upload all files of one delivery together, in one zip. EffectiveCost in USD counts.",
  ].join(" "),
  kind: "bill",
  report: billReport("1d", "whole-periods"),
  detect: (head) =>
    head.has("BilledCost", "ChargePeriodStart") &&
    (head.has("EffectiveCost") || head.has("AmortizedCost")) &&
    (head.has("BillingCurrency") || head.has("BilledCurrency")),
  almost: otherDataset,
  open,
});

function otherDataset(head: Head): string | null {
  const isOther =
    head.has("ContractCommitmentId") || (head.has("InvoiceDetailId") && !head.has("BilledCost"));
  if (isOther)
    return "This is a FOCUS dataset of contracts or invoices. Upload the dataset of cost and usage, with ChargePeriodStart.";
  return head.has("BilledCost", "ChargePeriodStart")
    ? "This looks like FOCUS, but lacks EffectiveCost or BillingCurrency. Export it with these columns."
    : null;
}

const CLOUDS = new Set(["aws", "azure", "google"]);
const INFERENCE =
  /bedrock|openai|foundry|cognitive services|vertex ai|gemini|generative (?:ai|language)|\bclaude\b|agent platform/i;

function open(file: OpenFile): ReadRow {
  const f = focusFields(file);
  file.ignoreLike(FOCUS_COLUMNS);
  const others = new LeftOut(file.notes, "other cloud services");
  const billed = new Told();
  const effective = new Told();
  const money = (): string =>
    billed.text === effective.text
      ? `EffectiveCost counts; BilledCost, the invoice, comes to the same $${billed.text}.`
      : `EffectiveCost counts, $${effective.text}: what is bought ahead is spread over its use. BilledCost, the invoice, comes to $${billed.text}.`;
  let version: string | null = null;

  return (row) => {
    if (version === null) {
      version = focusVersion((name) => row.cells[f.marks.get(name) ?? -1] !== undefined);
      file.notes.latest("focus-version", `Read as FOCUS ${version}, by its columns.`);
    }
    const provider = providerName(billText(row, pick(row, f.provider)));
    if (provider === null) throw row.problem(pick(row, f.provider), "The row names no provider.");
    const service = billText(row, f.service);
    const isCloud = CLOUDS.has(provider);
    if (isCloud && ![service, billText(row, f.subcategory)].some((text) => INFERENCE.test(text ?? ""))) {
      others.add(service);
      return null;
    }
    const amount = dollars(row, f);
    const period = chargePeriod(file, row, f);
    const invoiced = isDollar(row, pick(row, f.currency)) ? billAmount(row, f.billed) : null;
    const dimensions = focusDimensions(row, f, provider);
    const line: BillLine = {
      naturalKey: [
        "focus",
        billingPeriod(file, row, f.billingStart, period.startMs),
        period.startMs,
        period.endMs,
        dimensions.account,
        ...f.keys.map((field) => (f.quantities.has(field) ? keyQuantity : keyText)(row, field)),
        invoiced === null ? null : invoiced.money.toString(),
        amount === null ? null : amount.money.toString(),
      ],
      period,
      provider,
      dimensions,
      amount,
    };
    const stated = longText(row, pick(row, f.category));
    const category = categoryOf(stated);
    if (category === null)
      throw row.problem(pick(row, f.category), `“${shown(stated)}” is no charge category of FOCUS.`);
    billed.add(invoiced?.money ?? null);
    effective.add(amount?.money ?? null);
    file.notes.count("focus-money", money);
    if (amount === null) file.notes.count("no-effective-cost", noEffectiveCost);
    const { quantity, unit, isTokens } = quantityOf(row, f);
    const meter = longText(row, pick(row, f.meter));
    const region = billText(row, pick(row, f.region));
    const description = longText(row, f.description);
    const about = (): TokenLine | null =>
      focusTokenLine({
        provider,
        meter,
        details: longText(row, f.details),
        description,
        service,
        day: isoDay(period.startMs - (period.startMs % 86_400_000)),
      });
    if (isTokens && category === "Usage") {
      const found = about();
      const tokens = found === null ? null : wholeTokens(quantity, unitSize(unit));
      if (found && tokens !== null)
        return tokenUsage(row, line, { ...found, geography: found.geography ?? region }, tokens);
      file.notes.count(found ? "not-whole" : "meter", found ? notWhole : unknownMeter);
    }
    const forTokens =
      category === "Usage" && !isCloud && isUncounted(unit) && TOKEN_WORDS.test(`${meter} ${description}`);
    return billCharge(row, line, {
      category,
      lineItem: description ?? meter ?? service,
      model: forTokens ? (about()?.model ?? null) : null,
      geography: region,
      quantity,
      unit,
      forTokens,
    });
  };
}

/** A unit that counts nothing: then words alone tell of tokens, whose detail a usage export may hold (economics §5.15). */
const isUncounted = (unit: string | null): boolean =>
  unit === null || /^(?:units?|counts?|each|usd)$/i.test(unit);
/** “input tokens”, not the tokens of a virtual currency. */
const TOKEN_WORDS = /\b(?:input|output|cached?|prompt|completion)[\s_-]*tokens?\b/i;
const REAL_CURRENCY = /^[A-Z]{3}$/;

const isDollar = (row: Row, field: number): boolean =>
  (billText(row, field) ?? "USD").toUpperCase() === "USD";

type Fields = ReturnType<typeof focusFields>;

/** EffectiveCost in dollars (ledger rule 25): as billed, else in the row's own dollar columns, else refused. */
function dollars(row: Row, f: Fields): Amount | null {
  const currency = pick(row, f.currency);
  if (isDollar(row, currency)) return billAmount(row, pick(row, f.effective));
  const usd = billAmount(row, f.effectiveUsd);
  if (usd !== null) return usd;
  const priced = billText(row, f.pricingCurrency) === "USD" ? billAmount(row, f.priced) : null;
  if (priced === null) checkCurrency(row, currency, billText(row, currency));
  return priced;
}

/**
 * What was consumed, else what was priced. Only a unit that names tokens makes tokens; priced in a virtual currency
 * (“Token”, credits) the quantity is that currency's.
 */
function quantityOf(
  row: Row,
  f: Fields,
): { quantity: string | null; unit: string | null; isTokens: boolean } {
  const consumed = billText(row, pick(row, f.consumedUnit));
  const priced = billText(row, f.pricingUnit);
  if (names(consumed))
    return { quantity: longText(row, pick(row, f.consumed)), unit: consumed, isTokens: true };
  const isReal = REAL_CURRENCY.test(billText(row, f.pricingCurrency) ?? "USD");
  if (names(priced) && isReal) return { quantity: longText(row, f.pricing), unit: priced, isTokens: true };
  return consumed === null
    ? { quantity: longText(row, f.pricing), unit: priced, isTokens: false }
    : { quantity: longText(row, pick(row, f.consumed)), unit: consumed, isTokens: false };
}

const names = (unit: string | null): boolean => unit !== null && /\btokens?\b/i.test(unit);

const CATEGORIES: readonly ChargeCategory[] = ["Usage", "Purchase", "Tax", "Credit", "Adjustment"];

function categoryOf(text: string | null): ChargeCategory | null {
  if (text === null) return "Usage";
  const plain = text.toLowerCase();
  if (plain === "refund") return "Adjustment";
  return CATEGORIES.find((category) => category.toLowerCase() === plain) ?? null;
}

const noEffectiveCost = (count: number): string =>
  `${count === 1 ? "1 row states" : `${count} rows state`} no EffectiveCost: unpriced, whatever their BilledCost.`;
