import type { ChargeCategory } from "../records";
import { azureTokenLine } from "./azure-meter";
import { billAmount, billingPeriod, billText, chargeDay, longText } from "./bill-cells";
import { keyQuantity, keyText } from "./bill-keys";
import { type BillLine, billCharge, billReport, tokenUsage, unitSize, wholeTokens } from "./bill-line";
import { LeftOut, notWhole, unknownMeter } from "./bill-notes";
import type { Amount, Row } from "./row";
import { defineSource, type OpenFile, type ReadRow } from "./source";
import { checkCurrency } from "./usage-row";

/**
 * Azure Cost Management's export of costs, actual or amortized: one row per resource, meter and UTC day. The EA header
 * is from a real file; MCA's names are from memory and compared without regard to case.
 */
export const azureCost = defineSource({
  id: "azure-cost",
  title: "Azure cost export (Cost Management, EA or MCA)",
  help: [
    "Cost Management → Exports → Create: cost and usage details (actual or amortized, one of the two), CSV or Parquet.",
    "Upload all parts of one run together, in one zip. Rows of Azure OpenAI and Foundry are read, in USD.",
  ].join(" "),
  kind: "bill",
  report: billReport("1d", "whole-periods"),
  detect: (head) => head.has("metername", "metercategory", "quantity", "costinbillingcurrency"),
  open,
});

/** Meter categories of inference, as they were renamed over the years. */
const INFERENCE =
  /^(?:azure )?(?:cognitive services|openai(?: service)?|ai services|ai foundry(?: .*)?|foundry (?:models|tools|.*)|machine learning models)$/i;

/** “meterName” also as “MeterName” and “metername”: Parquet keeps the case of the export. */
const spellings = (names: readonly string[]): string[] =>
  names.flatMap((name) => [name, name.charAt(0).toUpperCase() + name.slice(1), name.toLowerCase()]);

function open(file: OpenFile): ReadRow {
  const of = (...names: string[]): number => {
    const [first = "", ...others] = spellings(names);
    return file.field(first, ...others);
  };
  const f = {
    account: of("billingAccountId"),
    additional: of("additionalInfo"),
    benefit: of("benefitId"),
    billed: of("costInBillingCurrency"),
    billingStart: of("billingPeriodStartDate"),
    category: of("meterCategory"),
    chargeType: of("chargeType"),
    currency: of("billingCurrency", "billingCurrencyCode"),
    date: of("date", "usageDate"),
    group: of("resourceGroup", "resourceGroupName"),
    location: of("resourceLocation", "location"),
    meter: of("meterName"),
    meterId: of("meterId"),
    priced: of("costInPricingCurrency"),
    pricingCurrency: of("pricingCurrency", "pricingCurrencyCode"),
    pricingModel: of("pricingModel"),
    product: of("productName", "product"),
    quantity: of("quantity"),
    reservation: of("reservationId"),
    resource: of("resourceId"),
    subcategory: of("meterSubCategory"),
    subscription: of("subscriptionId"),
    tags: of("tags"),
    unit: of("unitOfMeasure"),
    usd: of("costInUsd"),
  };
  file.ignoreLike(STANDARD);
  const others = new LeftOut(file.notes, "other Azure services");
  const noteBasis = basisOf(file);
  const keyFields = [
    f.subscription,
    f.resource,
    f.meterId,
    f.meter,
    f.chargeType,
    f.pricingModel,
    f.reservation,
    f.benefit,
    f.tags,
    f.additional,
  ];

  return (row) => {
    const category = billText(row, f.category);
    const product = billText(row, f.subcategory) ?? billText(row, f.product) ?? "";
    if (!INFERENCE.test(category ?? "") && !/azure openai/i.test(product)) {
      others.add(category);
      return null;
    }
    const amount = dollars(row, f);
    const period = chargeDay(file, row, f.date);
    const account = billText(row, f.account);
    const quantity = longText(row, f.quantity);
    const unit = billText(row, f.unit);
    const meter = longText(row, f.meter) ?? "";
    const type = billText(row, f.chargeType) ?? "Usage";
    noteBasis(type, billText(row, f.pricingModel), amount);
    const line: BillLine = {
      naturalKey: [
        "azure.cost",
        billingPeriod(file, row, f.billingStart, period.startMs),
        period.startMs,
        account,
        ...keyFields.map((field) => keyText(row, field)),
        keyQuantity(row, f.quantity),
        amount === null ? null : amount.money.toString(),
      ],
      period,
      provider: "azure",
      dimensions: {
        account,
        workspace: billText(row, f.subscription),
        project: billText(row, f.group),
      },
      amount,
    };
    const geography = billText(row, f.location);
    const size = unitSize(unit);
    if (type === "Usage" && size !== null) {
      const about = azureTokenLine(meter, product, period.wholeUtcDay ?? "");
      const tokens = about === null ? null : wholeTokens(quantity, size);
      if (about && tokens !== null)
        return tokenUsage(row, line, { ...about, geography: about.geography ?? geography }, tokens);
      if (about) file.notes.count("not-whole", notWhole);
      else if (/tokens?\b/i.test(meter)) file.notes.count("meter", unknownMeter);
    }
    return billCharge(row, line, {
      category: categoryOf(type),
      lineItem: type === "Usage" ? meter || product : `${type} ${meter || product}`,
      geography,
      quantity,
      unit,
    });
  };
}

const STANDARD =
  /^(?:invoice|previousinvoice|consumed|account|billing|subscription|resource|cost|pay_?g|product|publisher|service|meter|price|part|plan|offer|reservation|exchange|market|charge|frequency|term|availability|is|unitprice|effectiveprice|customer|partner|credit|pricing|benefit|provider|location|round|x_|tag|armsku)/;

/** The amount in dollars (ledger rule 25): the billing currency's where it is USD, else a dollar column of the row's own. */
function dollars(
  row: Row,
  f: { billed: number; currency: number; usd: number; priced: number; pricingCurrency: number },
): Amount | null {
  const currency = billText(row, f.currency);
  if (currency === null || currency.toUpperCase() === "USD") return billAmount(row, f.billed);
  const usd = billAmount(row, f.usd);
  if (usd !== null) return usd;
  if (billText(row, f.pricingCurrency)?.toUpperCase() === "USD") {
    const priced = billAmount(row, f.priced);
    if (priced !== null) return priced;
  }
  checkCurrency(row, f.currency, currency);
  return null;
}

/** Azure's kinds of charges as FOCUS charge categories; what a commitment left unused is still its use. */
function categoryOf(type: string): ChargeCategory {
  if (type === "Usage" || type.startsWith("Unused")) return "Usage";
  return type === "Purchase" || type === "Tax" ? type : "Adjustment";
}

/** Tells actual and amortized costs apart where commitments show it: the two are one bill and never added. */
function basisOf(file: OpenFile): (type: string, model: string | null, amount: Amount | null) => void {
  return (type, model, amount) => {
    const isCommitted = model === "Reservation" || model === "SavingsPlan";
    const isAmortized =
      type.startsWith("Unused") || (type === "Usage" && isCommitted && (amount?.money ?? 0n) > 0n);
    if (isAmortized) file.notes.latest("azure-basis", AMORTIZED);
    else if (type === "Purchase" && isCommitted) file.notes.latest("azure-basis", ACTUAL);
  };
}

const AMORTIZED =
  "These are amortized costs: commitments are spread over their use. Actual costs of the same period tell of the same money and would take their place.";
const ACTUAL =
  "These are actual costs: commitments are charged when bought, so days of use look free. Amortized costs of the same period would take their place.";
