import {
  formatSignedShare,
  formatSignedUsd,
  formatUsd,
  parseUsd,
  pico,
  ratioText,
  usdText,
} from "@/lib/money";
import { monthLabel, periodLabel } from "@/lib/time";
import type { Line } from "./line";
import type { RepriceEntry } from "./reprices";
import type { Words } from "./words";

/** A re-price taken apart, plain data: USD as decimal text. */
export type RepriceParts = Readonly<{
  words: readonly Words[];
  /** After less before, exact and as shown. */
  change: string;
  changeText: string;
  share: string | null;
  months: readonly Line[];
  products: readonly Line[];
  models: readonly Line[];
  total: Line;
}>;

type Amounts = Readonly<{ before: string; after: string }>;

const picoOf = (text: string): bigint => {
  const parsed = parseUsd(text);
  if (!parsed.ok) throw new RangeError(`“${text}” is kept as an amount and is none`);
  return parsed.value;
};
const changeOf = ({ before, after }: Amounts): bigint => picoOf(after) - picoOf(before);
const cellsOf = (amounts: Amounts) => ({
  before: amounts.before,
  after: amounts.after,
  change: usdText(pico(changeOf(amounts))),
});
const monthWords = (month: string): string => monthLabel(`${month}-01`, { year: true });

/** What it is of: "all models", "openai", "openai / gpt-5". */
export const aboutWords = ({ provider, model }: Pick<RepriceEntry, "provider" | "model">): string =>
  [provider, model].filter((text) => text !== null).join(" / ") || "All providers and models";

/** The history as rows of a table. */
export const repriceLines = (list: readonly RepriceEntry[]): Line[] =>
  list.map((entry) => ({
    id: entry.id,
    cells: {
      period: periodLabel(entry.from, entry.to),
      about: aboutWords(entry),
      reason: entry.reason,
      state:
        entry.status === "applied" ? "in force" : entry.status === "undone" ? "undone" : "only looked at",
      ...cellsOf(entry),
      by: entry.applied_by,
      at: entry.applied_at?.slice(0, 16) ?? null,
      undoneBy: entry.undone_by,
      undoneAt: entry.undone_at?.slice(0, 16) ?? null,
    },
    links: { period: `/prices/reprice/${entry.id}` },
    missing: {
      by: "command line or key",
      ...(entry.undone_at === null ? { undoneBy: "", undoneAt: "" } : { undoneBy: "command line or key" }),
    },
    ...(entry.status === "applied" ? {} : { muted: true }),
  }));

/** The change by month, by product and by model. */
export function repriceParts(entry: RepriceEntry): RepriceParts {
  const change = changeOf(entry);
  const share = ratioText(change, picoOf(entry.before));
  return {
    words: wordsOf(entry, change),
    change: usdText(pico(change)),
    changeText: formatSignedUsd(pico(change)),
    share: share === null || change === 0n ? null : formatSignedShare(share),
    months: monthLines(entry),
    products: entry.products.map((row) => ({
      id: `${row.month} ${row.product}`,
      cells: { product: row.product, month: monthWords(row.month), ...cellsOf(row) },
      missing: { product: "Unallocated" },
      ...(row.product === null ? { muted: true } : {}),
    })),
    models: entry.changes.map((row) => ({
      id: `${row.month} ${row.provider} ${row.model}`,
      cells: { model: row.model, provider: row.provider, month: monthWords(row.month), ...cellsOf(row) },
    })),
    total: {
      id: "total",
      cells: { model: "Total of what moves", provider: null, month: null, ...cellsOf(moved(entry)) },
    },
  };
}

function moved({ changes }: RepriceEntry): Amounts {
  const sum = (of: (row: Amounts) => string) =>
    usdText(pico(changes.reduce((all, row) => all + picoOf(of(row)), 0n)));
  return { before: sum(({ before }) => before), after: sum(({ after }) => after) };
}

function monthLines(entry: RepriceEntry): Line[] {
  const months = [...new Set(entry.changes.map(({ month }) => month))].sort();
  return months.map((month) => ({
    id: month,
    cells: {
      month: monthWords(month),
      ...cellsOf(moved({ ...entry, changes: entry.changes.filter((row) => row.month === month) })),
    },
  }));
}

function wordsOf(entry: RepriceEntry, change: bigint): Words[] {
  const days = periodLabel(entry.from, entry.to);
  if (entry.changes.length === 0)
    return [{ text: `The book prices ${days} as it is priced already: nothing would move.` }];
  const verb = entry.status === "applied" ? "moved" : entry.status === "undone" ? "had moved" : "would move";
  const models = new Set(entry.changes.map(({ provider, model }) => `${provider} ${model}`)).size;
  return [
    { text: `This ${verb} the computed cost of ${days} by ` },
    { text: formatSignedUsd(pico(change)), as: change > 0n ? "bad" : "good" },
    {
      text: ` to ${formatUsd(pico(picoOf(entry.after)))}, over ${models} ${models === 1 ? "model" : "models"}.`,
    },
  ];
}
