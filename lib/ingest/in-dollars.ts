import { ratesFor } from "@/lib/db/ledger/exchange-rates";
import { inOrganization } from "@/lib/db/organization";
import { inUsd, rateText, UsdRates } from "@/lib/money";
import { utcDayOf } from "@/lib/time";
import { withChecks } from "./checked-rows";
import type { Reading } from "./reading";
import type { ChargeRecord, RevenueRecord } from "./records";
import { RowProblem } from "./sources/refusal";

/**
 * A reading with amounts of other currencies in dollars, by the last exchange rate on or before the row's first day; a row
 * without one is rejected (ledger rule 25). The rate stays with the row: rates that come later change no figure.
 */
export function inDollars(reading: Reading, organizationId: number): Reading {
  const known = new Map<string, Promise<UsdRates>>();
  const ratesOf = (currency: string): Promise<UsdRates> => {
    const rates =
      known.get(currency) ??
      inOrganization(organizationId, async (tx) => new UsdRates(currency, await ratesFor(tx, currency)), {
        readOnly: true,
      });
    known.set(currency, rates);
    return rates;
  };
  return withChecks(reading, (record) =>
    (record.kind === "revenue" || record.kind === "charge") && record.currency !== "USD"
      ? converted(record)
      : record,
  );

  async function converted<Of extends RevenueRecord | ChargeRecord>(record: Of): Promise<Of> {
    const { currency, amount } = record;
    const day = record.kind === "revenue" ? record.fromDay : utcDayOf(record.period.startMs);
    const rate = (await ratesOf(currency)).at(day);
    if (rate === null)
      throw new RowProblem(
        `There is no exchange rate of ${currency} to USD on or before ${day}. Import exchange rates first, then this row again.`,
        "currency",
      );
    return {
      ...record,
      amount: amount === null ? null : inUsd(amount, rate),
      rate: { text: rateText(rate), day: rate.day, source: rate.source },
    };
  }
}
