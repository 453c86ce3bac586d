import { TRAITS } from "@/lib/db/ledger/columns";
import type { ChargeRow, RevenueRow, SourceRow, UsageRow } from "@/lib/db/source-rows";
import { spreadOverDays } from "@/lib/economics";
import { decimalText, formatShare, pico, ratioText, usdText } from "@/lib/money";
import { type Cost, costOf, type PriceStep, priceAt } from "@/lib/pricing";
import { addDays, type DayRange, offsetMsAt } from "@/lib/time";
import type { Line } from "./line";

const SCOPE = [
  "account",
  "project",
  "workspace",
  "api_key",
  "user",
  "customer",
  "feature",
  "environment",
] as const;

/** Cells every source row has: whose it is, and the file and line it stands on. */
function sourceCells(row: SourceRow) {
  return {
    provider: row.provider,
    model: row.model,
    tier: row.service_tier,
    product: row.product,
    share:
      row.part === null || row.part === row.whole
        ? null
        : ratioText(BigInt(row.part), BigInt(row.whole ?? "1")),
    ...Object.fromEntries(SCOPE.map((name) => [name, row[name]])),
    ...Object.fromEntries(Object.entries(row.tags).map(([name, value]) => [`tag.${name}`, value])),
    ...fileCells(row),
  };
}

const fileCells = (row: { file_name: string; line: number }) => ({ file: row.file_name, line: row.line });
const fileLinks = (row: { import_id: number }) => ({ file: `/imports/${row.import_id}` });

/** A usage row as its file states it, with what it costs at the price of its day. */
export function usageLine(row: UsageRow, steps: readonly PriceStep[] | undefined, zone: string): Line {
  const isWholeDay = (row.traits & TRAITS.wholeDay) !== 0;
  const priced = computedOf(row, steps);
  const tokens =
    row.uncached_tokens +
    row.cache_read_tokens +
    row.cache_write_5m_tokens +
    row.cache_write_1h_tokens +
    row.output_tokens;
  // Usage in other units than tokens has no price here, which is not to be taken for free.
  const isUnpriced =
    tokens === 0n
      ? priced === null && row.reported_cost === null
      : priced === null || BigInt(priced.unpricedTokens) === tokens;
  return {
    id: row.at,
    cells: {
      time: isWholeDay ? row.ts.toISOString().slice(0, 10) : localTime(row.ts.getTime(), zone),
      ...sourceCells(row),
      requests: text(row.requests),
      uncached: text(row.uncached_tokens),
      cacheRead: text(row.cache_read_tokens),
      cacheWrite: text(row.cache_write_5m_tokens + row.cache_write_1h_tokens),
      output: text(row.output_tokens),
      reasoning: text(row.reasoning_tokens),
      computed: isUnpriced ? null : usdText(priced?.cost ?? pico(0n)),
      reported: row.reported_cost === null ? null : usdText(pico(row.reported_cost)),
      note: noteOf(row, priced),
    },
    links: fileLinks(row),
    missing: isUnpriced ? { computed: "unpriced", note: "" } : { note: "" },
  };
}

const text = (count: bigint | null): string | null => (count === null ? null : count.toString());

/** The local wall clock, YYYY-MM-DDTHH:MM. */
const localTime = (ms: number, zone: string): string =>
  new Date(ms + offsetMsAt(ms, zone)).toISOString().slice(0, 16);

