import { z } from "zod";
import { PRICE_UNIT_NAMES } from "@/lib/pricing";

/** Decimal text, or a JSON number: its shortest text is what was written. */
const decimal = z.union([z.string(), z.number()]).nullish();
const text = z.string().nullish();
const day = z.string().describe("UTC day, YYYY-MM-DD.");

/** One entry of the price book as programs send it. */
export const priceEntry = z.strictObject({
  kind: z.enum(["price", "discount", "markup"]).default("price"),
  provider: z.string(),
  model: text.describe("As in the usage; “gpt-5*” for all that begin so. A percentage may leave it out."),
  tier: text.describe("The standard tier where absent."),
  geography: text,
  context_band: text.describe("Such as >200k; the base window where absent."),
  unit: text.describe(`Of a price: ${PRICE_UNIT_NAMES.join(", ")}.`),
  price: decimal.describe("Of a price: per million tokens, per thousand searches or requests."),
  percent: decimal.describe("Of a discount or mark-up, such as 17.5."),
  currency: text.describe("ISO code; USD where absent."),
  rate: decimal.describe("USD for one unit of another currency."),
  from: day,
  to: day.nullish().describe("The last day it holds; until further notice where absent."),
  note: text,
});

/** The body of POST /api/v1/prices. */
export const pricesBody = z.strictObject({ entries: z.array(priceEntry).min(1).max(20_000) });

/** The query of GET /api/v1/prices. */
export const pricesQuery = z.strictObject({
  provider: z.string().optional(),
  model: z.string().optional(),
  all: z.enum(["true", "false"]).default("false").describe("Also what was replaced or removed."),
  own: z.enum(["true", "false"]).default("false").describe("Only own entries, no list prices."),
});

/** The body of POST /api/v1/prices/{id}/end. */
export const endBody = z.strictObject({ to: day.describe("The last UTC day it holds, YYYY-MM-DD.") });

/** The body of POST /api/v1/reprice. */
export const repriceBody = z.strictObject({
  from: day,
  to: day,
  reason: z.string().describe("Why; whoever asks about the change later reads it."),
  provider: text,
  model: text,
  apply: z.boolean().default(false).describe("Without it nothing moves."),
});

const effect = {
  skus: z.int().describe("Kinds of usage the entries are about."),
  daysPriced: z.int().describe("Days whose usage had no price and found one."),
  daysKept: z.int().describe("Days that keep the price they have, until a re-price."),
};

/** The answer of POST /api/v1/prices and of a CSV. */
export const enteredBody = z.object({
  ids: z.array(z.string()),
  entered: z.int(),
  replaced: z.int(),
  ...effect,
});

const nullable = z.string().nullable();
/** One line of the price book, as `costcurve prices list --json` prints it. */
export const priceLine = z.object({
  id: z.string(),
  kind: z.enum(["list", "price", "discount", "markup"]),
  provider: z.string(),
  model: nullable,
  tier: nullable,
  geography: nullable,
  context_band: nullable,
  unit: nullable,
  price: nullable.describe("USD per million tokens, or per thousand searches or requests."),
  percent: nullable,
  currency: nullable,
  rate: nullable,
  amount: nullable.describe("As it was entered, in its currency."),
  from: nullable,
  to: nullable,
  time_from: nullable,
  time_to: nullable,
  source: z.string(),
  source_version: nullable,
  note: nullable,
  entered_by: nullable,
  recorded_at: z.string(),
  removed_at: nullable,
  removed_by: nullable,
});

const change = z.object({ month: z.string(), before: z.string(), after: z.string() });
/** A re-price, as the command line prints it. Money in USD: what is computed, and what counts (`spend`). */
export const repriceAnswer = z.object({
  id: z.string(),
  status: z.enum(["previewed", "applied", "undone"]),
  from: z.iso.date(),
  to: z.iso.date(),
  before: z.string(),
  after: z.string(),
  spend_before: z.string(),
  spend_after: nullable,
  changes: z.array(change.extend({ provider: z.string(), model: z.string() })),
  products: z.array(change.extend({ product: nullable })),
});
