import { route } from "@/lib/auth";
import { enterPrices } from "@/lib/commands/enter-prices";
import { priceBook } from "@/lib/reports/price-book";
import { pricesBody, pricesQuery } from "@/lib/reports/price-schemas";

export const dynamic = "force-dynamic";

/** The price book, as `costcurve prices list` shows it. */
export const GET = route({ needs: "report:read", input: pricesQuery }, async ({ actor, input }) => ({
  prices: await priceBook(actor, {
    provider: input.provider ?? null,
    model: input.model ?? null,
    isWhole: input.all === "true",
    own: input.own === "true",
  }),
}));

/** Own prices, discounts and mark-ups, all or none. */
export const POST = route({ needs: "price:write", input: pricesBody }, ({ actor, input }) =>
  enterPrices(actor, {
    entries: input.entries.map(({ context_band, price, percent, rate, ...entry }) => ({
      ...entry,
      contextBand: context_band,
      price: textOf(price),
      percent: textOf(percent),
      rate: textOf(rate),
    })),
  }),
);

const textOf = (value: string | number | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);