function computedOf(row: UsageRow, steps: readonly PriceStep[] | undefined): Cost | null {
  const prices = steps ? priceAt(steps, row.ts.getTime()) : null;
  if (prices === null) return null;
  const n = (count: bigint | null) => Number(count ?? 0n);
  const uncached = n(row.uncached_tokens);
  const writes = n(row.cache_write_5m_tokens) + n(row.cache_write_1h_tokens);
  return costOf(
    {
      inputTokens: uncached + n(row.cache_read_tokens) + writes,
      uncachedTokens: uncached,
      cacheReadTokens: n(row.cache_read_tokens),
      cacheWrite5mTokens: n(row.cache_write_5m_tokens),
      cacheWrite1hTokens: n(row.cache_write_1h_tokens),
      outputTokens: n(row.output_tokens),
      reasoningTokens: n(row.reasoning_tokens),
    },
    {
      audioInputTokens: n(row.audio_input_tokens),
      audioCacheReadTokens: n(row.audio_cache_read_tokens),
      audioOutputTokens: n(row.audio_output_tokens),
      imageInputTokens: n(row.image_input_tokens),
      imageCacheReadTokens: n(row.image_cache_read_tokens),
      imageOutputTokens: n(row.image_output_tokens),
    },
    n(row.web_searches),
    prices,
  );
}

/** What decides how the row counts: its own cost, a charge laid over its day, a missing price or cache count. */
function noteOf(row: UsageRow, priced: Cost | null): string | null {
  const notes: string[] = [];
  const [effective, computed, covered] = [row.cell_effective, row.cell_computed, row.cell_covered].map(
    (amount) => BigInt(amount ?? "0"),
  ) as [bigint, bigint, bigint];
  if ((row.traits & TRAITS.hasCost) !== 0) notes.push("its own cost counts");
  else if (covered !== 0n) {
    const share = ratioText(effective, computed);
    notes.push(
      share === null ? "reported cost laid by tokens" : `reported at ${formatShare(share)} of computed`,
    );
  }
  if (priced !== null && priced.unpricedTokens > 0) notes.push("part unpriced");
  if ((row.traits & TRAITS.wholeDay) !== 0) notes.push("whole UTC day");
  if ((row.traits & TRAITS.cacheUnknown) !== 0) notes.push("no cache count");
  if (row.context_band === "unknown") notes.push("base context price");
  return notes.length === 0 ? null : notes.join(", ");
}

/** A row of a cost export as its file states it. */
export function chargeRowLine(row: ChargeRow): Line {
  return {
    id: row.at,
    cells: {
      time: row.utc_day,
      ...sourceCells(row),
      category: row.category,
      item: row.line_item,
      quantity:
        row.quantity_text === null ? null : [row.quantity_text, row.quantity_unit].filter(Boolean).join(" "),
      amount: row.amount === null ? null : usdText(pico(BigInt(row.amount))),
      until: row.until,
      inPeriod: row.in_period === null ? null : usdText(pico(BigInt(row.in_period))),
      ...statedCells(row),
    },
    links: fileLinks(row),
  };
}

type Stated = Pick<ChargeRow, "amount_text" | "currency" | "rate_text" | "rate_day" | "rate_source">;

/** An amount of another currency as its file has it, and how it came to dollars. */
const statedCells = (row: Stated) => ({
  stated: row.currency === "USD" ? null : `${row.amount_text} ${row.currency}`,
  rate: row.rate_text === null ? null : `${row.rate_text}, ${row.rate_source} of ${row.rate_day}`,
});

/** A row of revenue with the part of it that falls on the period's days (economics §5.6). */
export function revenueLine(row: RevenueRow, range: DayRange): Line {
  const amount = pico(BigInt(row.amount));
  const inRange = spreadOverDays(amount, row.from_day, addDays(row.to_day, 1))
    .filter(({ day }) => day >= range.from && day <= range.to)
    .reduce((sum, part) => sum + part.amount, 0n);
  return {
    id: row.at,
    cells: {
      time: row.from_day,
      until: row.to_day,
      product: row.product,
      customer: row.customer,
      plan: row.plan,
      units: row.units === null ? null : decimalText(BigInt(row.units), 6),
      ...statedCells(row),
      amount: usdText(amount),
      inPeriod: usdText(pico(inRange)),
      ...fileCells(row),
    },
    links: fileLinks(row),
  };
}
