import type { Actor } from "@/lib/access/actor";
import { UserError } from "@/lib/commands/errors";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { breakEvenTokens, breakEvenUtilisation, type Hosting, hostingFigures } from "@/lib/economics";
import type { MeasureName, Sums } from "@/lib/metrics";
import { type Money, pico, ratioText, usdText } from "@/lib/money";
import { catalogueSteps, priceAt, type UnitPrices } from "@/lib/pricing";
import { utcDayStartMs } from "@/lib/time";
import { cached } from "./cached";
import { cubeRows } from "./query";

/** Local days, both inclusive; `against` is the API model to compare with, "provider/model". */
export type SelfHostedQuestion = Readonly<{ from: string; to: string; against?: string | undefined }>;

/** What one provider that is paid by period costs and does (economics §5.12). Decimal text; null where undefined. */
export type SelfHostedLine = Readonly<{
  provider: string;
  fixed_cost: string;
  tokens: string;
  /** Tokens that could have been served; null where no entry states its speed. */
  capacity_tokens: string | null;
  allocation_per_million: string | null;
  usage_per_million: string | null;
  utilisation: string | null;
  /** What the same tokens, class by class, would have cost at the API's list price; null where it has none. */
  api_cost: string | null;
  api_per_million: string | null;
  /** Above 1: never. */
  break_even_utilisation: string | null;
  break_even_tokens: string | null;
}>;

export type SelfHostedReport = Readonly<{
  from: string;
  to: string;
  /** The API model compared with; null where none is known. */
  against: string | null;
  lines: readonly SelfHostedLine[];
}>;

const TOKENS = [
  "uncached_tokens",
  "cache_read_tokens",
  "cache_write_5m_tokens",
  "cache_write_1h_tokens",
  "output_tokens",
] as const satisfies readonly MeasureName[];

/**
 * Providers with costs by period, what a million of their tokens comes to on the allocation basis, how much of their
 * capacity was used, and from where on they are cheaper than an API for the very same tokens. Kept until figures change.
 * @throws UserError where the model to compare with has no list price
 */
export function selfHosted(actor: Actor, q: SelfHostedQuestion): Promise<SelfHostedReport> {
  return cached(actor, "self-hosted", q, () => compute(actor, q));
}

async function compute(actor: Actor, q: SelfHostedQuestion): Promise<SelfHostedReport> {
  const { from, to } = q;
  const range = { from, to, grain: "none", where: {} } as const;
  const [rows, capacities] = await Promise.all([
    cubeRows(actor, { ...range, by: ["provider", "model"] }, ["fixed_cost", ...TOKENS]),
    capacityOf(actor, q),
  ]);
  const providers = [...new Set(rows.filter(({ sums }) => sums.fixed_cost).map(({ keys }) => keys[0] ?? ""))];
  const hosted = new Set([...providers, ...capacities.keys()]);
  const against =
    q.against ??
    mostUsed(
      rows.filter(({ keys }) => !hosted.has(keys[0] ?? "")),
      to,
    );
  const prices = against === null ? null : listPrices(against, to);
  if (q.against !== undefined && prices === null)
    throw new UserError({
      code: "unknown-model",
      message: `There is no list price of “${q.against}” on ${to}.`,
      fix: "Name an API model as provider/model, such as openai/gpt-5.",
    });
  const lines = [...hosted].sort().map((provider) => {
    const sums = summed(rows.filter(({ keys }) => keys[0] === provider));
    return lineOf(provider, sums, { capacity: capacities.get(provider) ?? null, prices });
  });
  return { from, to, against, lines };
}

