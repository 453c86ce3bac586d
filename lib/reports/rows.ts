import type { Actor } from "@/lib/access/actor";
import { assignedSteps } from "@/lib/db/ledger/prices";
import { retentionOf } from "@/lib/db/ledger/retention";
import { inOrganization } from "@/lib/db/organization";
import { knowsRevenue } from "@/lib/db/revenue-query";
import { countSharedRows } from "@/lib/db/row-targets";
import {
  askChargeRows,
  askRevenueRows,
  askUsageRows,
  countCharges,
  countRevenue,
} from "@/lib/db/source-rows";
import { hrefWith } from "@/lib/filters";
import { pico, usdText } from "@/lib/money";
import type { Line } from "./line";
import type { PageContext } from "./page-context";
import { cubeRows } from "./query";
import { chargeRowLine, revenueLine, usageLine } from "./row-lines";
import { tokensOf } from "./tokens";

export const ROW_KINDS = ["usage", "charges", "revenue"] as const;
export type RowKind = (typeof ROW_KINDS)[number];

export const PAGE_ROWS = 100;

/** The rows of files behind a figure. */
export type RowsReport = Readonly<{
  kind: RowKind;
  /** How many rows of each kind there are. */
  counts: Readonly<Record<RowKind, number>>;
  /** What the figures of the same view are: the lists add up to them. Decimal text; null where undefined. */
  totals: Readonly<{
    spend: string;
    computed: string;
    tokens: string;
    /** What the providers report in this view, and what of it the listed charges come to. */
    reported: string;
    charges: string;
    revenue: string | null;
  }>;
  lines: readonly Line[];
  /** Dimensions some listed row names, in the usual order. */
  named: readonly string[];
  /** Columns in which some listed row holds anything but zero. */
  used: readonly string[];
  nextHref: string | null;
  firstHref: string | null;
  /** Rows of usage before this UTC day were dropped, and the view asks for some; null where it does not. */
  keptFrom: string | null;
}>;

/** Lists the rows behind a total of the same days and filters, a page at a time. Not kept: a list is read once. */
export async function rowsReport(actor: Actor, context: PageContext): Promise<RowsReport> {
  const { filters } = context;
  const kind = ROW_KINDS.find((name) => name === filters.rest.kind?.[0]) ?? "usage";
  const { from, to, where } = filters;
  const after = placeOf(kind, filters.rest.after?.[0]);
  const [[sums], counted, page] = await Promise.all([
    cubeRows(actor, { from, to, where, grain: "none", by: [] }, [
      "events",
      "uncached_tokens",
      "cache_read_tokens",
      "cache_write_5m_tokens",
      "cache_write_1h_tokens",
      "output_tokens",
      "computed_cost",
      "reported_cost",
      "effective_cost",
      "revenue",
    ]),
    inOrganization(actor.organizationId, async (tx) => ({
      charges: await countCharges(tx, filters),
      shared: await countSharedRows(tx, filters),
      revenue: knowsRevenue(where) ? await countRevenue(tx, filters) : 0,
      kept: (await retentionOf(tx)).from,
    })),
    pageOf(actor, context, kind, after),
  ]);
  const total = sums?.sums ?? {};
  const lines = page.slice(0, PAGE_ROWS);
  const last = page.length > PAGE_ROWS ? lines.at(-1) : undefined;
  const at = (place: string[]) => hrefWith(filters, { rest: { kind: [kind], after: place } });
  return {
    kind,
    counts: {
      usage: counted.shared ?? Number(total.events ?? 0n),
      charges: counted.charges.count,
      revenue: counted.revenue,
    },
    totals: {
      spend: usdText(pico(total.effective_cost ?? 0n)),
      computed: usdText(pico(total.computed_cost ?? 0n)),
      tokens: tokensOf(total).toString(),
      reported: usdText(pico(total.reported_cost ?? 0n)),
      charges: usdText(pico(counted.charges.amount)),
      revenue: total.revenue === null ? null : usdText(pico(total.revenue ?? 0n)),
    },
    lines,
    named: namedIn(lines),
    used: usedIn(lines),
    nextHref: last ? at([last.id]) : null,
    firstHref: after === null ? null : at([]),
    keptFrom: counted.kept !== null && from < counted.kept ? counted.kept : null,
  };
}

async function pageOf(
  actor: Actor,
  { filters }: PageContext,
  kind: RowKind,
  after: string | null,
): Promise<Line[]> {
  const { from, to, where } = filters;
  const q = { from, to, where, zone: actor.timeZone, after, limit: PAGE_ROWS + 1 };
  return inOrganization(actor.organizationId, async (tx) => {
    if (kind === "charges") return (await askChargeRows(tx, q)).map(chargeRowLine);
    if (kind === "revenue") {
      if (!knowsRevenue(where)) return [];
      return (await askRevenueRows(tx, q)).map((row) => revenueLine(row, filters));
    }
    const rows = await askUsageRows(tx, q);
    const steps = await assignedSteps(tx);
    return rows.map((row) => usageLine(row, steps.get(row.sku_id), actor.timeZone));
  });
}

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const PLACES: Readonly<Record<RowKind, RegExp>> = {
  usage: new RegExp(`^${UUID}$`),
  charges: new RegExp(`^\\d{4}-\\d{2}-\\d{2}\\|${UUID}$`),
  revenue: new RegExp(`^\\d{4}-\\d{2}-\\d{2}\\|${UUID}$`),
};

/** A place in the list as the address writes it; anything else begins the list. */
const placeOf = (kind: RowKind, written: string | undefined): string | null =>
  written !== undefined && PLACES[kind].test(written) ? written : null;

const DIMENSION_ORDER = [
  "product",
  "account",
  "project",
  "workspace",
  "api_key",
  "user",
  "customer",
  "plan",
  "feature",
  "environment",
  "tier",
];

function usedIn(lines: readonly Line[]): string[] {
  const cells = lines.flatMap((line) => Object.entries(line.cells));
  return [...new Set(cells.flatMap(([name, value]) => (value === null || value === "0" ? [] : [name])))];
}

function namedIn(lines: readonly Line[]): string[] {
  const used = usedIn(lines);
  const tags = used.filter((name) => name.startsWith("tag.")).sort();
  return [...DIMENSION_ORDER.filter((name) => used.includes(name)), ...tags];
}
