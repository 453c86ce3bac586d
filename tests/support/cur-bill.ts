const COLUMNS = [
  "bill_billing_period_start_date",
  "bill_billing_period_end_date",
  "bill_payer_account_id",
  "identity_line_item_id",
  "identity_time_interval",
  "line_item_usage_account_id",
  "line_item_line_item_type",
  "line_item_usage_start_date",
  "line_item_usage_end_date",
  "line_item_product_code",
  "line_item_usage_type",
  "line_item_operation",
  "line_item_usage_amount",
  "line_item_currency_code",
  "line_item_unblended_rate",
  "line_item_unblended_cost",
  "line_item_line_item_description",
  "pricing_unit",
];

/** A delivery of a month's bill: thousands of tokens by line, each line on a day of its own. */
export type Delivery = Record<string, number>;
/** The day of October 2026 that a line is on. */
export const DAYS: Record<string, number> = { a: 1, b: 2, c: 3, d: 4, e: 5 };

/** The delivery as AWS writes it; ids of lines change with the serial. */
export function billText(delivery: Delivery, serial: number): string {
  const lines = Object.entries(delivery).map(([id, tokens]) => {
    const day = `2026-10-0${DAYS[id]}`;
    const [start, end] = [`${day}T10:00:00.000Z`, `${day}T11:00:00.000Z`];
    return [
      "2026-10-01T00:00:00.000Z",
      "2026-11-01T00:00:00.000Z",
      "111111111111",
      `id-${serial}-${id}`,
      `${start}/${end}`,
      "222222222222",
      "Usage",
      start,
      end,
      "AmazonBedrock",
      "USW2-Claude4.6Sonnet-output-tokens",
      "InvokeModelInference",
      String(tokens),
      "USD",
      "0.015",
      (tokens * 0.015).toFixed(3),
      "",
      "1K tokens",
    ].join(",");
  });
  return [COLUMNS.join(","), ...lines, ""].join("\n");
}

/** A delivery reaches from the first of the month to its last line. */
export const lastDay = (delivery: Delivery) => Math.max(...Object.keys(delivery).map((id) => DAYS[id] ?? 0));
