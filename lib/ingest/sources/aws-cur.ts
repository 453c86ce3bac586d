import type { ChargeCategory, SourceRecord } from "../records";
import { DiscountLines } from "./aws-discounts";
import { awsTokenLine } from "./aws-usage-type";
import { billAmount, billingPeriod, billText, chargePeriod, longText } from "./bill-cells";
import { keyQuantity, keyText } from "./bill-keys";
import { type BillLine, billCharge, billReport, tokenUsage, unitSize, wholeTokens } from "./bill-line";
import { LeftOut, notWhole, unknownMeter } from "./bill-notes";
import type { Row } from "./row";
import { defineSource, type Head, type OpenFile, type ReadRow } from "./source";
import { checkCurrency } from "./usage-row";

/**
 * AWS Cost and Usage Report, CUR 2.0 and legacy, as CSV or Parquet: the lines of Bedrock. Column names are from AWS's
 * documents and a real legacy report; which product codes carry Bedrock beside AmazonBedrock is seen in readers of
 * reports, so a line is also taken by the word in its product's name (models sold through AWS Marketplace).
 */
export const awsCur = defineSource({
  id: "aws-cur",
  title: "AWS Cost and Usage Report (CUR 2.0 and legacy), Bedrock",
  help: [
    "Billing and Cost Management → Data Exports → Create: standard export, CUR 2.0, with resource ids, CSV or Parquet.",
    "Upload every file of a delivery together, in one zip. Only lines of Amazon Bedrock are read.",
  ].join(" "),
  kind: "bill",
  report: billReport("1h", "whole-periods"),
  detect: (head) =>
    ["line_item_usage_type", "lineItem/UsageType"].some((name) => head.has(name)) &&
    ["line_item_unblended_cost", "lineItem/UnblendedCost"].some((name) => head.has(name)) &&
    ["line_item_usage_start_date", "lineItem/UsageStartDate"].some((name) => head.has(name)),
  almost: withoutMoney,
  open,
});

function withoutMoney(head: Head): string | null {
  return head.has("line_item_usage_type") || head.has("lineItem/UsageType")
    ? "This is an AWS Cost and Usage Report without line_item_unblended_cost or line_item_usage_start_date. " +
        "Create the export again with these columns."
    : null;
}

const STANDARD =
  /^(?:identity|bill|line_?item|product|pricing|reservation|savings_?plan|resource_?tags|cost_?category|discount|split_line_item|capacity_reservation|tags)(?:$|[_/.])/i;
const BEDROCK = /bedrock/i;

