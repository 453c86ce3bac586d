import { decimalText, type Money, parseDecimal, pico, roundedQuotient } from "@/lib/money";
import { addDays, isDay } from "@/lib/time";
import { bandStart } from "./bands";
import type { BookEntry, OwnPrice, Percentage } from "./book";
import type { PriceClass } from "./prices";

/** Price classes as the command line, files and pages name them, with what one price is for. */
export const PRICE_UNITS = {
  input: { field: "input", per: "million tokens" },
  cache_read: { field: "cacheRead", per: "million tokens" },
  cache_write_5m: { field: "cacheWrite5m", per: "million tokens" },
  cache_write_1h: { field: "cacheWrite1h", per: "million tokens" },
  output: { field: "output", per: "million tokens" },
  audio_input: { field: "audioInput", per: "million tokens" },
  audio_cache_read: { field: "audioCacheRead", per: "million tokens" },
  audio_output: { field: "audioOutput", per: "million tokens" },
  image_input: { field: "imageInput", per: "million tokens" },
  image_output: { field: "imageOutput", per: "million tokens" },
  web_search: { field: "webSearch", per: "thousand searches" },
  request: { field: "request", per: "thousand requests" },
} as const satisfies Record<string, { field: PriceClass; per: string }>;
export type PriceUnit = keyof typeof PRICE_UNITS;
export const PRICE_UNIT_NAMES = Object.keys(PRICE_UNITS) as readonly PriceUnit[];
export const isPriceUnit = (name: string): name is PriceUnit => Object.hasOwn(PRICE_UNITS, name);

/** What a person enters, as text: one price of one unit, or one percentage. */
export type EntryFields = Readonly<{
  kind: "price" | "discount" | "markup";
  provider: string;
  /** A model id, "gpt-5*", or empty for every model of the provider (percentages only). */
  model?: string | null;
  tier?: string | null;
  geography?: string | null;
  contextBand?: string | null;
  unit?: string | null;
  /** USD per million tokens, per thousand searches or requests; in `currency` where one is named. */
  price?: string | null;
  percent?: string | null;
  currency?: string | null;
  /** USD for one unit of `currency`. */
  rate?: string | null;
  /** The first and the last day it holds, YYYY-MM-DD in UTC; no last day means until further notice. */
  from: string;
  to?: string | null;
}>;

/** An entry ready for the book, with the text it was entered as. */
export type ReadEntry = Readonly<{
  entry: BookEntry;
  unit: PriceUnit | null;
  amountText: string;
  currency: string;
  rateText: string | null;
}>;

export type EntryProblem = Readonly<{ field: keyof EntryFields; reason: string }>;

/** What nobody charges: a slip of the decimal point, or a price per token given per million. */
const PRICE_MAX_USD = 10_000n;
const FIRST_DAY = "2015-01-01";
const LAST_DAY = "2100-01-01";
const NAME_MAX = 200;

type Read<Value> = Readonly<{ ok: true; value: Value }> | Readonly<{ ok: false; problem: EntryProblem }>;

const refused = (field: keyof EntryFields, reason: string) =>
  ({ ok: false, problem: { field, reason } }) as const;

/**
 * Reads one entry of the price book: its names, its amount and its days. A price is rounded half even to whole
 * pico-dollars once, here (ledger rule 7). Negative, absurd and incomplete entries are answered with each field and why.
 */
export function readEntry(
  fields: EntryFields,
): Readonly<{ ok: true; value: ReadEntry }> | Readonly<{ ok: false; problems: readonly EntryProblem[] }> {
  const [names, amount, days] = [readNames(fields), readAmount(fields), readDays(fields)];
  if (names.ok && amount.ok && days.ok) {
    const { amount: what, ...rest } = amount.value;
    return { ok: true, value: { entry: { ...names.value, ...days.value, ...what }, ...rest } };
  }
  return { ok: false, problems: [names, amount, days].flatMap((part) => (part.ok ? [] : [part.problem])) };
}

type Names = Pick<BookEntry, "provider" | "model" | "serviceTier" | "geography" | "contextBand">;

function readNames(fields: EntryFields): Read<Names> {
  const text = (value: string | null | undefined) => value?.trim() || null;
  const provider = text(fields.provider)?.toLowerCase() ?? null;
  const model = text(fields.model);
  const serviceTier = text(fields.tier)?.toLowerCase() ?? null;
  const geography = text(fields.geography)?.toLowerCase() ?? null;
  const contextBand = text(fields.contextBand);
  if (provider === null)
    return refused("provider", "Name the provider, as it is in the usage: openai, anthropic.");
  for (const [field, value] of Object.entries({ provider, model, tier: serviceTier, geography, contextBand }))
    if (value !== null && (value.length > NAME_MAX || /\p{Cc}/u.test(value)))
      return refused(field as keyof EntryFields, `At most ${NAME_MAX} characters on one line.`);
  if (model?.slice(0, -1).includes("*") || model === "*")
    return refused("model", "A “*” stands at the end of the beginning of model ids, like gpt-5*.");
  if (model === null && fields.kind === "price")
    return refused("model", "Name the model, as it is in the usage, or the beginning of it with “*”.");
  if (contextBand !== null && bandStart(contextBand) === 0 && !/^0\s*-|^≤|base/i.test(contextBand))
    return refused(
      "contextBand",
      `“${contextBand}” is not a context window. Write where it begins, like >200k.`,
    );
  return { ok: true, value: { provider, model, serviceTier, geography, contextBand } };
}

