import type { Actor } from "@/lib/access/actor";
import { bookOf } from "@/lib/db/ledger/book";
import { pricedSkus } from "@/lib/db/ledger/enter";
import { assignedPrices } from "@/lib/db/ledger/prices";
import { inOrganization } from "@/lib/db/organization";
import {
  catalogueProvider,
  isAbout,
  type PriceStep,
  priceListOf,
  pricesOf,
  type Sku,
  samePrices,
  stepAt,
} from "@/lib/pricing";
import { addDays, utcDayOf } from "@/lib/time";
import type { Line } from "./line";
import { priceBook } from "./price-book";
import { ownLines } from "./price-entries";
import { priceCells, sourceWords, stateOf } from "./price-lines";
import { whereWords } from "./price-words";

/** The prices of one tier, region and window of a model over time. */
export type PriceTimeline = Readonly<{ where: string; isUsed: boolean; lines: readonly Line[] }>;

/** Everything a model's price page shows, plain data. */
export type ModelPrices = Readonly<{
  provider: string;
  model: string;
  isUsed: boolean;
  timelines: readonly PriceTimeline[];
  /** Own entries about it, replaced and removed ones too; ids of those that can be changed. */
  entries: readonly Line[];
  standing: readonly string[];
  /** Where the list prices in the book were taken from and when (UTC), and the provider's own price list. */
  list: Readonly<{ source: string; version: string | null; recorded: string; url: string | null }> | null;
}>;

/** Prices of a model over time: past, present and to come, on every tier it is used at, and who entered what. */
export async function modelPrices(actor: Actor, provider: string, model: string): Promise<ModelPrices> {
  const today = utcDayOf(Date.now());
  const { skus, assigned, book } = await inOrganization(
    actor.organizationId,
    async (tx) => {
      const mine = (await pricedSkus(tx)).filter(
        (sku) => sku.provider === provider && sku.model.toLowerCase() === model.toLowerCase(),
      );
      const ids = mine.map(({ id }) => id);
      return { skus: mine, assigned: await assignedPrices(tx, ids), book: await bookOf(tx) };
    },
    { readOnly: true },
  );
  const plain: Sku = { provider, model, serviceTier: null, contextBand: null, geography: null };
  const timelines =
    skus.length > 0
      ? skus.map((sku) => {
          const prices = assigned.get(sku.id) ?? { contract: [], list: [] };
          return timelineOf({ ...sku, isUsed: true }, prices, today);
        })
      : [timelineOf({ ...plain, isUsed: false }, pricesOf(plain, book), today)];
  const whole = await priceBook(actor, { provider: null, model: null, isWhole: true, own: true });
  const about = whole.filter((entry) =>
    isAbout({ provider: entry.provider, model: entry.model, geography: null }, plain),
  );
  const listed = await priceBook(actor, { provider, model, isWhole: false });
  const first = listed.find(({ kind }) => kind === "list");
  return {
    provider,
    model,
    isUsed: skus.length > 0,
    timelines: distinct(timelines).sort(
      (a, b) => Number(b.where.startsWith("standard")) - Number(a.where.startsWith("standard")),
    ),
    entries: ownLines(about, today),
    standing: about.filter(({ removed_at }) => removed_at === null).map(({ id }) => id),
    list: first
      ? {
          source: first.source,
          version: first.source_version,
          recorded: first.recorded_at.slice(0, 10),
          url: priceListOf(catalogueProvider(provider)),
        }
      : null,
  };
}

/** Usage of an unknown window and of none is priced alike, and shown once. */
function distinct(timelines: readonly PriceTimeline[]): PriceTimeline[] {
  const seen = new Map<string, PriceTimeline>();
  for (const timeline of timelines) seen.set(`${timeline.where} ${JSON.stringify(timeline.lines)}`, timeline);
  return [...seen.values()];
}

/** Before any price: a step without a beginning holds then. */
const FIRST_MS = Date.UTC(2000, 0, 1);

function timelineOf(
  sku: Sku & { readonly isUsed: boolean },
  { contract, list }: { readonly contract: readonly PriceStep[]; readonly list: readonly PriceStep[] },
  today: string,
): PriceTimeline {
  const lines = contract.map((step, index): Line => {
    const state = stateOf(step, today);
    // The list price as the step begins: an own step may lie inside a longer one of the list.
    const listed = stepAt(list, step.from === null ? FIRST_MS : Date.parse(step.from));
    const isOwn = listed !== null && !samePrices(listed.prices, step.prices);
    return {
      id: `${index}`,
      cells: {
        from: step.from?.slice(0, 10) ?? null,
        to: step.to === null ? null : addDays(step.to.slice(0, 10), -1),
        state,
        ...priceCells(step.prices),
        source: sourceWords(step.source),
      },
      missing: { from: "always", to: "until further notice" },
      tones: state === "now" ? { state: "good" } : state === "future" ? { state: "warn" } : {},
      ...(step.timeOfDay
        ? { notes: { source: `${step.timeOfDay.from.slice(0, 5)}–${step.timeOfDay.to.slice(0, 5)} UTC` } }
        : {}),
      ...(state === "past" ? { muted: true } : {}),
      ...(isOwn && listed
        ? {
            children: [
              {
                id: "list",
                cells: {
                  from: null,
                  to: null,
                  state: null,
                  ...priceCells(listed.prices),
                  source: sourceWords(listed.source),
                },
                missing: { from: "at list price", to: "", state: "" },
              },
            ],
          }
        : {}),
    };
  });
  return { where: whereWords({ ...sku, tier: sku.serviceTier }), isUsed: sku.isUsed, lines };
}
