import type { ChargeRecord } from "../records";
import { billText, longText } from "./bill-cells";
import { VERSION_NAMES } from "./focus-version";
import type { Row } from "./row";
import type { OpenFile } from "./source";
import { providerOf } from "./tiers";

/** Columns of FOCUS 0.5 to 1.4, and providers' own (x_…), by their names in lower case: known, not all read. */
export const FOCUS_COLUMNS =
  /^(?:x_|allocated|amortizedcost|availabilityzone|billedcost|billedcurrency|billing|capacityreservation|charge|commitment|consumed|contract|effectivecost|hostprovider|invoice|list|pricing|provider|publisher|region|resource|service|sku|subaccount|tags|usage)/;

/** The fields of one file, each version's names apart: `pick` takes the one a row has. */
export function focusFields(file: OpenFile) {
  const known = new Map<string, number>();
  const one = (name: string): number => {
    const at = known.get(name) ?? file.field(name, name.toLowerCase());
    known.set(name, at);
    return at;
  };
  const of = (...names: string[]): readonly number[] => names.map(one);
  const category = of("ChargeCategory", "ChargeType");
  const consumed = of("ConsumedQuantity", "UsageQuantity");
  const consumedUnit = of("ConsumedUnit", "UsageUnit");
  const region = of("RegionId", "Region");
  return {
    account: one("BillingAccountId"),
    billed: one("BilledCost"),
    billingStart: one("BillingPeriodStart"),
    category,
    consumed,
    consumedUnit,
    currency: of("BillingCurrency", "BilledCurrency"),
    description: one("ChargeDescription"),
    details: one("SkuPriceDetails"),
    effective: of("EffectiveCost", "AmortizedCost"),
    effectiveUsd: one("x_EffectiveCostInUsd"),
    end: one("ChargePeriodEnd"),
    meter: of("SkuMeter", "x_SkuMeterName"),
    priced: one("PricingCurrencyEffectiveCost"),
    pricing: one("PricingQuantity"),
    pricingCurrency: one("PricingCurrency"),
    pricingUnit: one("PricingUnit"),
    provider: of("ServiceProviderName", "ProviderName", "Provider", "InvoiceIssuerName", "InvoiceIssuer"),
    region,
    service: one("ServiceName"),
    start: one("ChargePeriodStart"),
    subAccount: one("SubAccountId"),
    subcategory: one("ServiceSubcategory"),
    /** All that tells one row from another, beside account, periods and amounts. */
    keys: [...category, ...consumed, ...consumedUnit, ...region, ...KEYS.map(one)],
    /** Those of them that are numbers. */
    quantities: new Set([...consumed, one("PricingQuantity")]),
    /** By name, for telling the version. */
    marks: new Map(VERSION_NAMES.map((name) => [name, one(name)])),
  };
}

const KEYS = [
  "SubAccountId",
  "ChargeClass",
  "ChargeDescription",
  "ChargeFrequency",
  "InvoiceId",
  "PricingCategory",
  "CommitmentDiscountId",
  "ResourceId",
  "ServiceName",
  "SkuId",
  "SkuPriceId",
  "SkuMeter",
  "SkuPriceDetails",
  "Tags",
  "PricingQuantity",
  "PricingUnit",
] as const;

/** Of the fields that mean the same, the one this row has; else the first. */
export const pick = (row: Row, fields: readonly number[]): number =>
  fields.find((field) => longText(row, field) !== null) ?? fields.find((field) => field >= 0) ?? -1;

/** The clouds as their own exports name them here, so that two formats of one bill meet; others by their name. */
export function providerName(text: string | null): string | null {
  if (text === null) return null;
  const plain = providerOf(text);
  if (/^(?:aws|amazon web services)\b/.test(plain)) return "aws";
  if (/^(?:microsoft|azure)\b/.test(plain)) return "azure";
  return /^(?:google|gcp)\b/.test(plain) ? "google" : plain;
}

/**
 * Who: the billing account, and the sub account as what it is at that provider. AWS's own report and Bedrock's logs
 * know the sub account as the account, Google's the project.
 */
export function focusDimensions(
  row: Row,
  f: { account: number; subAccount: number },
  provider: string,
): Partial<ChargeRecord["dimensions"]> & { account: string | null } {
  const account = billText(row, f.account);
  const subAccount = billText(row, f.subAccount);
  if (provider === "aws") return { account: subAccount ?? account };
  if (provider === "google") return { account, project: subAccount };
  return { account, workspace: subAccount };
}
