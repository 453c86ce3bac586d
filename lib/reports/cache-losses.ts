import type { Actor } from "@/lib/access/actor";
import { askCacheLosses, type CacheLoss, SCOPE_PARTS } from "@/lib/db/cache-losses";
import { inOrganization } from "@/lib/db/organization";
import { dimensionLabel, type Filters, hrefWith, type Where } from "@/lib/filters";
import { pico, ratioText, usdText } from "@/lib/money";
import type { DayRange } from "@/lib/time";
import type { Line } from "./line";

/** Caches that cost more than they saved, by scope and model, the worst first. */
export type CacheLosses = Readonly<{
  lines: readonly Line[];
  /** How many there are, those not listed too, and what all of them lose; USD as decimal text. */
  caches: number;
  loss: string;
}>;

const LISTED_MAX = 50;

/** The loss-making caches of a period (economics §5.3). */
export async function cacheLosses(actor: Actor, filters: Filters, shown: DayRange): Promise<CacheLosses> {
  const found = await inOrganization(actor.organizationId, (tx) =>
    askCacheLosses(tx, { ...shown, zone: actor.timeZone, where: filters.where, limit: LISTED_MAX }),
  );
  return {
    lines: found.map((loss) => lineOf(loss, filters)),
    caches: found[0]?.caches ?? 0,
    loss: usdText(pico(BigInt(found[0]?.loss_of_all ?? "0"))),
  };
}

function lineOf(loss: CacheLoss, filters: Filters): Line {
  const { provider, model } = loss;
  const where: Where = {
    ...Object.fromEntries(SCOPE_PARTS.map((part) => [part, [loss[part]]])),
    provider: [provider],
    model: [model],
  };
  const rows = hrefWith(filters, { where }, "/rows");
  const [gross, premium] = [BigInt(loss.gross), BigInt(loss.premium)];
  return {
    id: JSON.stringify([...SCOPE_PARTS.map((part) => loss[part]), provider, model]),
    cells: {
      scope: scopeText(loss),
      model,
      reads_per_write: ratioText(BigInt(loss.read_tokens), BigInt(loss.write_tokens)),
      gross: usdText(pico(gross)),
      premium: usdText(pico(premium)),
      loss: usdText(pico(premium - gross)),
    },
    links: {
      scope: hrefWith(filters, { where, rest: { by: ["tier"] } }, "/spend"),
      reads_per_write: rows,
      gross: rows,
      premium: rows,
      loss: rows,
    },
    tones: { loss: "bad" },
  };
}

/** "Project proj_a · API key k1"; what the file did not say is left out. */
function scopeText(loss: CacheLoss): string {
  const parts = SCOPE_PARTS.filter((part) => loss[part] !== null).map((part) =>
    part === "account" && SCOPE_PARTS.some((other) => other !== "account" && loss[other] !== null)
      ? null
      : `${dimensionLabel(part)} ${loss[part]}`,
  );
  return parts.filter((text) => text !== null).join(" · ") || "Scope not given";
}
