/** Names that came with a version of FOCUS, the latest first; no column tells the version, so its columns do. */
const MARKS: readonly (readonly [version: string, isOf: (has: (name: string) => boolean) => boolean])[] = [
  ["0.5", (has) => has("AmortizedCost") && !has("EffectiveCost")],
  [
    "1.0-preview",
    (has) => has("UsageQuantity") || has("UsageUnit") || (has("ChargeType") && !has("ChargeCategory")),
  ],
  ["1.4", (has) => has("InvoiceDetailId") || (has("ServiceProviderName") && !has("ProviderName"))],
  [
    "1.3",
    (has) =>
      [
        "ServiceProviderName",
        "HostProviderName",
        "ContractApplied",
        "AllocatedMethodId",
        "AllocatedTags",
      ].some(has),
  ],
  [
    "1.2",
    (has) =>
      [
        "InvoiceId",
        "PricingCurrency",
        "BillingAccountType",
        "SubAccountType",
        "PricingCurrencyEffectiveCost",
      ].some(has),
  ],
  [
    "1.1",
    (has) =>
      [
        "ServiceSubcategory",
        "CapacityReservationId",
        "CommitmentDiscountQuantity",
        "SkuMeter",
        "SkuPriceDetails",
      ].some(has),
  ],
];

/** Names by which the version is told. */
export const VERSION_NAMES: readonly string[] = [
  "AllocatedMethodId",
  "AllocatedTags",
  "AmortizedCost",
  "BillingAccountType",
  "CapacityReservationId",
  "ChargeCategory",
  "ChargeType",
  "CommitmentDiscountQuantity",
  "ContractApplied",
  "EffectiveCost",
  "HostProviderName",
  "InvoiceDetailId",
  "InvoiceId",
  "PricingCurrency",
  "PricingCurrencyEffectiveCost",
  "ProviderName",
  "ServiceProviderName",
  "ServiceSubcategory",
  "SkuMeter",
  "SkuPriceDetails",
  "SubAccountType",
  "UsageQuantity",
  "UsageUnit",
];

/** The version of FOCUS whose names these columns are (formats §13): the latest of which any is there. */
export const focusVersion = (has: (name: string) => boolean): string =>
  MARKS.find(([, isOf]) => isOf(has))?.[0] ?? "1.0";
