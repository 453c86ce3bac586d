import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { can } from "@/lib/access/permissions";
import { hostingPrice } from "@/lib/economics";
import { parseDecimal } from "@/lib/money";
import { PRICE_UNIT_NAMES, unitPriceText } from "@/lib/pricing";
import { forbidden, parseInput } from "./command";
import { type EnteredPrice, enterPrices, wrongPrices } from "./enter-prices";
import type { FieldProblem } from "./errors";

const text = z.string().max(500).default("");
const form = z
  .object({
    kind: z.enum(["price", "discount", "markup", "hosted"]),
    provider: text,
    model: text,
    tier: text,
    geography: text,
    contextBand: text,
    from: text,
    to: text,
    note: text,
    currency: text,
    rate: text,
    percent: text,
    gpus: text,
    gpuHour: text,
    tokensPerSecond: text,
  })
  .catchall(text);
type Form = z.output<typeof form>;

/**
 * Enters what the form of the Prices page holds: prices of a model, one field a token class; a percentage; or a
 * self-hosted rate worked out from the hardware.
 * @throws UserError wrong-prices with the field and reason of everything that is wrong; nothing is written then.
 */
export async function enterPriceForm(actor: Actor, input: unknown): ReturnType<typeof enterPrices> {
  if (!can(actor, enterPrices.needs)) throw forbidden();
  return enterPrices(actor, { entries: entriesOf(parseInput(form, input)) });
}

function entriesOf(fields: Form): EnteredPrice[] {
  const { provider, model, tier, geography, contextBand, from, to, note } = fields;
  const term = { provider, model, tier, geography, contextBand, from, to, note };
  switch (fields.kind) {
    case "price": {
      const given = PRICE_UNIT_NAMES.filter((unit) => (fields[`price.${unit}`] ?? "").trim() !== "");
      if (given.length === 0) throw wrongPrices([problem("price.input", "Give at least one price.")], FIX);
      const { currency, rate } = fields;
      return given.map((unit) => ({
        ...term,
        kind: "price",
        unit,
        price: fields[`price.${unit}`],
        currency,
        rate,
        where: unit,
      }));
    }
    case "discount":
    case "markup":
      return [{ ...term, kind: fields.kind, percent: fields.percent }];
    case "hosted": {
      const price = hostedPrice(fields);
      const how = `${fields.gpus} GPUs at $${fields.gpuHour} an hour, ${fields.tokensPerSecond} tokens a second`;
      return (["input", "output"] as const).map((unit) => ({
        ...term,
        kind: "price",
        unit,
        price,
        note: note.trim() ? `${how}; ${note}` : how,
        where: unit,
      }));
    }
  }
}

const FIX = "Mend what is marked and save again.";
const SCALE = 6;
const problem = (field: string, reason: string): FieldProblem => ({ where: null, field, reason });

function hostedPrice(fields: Form): string {
  const problems: FieldProblem[] = [];
  const read = (field: "gpus" | "gpuHour" | "tokensPerSecond"): bigint => {
    const parsed = parseDecimal(fields[field], SCALE);
    if (!parsed.ok) problems.push(problem(field, parsed.reason));
    else if (parsed.units <= 0n) problems.push(problem(field, "This is more than zero."));
    return parsed.ok ? parsed.units : 0n;
  };
  const of = { gpus: read("gpus"), usdPerGpuHour: read("gpuHour"), tokensPerSecond: read("tokensPerSecond") };
  if (problems.length > 0) throw wrongPrices(problems, FIX);
  return unitPriceText("input", hostingPrice(of));
}