function open(file: OpenFile): ReadRow {
  /** “line_item_usage_type” of CUR 2.0 and Parquet, “lineItem/UsageType” of legacy CSV. */
  const of = (snake: string, legacy: string): number => file.field(snake, legacy);
  const f = {
    account: of("line_item_usage_account_id", "lineItem/UsageAccountId"),
    billingStart: of("bill_billing_period_start_date", "bill/BillingPeriodStartDate"),
    code: of("line_item_product_code", "lineItem/ProductCode"),
    cost: of("line_item_unblended_cost", "lineItem/UnblendedCost"),
    currency: of("line_item_currency_code", "lineItem/CurrencyCode"),
    description: of("line_item_line_item_description", "lineItem/LineItemDescription"),
    end: of("line_item_usage_end_date", "lineItem/UsageEndDate"),
    invoice: of("bill_invoice_id", "bill/InvoiceId"),
    net: of("line_item_net_unblended_cost", "lineItem/NetUnblendedCost"),
    operation: of("line_item_operation", "lineItem/Operation"),
    principal: of("line_item_iam_principal", "lineItem/IamPrincipal"),
    product: of("product", "product/ProductName"),
    productName: file.field("product_product_name", "product_servicename", "product/servicename"),
    quantity: of("line_item_usage_amount", "lineItem/UsageAmount"),
    region: of("product_region_code", "product/regionCode"),
    resource: of("line_item_resource_id", "lineItem/ResourceId"),
    start: of("line_item_usage_start_date", "lineItem/UsageStartDate"),
    tax: of("line_item_tax_type", "lineItem/TaxType"),
    type: of("line_item_line_item_type", "lineItem/LineItemType"),
    unit: of("pricing_unit", "pricing/unit"),
    usageType: of("line_item_usage_type", "lineItem/UsageType"),
  };
  file.ignoreLike(STANDARD);
  const others = new LeftOut(file.notes, "other AWS products");
  const keyFields = [f.type, f.code, f.usageType, f.operation, f.resource, f.principal, f.tax, f.description];
  const waiting = new DiscountLines(file.notes);

  return Object.assign(readRow, { atEnd: () => waiting.atEnd() });

  function readRow(row: Row): SourceRecord | readonly SourceRecord[] | null {
    const code = billText(row, f.code);
    const product = longText(row, f.product) ?? "";
    const named = billText(row, f.productName) ?? "";
    const description = longText(row, f.description);
    if (![code ?? "", named, product].some((text) => BEDROCK.test(text))) {
      others.add(code ?? description);
      return null;
    }
    checkCurrency(row, f.currency, billText(row, f.currency));
    const type = billText(row, f.type) ?? "Usage";
    const net = billAmount(row, f.net);
    if (net !== null) waiting.netIsStated();
    const amount = net ?? billAmount(row, f.cost);
    const period = chargePeriod(file, row, f);
    const account = billText(row, f.account);
    const quantity = longText(row, f.quantity);
    const unit = billText(row, f.unit);
    const line: BillLine = {
      naturalKey: [
        "aws.cur",
        billingPeriod(file, row, f.billingStart, period.startMs),
        period.startMs,
        period.endMs,
        account,
        ...keyFields.map((field) => keyText(row, field)),
        keyQuantity(row, f.quantity),
        amount === null ? null : amount.money.toString(),
      ],
      period,
      provider: "aws",
      dimensions: { account, project: profileOf(row, f.resource), user: billText(row, f.principal) },
      amount,
    };
    const usageType = longText(row, f.usageType) ?? "";
    const category = categoryOf(type);
    const region = billText(row, f.region);
    const about = category === "Usage" ? awsTokenLine(usageType, named || nameIn(product)) : null;
    if (about) {
      const tokens = wholeTokens(
        quantity,
        unitSize(unit) ?? unitSize(PER.exec(description ?? "")?.[0] ?? null),
      );
      if (tokens !== null)
        return tokenUsage(row, line, { ...about, geography: about.geography ?? region }, tokens);
      file.notes.count("not-whole", notWhole);
    } else if (category === "Usage" && /token/i.test(usageType)) file.notes.count("meter", unknownMeter);
    const charge = billCharge(row, line, {
      category,
      lineItem:
        usageType === "" ? (description ?? type) : `${type === "Usage" ? "" : `${type} `}${usageType}`,
      geography: region,
      quantity,
      unit,
    });
    const hasNetColumn = f.net >= 0 && row.cells[f.net] !== undefined;
    return hasNetColumn && net === null && DISCOUNT.test(type) ? waiting.take(charge) : charge;
  }
}

const DISCOUNT = /Discount$/;
/** “$0.0033 per 1K input tokens”: the unit, where no column states it. */
const PER = /per 1?[ ,]?(?:k|m|million|thousand|,?000(?:,000)?)\b|\b(?:million|thousand)\b/i;

/** An application's own inference profile, which is how Bedrock spend is split by application; other resources are models. */
function profileOf(row: Row, field: number): string | null {
  return /application-inference-profile\/([\w.:-]+)/.exec(longText(row, field) ?? "")?.[1] ?? null;
}

/** CUR 2.0 holds the product as a map. */
const nameIn = (product: string): string | null =>
  /"(?:product_name|servicename)"\s*:\s*"([^"]+)"/.exec(product)?.[1] ??
  (product.startsWith("{") ? null : product);

/** AWS's kinds of lines as FOCUS charge categories. */
function categoryOf(type: string): ChargeCategory {
  if (/^(?:Usage|DiscountedUsage|SavingsPlanCoveredUsage)$/.test(type)) return "Usage";
  if (type === "Tax" || type === "Credit") return type;
  return /Fee$/.test(type) ? "Purchase" : "Adjustment";
}