function lineOf(
  provider: string,
  sums: Sums,
  { capacity, prices }: { capacity: bigint | null; prices: UnitPrices | null },
): SelfHostedLine {
  const tokens = TOKENS.reduce((total, name) => total + (sums[name] ?? 0n), 0n);
  const hosting: Hosting = { cost: pico(sums.fixed_cost ?? 0n), tokens, capacity };
  const figures = hostingFigures(hosting);
  const api = prices === null ? null : costThere(sums, prices);
  const even = api === null ? null : breakEvenTokens(hosting, api);
  return {
    provider,
    fixed_cost: usdText(hosting.cost),
    tokens: tokens.toString(),
    capacity_tokens: capacity === null ? null : capacity.toString(),
    allocation_per_million: figures.allocationPerMillion,
    usage_per_million: figures.usagePerMillion,
    utilisation: figures.utilisation,
    api_cost: api === null ? null : usdText(api),
    api_per_million: api === null ? null : ratioText(api, tokens * 1_000_000n),
    break_even_utilisation: api === null ? null : breakEvenUtilisation(hosting, api),
    break_even_tokens: even === null ? null : even.toString(),
  };
}

/** The same tokens at an API's prices; a class it has no price of its own for is input there. Null without both prices. */
function costThere(sums: Sums, prices: UnitPrices): Money | null {
  const { input, output } = prices;
  if (input === null || output === null) return null;
  const at = (name: (typeof TOKENS)[number], price: Money | null) => (sums[name] ?? 0n) * (price ?? input);
  return pico(
    at("uncached_tokens", input) +
      at("cache_read_tokens", prices.cacheRead) +
      at("cache_write_5m_tokens", prices.cacheWrite5m) +
      at("cache_write_1h_tokens", prices.cacheWrite1h) +
      at("output_tokens", output),
  );
}

function listPrices(name: string, day: string): UnitPrices | null {
  const at = name.indexOf("/");
  if (at < 1) return null;
  const sku = {
    provider: name.slice(0, at),
    model: name.slice(at + 1),
    serviceTier: null,
    geography: null,
    contextBand: null,
  };
  const match = catalogueSteps(sku);
  return match === null ? null : priceAt(match.steps, utcDayStartMs(day));
}

type Row = Readonly<{ keys: readonly (string | null)[]; sums: Sums }>;

/** The API model with the most tokens that has a list price of its input and output. */
function mostUsed(rows: readonly Row[], day: string): string | null {
  const named = rows
    .filter(({ keys }) => keys[1] !== null)
    .map(({ keys, sums }) => ({
      name: `${keys[0]}/${keys[1]}`,
      tokens: TOKENS.reduce((total, name) => total + (sums[name] ?? 0n), 0n),
    }))
    .sort((a, b) => (a.tokens === b.tokens ? 0 : a.tokens > b.tokens ? -1 : 1));
  const priced = named.find(({ name }) => {
    const prices = listPrices(name, day);
    return prices?.input && prices.output;
  });
  return priced?.name ?? null;
}

function summed(rows: readonly Row[]): Sums {
  const total: Partial<Record<MeasureName, bigint>> = {};
  for (const { sums } of rows)
    for (const [name, value] of Object.entries(sums) as [MeasureName, bigint | null][])
      total[name] = (total[name] ?? 0n) + (value ?? 0n);
  return total;
}

/** Tokens that the entries of each provider could have served on these days: tokens a second × seconds. */
async function capacityOf(actor: Actor, { from, to }: SelfHostedQuestion): Promise<Map<string, bigint>> {
  const org = actor.organizationId;
  const rows = await inOrganization(
    org,
    (tx) =>
      tx.rows<{ provider: string; tokens: string }>(sql`select k.provider,
          floor(sum((c.details ->> 'tokensPerSecond')::numeric * 86400
            * (least(c.to_day, ${to}::date + 1) - greatest(c.utc_day, ${from}::date))))::text as tokens
        from provider_charge c join sku k on k.organization_id = ${org} and k.id = c.sku_id
        where c.organization_id = ${org} and c.counts and c.to_day is not null and c.utc_day <= ${to}::date
          and c.to_day > ${from}::date and c.details ->> 'tokensPerSecond' is not null
        group by 1`),
    { readOnly: true },
  );
  return new Map(rows.map(({ provider, tokens }) => [provider, BigInt(tokens)]));
}