type Amount = Omit<ReadEntry, "entry"> &
  Readonly<{ amount: Pick<OwnPrice, "kind" | "unit" | "price"> | Pick<Percentage, "kind" | "millionths"> }>;

function readAmount(fields: EntryFields): Read<Amount> {
  if (fields.kind !== "price") {
    const percent = readPercent(fields);
    if (!percent.ok) return refused("percent", percent.reason);
    const amount = { kind: fields.kind, millionths: percent.millionths };
    const amountText = fields.percent?.trim() ?? "";
    return { ok: true, value: { amount, unit: null, amountText, currency: "USD", rateText: null } };
  }
  const unit = fields.unit?.trim().toLowerCase() ?? "";
  if (!isPriceUnit(unit))
    return refused("unit", `“${unit}” has no price of its own. One of ${PRICE_UNIT_NAMES.join(", ")}.`);
  const money = readPrice(fields, unit);
  if (!money.ok) return money;
  const { price, ...rest } = money.value;
  const amount = { kind: fields.kind, unit: PRICE_UNITS[unit].field, price };
  return { ok: true, value: { amount, unit, amountText: fields.price?.trim() ?? "", ...rest } };
}

function readDays(fields: EntryFields): Read<{ from: string; to: string | null }> {
  const from = fields.from.trim();
  const to = fields.to?.trim() || null;
  for (const [field, day] of [
    ["from", from],
    ["to", to],
  ] as const)
    if (day !== null && (!isDay(day) || day < FIRST_DAY || day > LAST_DAY)) {
      const reason =
        day === "" ? "Say from which day on it holds." : `“${day}” is not a day like 2026-01-31.`;
      return { ok: false, problem: { field, reason } };
    }
  if (to !== null && to < from)
    return {
      ok: false,
      problem: { field: "to", reason: `It would end on ${to}, before it begins on ${from}.` },
    };
  const instant = (day: string) => `${day}T00:00:00.000Z`;
  return { ok: true, value: { from: instant(from), to: to === null ? null : instant(addDays(to, 1)) } };
}

function readPercent(fields: EntryFields): { ok: true; millionths: bigint } | { ok: false; reason: string } {
  const parsed = parseDecimal((fields.percent ?? "").replace(/\s*%$/, ""), 6);
  if (!parsed.ok) return { ok: false, reason: parsed.reason };
  if (parsed.rounded) return { ok: false, reason: `“${fields.percent}” has more than six decimals.` };
  const [word, most] = fields.kind === "discount" ? ["discount", 100n] : ["mark-up", 1_000n];
  if (parsed.units <= 0n) return { ok: false, reason: `A ${word} is more than 0 percent.` };
  if (parsed.units > most * 1_000_000n)
    return { ok: false, reason: `A ${word} of more than ${most} percent is taken for a slip.` };
  return { ok: true, millionths: parsed.units };
}

function readPrice(
  fields: EntryFields,
  unit: PriceUnit,
): Read<{ price: Money; currency: string; rateText: string | null }> {
  const EXACT = 18;
  const scale = PRICE_UNITS[unit].per === "million tokens" ? 6 : 9;
  const currency = fields.currency?.trim().toUpperCase() || "USD";
  const rateText = fields.rate?.trim() || null;
  const amount = parseDecimal(fields.price ?? "", EXACT);
  if (!amount.ok) return refused("price", amount.reason);
  if (amount.units < 0n) return refused("price", `“${fields.price}” is negative; a price is zero or more.`);
  if (!/^[A-Z]{3}$/.test(currency))
    return refused("currency", `“${fields.currency}” is not a currency; write its code, like USD or EUR.`);
  if (currency !== "USD" && rateText === null)
    return refused(
      "currency",
      `A price in ${currency} needs the rate it is turned into USD at; give it with it.`,
    );
  let units = amount.units;
  let divisor = 10n ** BigInt(EXACT - scale);
  if (currency !== "USD") {
    const rate = parseDecimal(rateText ?? "", EXACT);
    if (!rate.ok || rate.units <= 0n)
      return refused("rate", `“${rateText}” is not a rate: USD for one ${currency}, like 1.08.`);
    units *= rate.units;
    divisor *= 10n ** BigInt(EXACT);
  } else if (rateText !== null && !/^1(\.0*)?$/.test(rateText))
    return refused("rate", "A price in USD takes no rate.");
  const price = pico(roundedQuotient(units, divisor));
  if (price === 0n && (units > 0n || amount.rounded))
    return refused(
      "price",
      `${fields.price} per ${PRICE_UNITS[unit].per} is too small to count and would be free; for what is free write 0.`,
    );
  if (units > PRICE_MAX_USD * 10n ** BigInt(EXACT) * (currency === "USD" ? 1n : 10n ** BigInt(EXACT)))
    return refused(
      "price",
      `${fields.price} is more than ${PRICE_MAX_USD} dollars per ${PRICE_UNITS[unit].per}: taken for a slip.`,
    );
  return { ok: true, value: { price, currency, rateText } };
}

/** A price as people read it: USD per million tokens, or per thousand searches or requests. */
export const unitPriceText = (unit: PriceUnit, price: Money): string =>
  trimmed(decimalText(price, PRICE_UNITS[unit].per === "million tokens" ? 6 : 9));

const trimmed = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
