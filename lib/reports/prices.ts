import type { Actor } from "@/lib/access/actor";
import { differingSkus } from "@/lib/db/ledger/differing";
import { pricedSkus } from "@/lib/db/ledger/enter";
import { assignedPrices } from "@/lib/db/ledger/prices";
import { inOrganization, type Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { catalogueSteps, isAbout, searchCatalogue, stepAt } from "@/lib/pricing";
import { dayLabel, utcDayOf } from "@/lib/time";
import { cached } from "./cached";
import type { Line } from "./line";
import { type BookLine, priceBook } from "./price-book";
import { ownLines } from "./price-entries";
import { priceCells, sourceWords, stateOf } from "./price-lines";
import { modelHref, whereWords } from "./price-words";
import { type Unpriced, unpricedUsage } from "./unpriced";
import type { Words } from "./words";

/** Used days of a model that the book would price otherwise than they are priced; they move by a re-price alone. */
export type Differing = Readonly<{
  provider: string;
  model: string;
  days: number;
  from: string;
  to: string;
  /** Through an own entry, or only since the published catalogue changed. */
  isOwn: boolean;
}>;

/** Everything Prices shows, plain data: prices are USD per million tokens as decimal text. */
export type PricesReport = Readonly<{
  words: readonly Words[];
  search: string;
  used: readonly Line[];
  own: readonly Line[];
  unpriced: readonly Unpriced[];
  differing: readonly Differing[];
  /** What the published catalogue has for the search; null without one. */
  published: Readonly<{ lines: readonly Line[]; total: number }> | null;
}>;

const PUBLISHED_SHOWN = 60;

type Usage = Readonly<{ sku_id: number; tokens: bigint; unpriced: bigint }>;

/** The price book as it holds today, narrowed to models that hold the words of `search`. */
export async function pricesReport(actor: Actor, search: string): Promise<PricesReport> {
  const nowMs = Date.now();
  const today = utcDayOf(nowMs);
  const [used, unpriced, differing, entries] = await Promise.all([
    cached(actor, "prices in use", { today }, () => readUsed(actor, nowMs)),
    cached(actor, "unpriced usage", null, () => inOrganization(actor.organizationId, unpricedUsage)),
    cached(actor, "prices that differ", null, () => readDiffering(actor)),
    priceBook(actor, { provider: null, model: null, isWhole: false, own: true }),
  ]);
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (...names: readonly (string | null)[]) => {
    const text = names.join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  const fitting = used.filter(({ cells }) => fits(String(cells.provider), String(cells.model)));
  return {
    words: wordsOf(used, unpriced, entries),
    search,
    used: fitting,
    own: ownLines(
      entries.filter(
        (entry) => fits(entry.provider, entry.model) || fitting.some((line) => isFor(entry, line)),
      ),
      today,
    ),
    unpriced: unpriced.filter((entry) => fits(entry.provider, entry.model)),
    differing: differing.filter((entry) => fits(entry.provider, entry.model)),
    published: wanted.length === 0 ? null : publishedLines(search, nowMs),
  };
}

/** True where an entry for a whole provider, or for all models that begin alike, speaks of a model that is shown. */
const isFor = ({ provider, model }: BookLine, { cells }: Line): boolean =>
  isAbout(
    { provider, model, geography: null },
    {
      provider: String(cells.provider),
      model: String(cells.model),
      serviceTier: null,
      contextBand: null,
      geography: null,
    },
  );

async function readUsed(actor: Actor, nowMs: number): Promise<Line[]> {
  return inOrganization(actor.organizationId, async (tx) => {
    const [skus, assigned, usage] = [await pricedSkus(tx), await assignedPrices(tx), await usageOf(tx)];
    const uses = new Map(usage.map((row) => [row.sku_id, row]));
    return skus
      .flatMap((sku) => {
        const use = uses.get(sku.id);
        return use ? [{ sku, use }] : [];
      })
      .sort((a, b) => Number(b.use.tokens - a.use.tokens) || a.sku.id - b.sku.id)
      .map(({ sku, use }): Line => {
        const steps = assigned.get(sku.id)?.contract ?? [];
        const step = stepAt(steps, nowMs);
        const next = steps.find(
          ({ from, timeOfDay }) => from !== null && timeOfDay === null && Date.parse(from) > nowMs,
        );
        const isByHour = steps.some((s) => s.timeOfDay !== null && stateOf(s, utcDayOf(nowMs)) === "now");
        return {
          id: String(sku.id),
          cells: {
            model: sku.model,
            provider: sku.provider,
            where: whereWords({ ...sku, tier: sku.serviceTier }),
            ...priceCells(step?.prices ?? null),
            source: step ? sourceWords(step.source) : null,
            since: step?.from?.slice(0, 10) ?? null,
          },
          links: { model: modelHref(sku.provider, sku.model) },
          missing: step
            ? { since: "always" }
            : { input: use.unpriced > 0n ? "unpriced" : "as reported", since: "–" },
          notes: {
            ...(isByHour ? { source: "by the hour" } : {}),
            ...(next?.from ? { since: `then ${dayLabel(next.from.slice(0, 10))}` } : {}),
          },
        };
      });
  });
}

const usageOf = (tx: Transaction): Promise<Usage[]> =>
  tx.rows<Usage>(sql`select sku_id, sum(uncached_tokens + cache_read_tokens + cache_write_5m_tokens
      + cache_write_1h_tokens + output_tokens)::bigint as tokens, sum(unpriced_tokens)::bigint as unpriced
    from usage_daily_sku where organization_id = ${tx.organizationId} group by 1 having sum(events) > 0`);

async function readDiffering(actor: Actor): Promise<Differing[]> {
  const skus = await inOrganization(actor.organizationId, differingSkus, { readOnly: true });
  const models = new Map<string, { provider: string; model: string; days: Set<string>; isOwn: boolean }>();
  for (const { provider, model, days, isOwn } of skus) {
    const key = JSON.stringify([provider, model]);
    const known = models.get(key) ?? { provider, model, days: new Set<string>(), isOwn: false };
    models.set(key, known);
    for (const day of days) known.days.add(day);
    known.isOwn ||= isOwn;
  }
  return [...models.values()]
    .map(({ provider, model, days, isOwn }) => {
      const sorted = [...days].sort();
      return { provider, model, days: sorted.length, from: sorted[0] ?? "", to: sorted.at(-1) ?? "", isOwn };
    })
    .sort((a, b) => b.days - a.days || a.model.localeCompare(b.model, "en"));
}

function publishedLines(search: string, nowMs: number): NonNullable<PricesReport["published"]> {
  const { found, total } = searchCatalogue(search, PUBLISHED_SHOWN);
  const lines = found.map(({ provider, model, name }): Line => {
    const sku = { provider, model, serviceTier: null, contextBand: null, geography: null };
    const step = stepAt(catalogueSteps(sku)?.steps ?? [], nowMs);
    return {
      id: `${provider} ${model}`,
      cells: {
        model,
        provider,
        name,
        ...priceCells(step?.prices ?? null),
        since: step?.from?.slice(0, 10) ?? null,
      },
      links: { model: modelHref(provider, model) },
      missing: { since: "always" },
    };
  });
  return { lines, total };
}

function wordsOf(
  used: readonly Line[],
  unpriced: readonly Unpriced[],
  entries: readonly BookLine[],
): readonly Words[] {
  const models = new Set(used.map(({ cells }) => `${cells.provider} ${cells.model}`)).size;
  const without = new Set(unpriced.map(({ provider, model }) => `${provider} ${model}`)).size;
  if (models === 0)
    return [{ text: "Nothing is in use yet. Prices entered now wait for the usage they are about." }];
  const own =
    entries.length === 0
      ? "all at list price"
      : `with ${entries.length} ${entries.length === 1 ? "entry" : "entries"} of your own`;
  return [
    { text: `${models} ${models === 1 ? "model" : "models"}`, as: "figure" },
    { text: ` in use, ${own}. ` },
    without === 0
      ? { text: "Every one has a price.", as: "good" }
      : {
          text: `${without} ${without === 1 ? "has no price" : "have no price"} for some or all usage.`,
          as: "bad",
        },
  ];
}
