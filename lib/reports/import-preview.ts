import type { Preview, PreviewRow, PreviewTotal } from "@/lib/ingest/preview-shape";
import { formatCount, formatUsd, pico, usdText } from "@/lib/money";
import { dayLabel, periodLabel } from "@/lib/time";
import { previewChecks, rowsText } from "./import-preview-checks";
import type { ImportReport } from "./imports";
import { formatBytes } from "./size";

const FIRST_SHOWN = 8;

const BUCKETS: Record<string, string> = { "1d": "daily", "1h": "hourly", "1m": "by the minute" };

const dollars = (digits: string) => usdText(pico(BigInt(digits)));

/** What a person checks before a file counts: its opening words, the checks, the first rows, the totals. */
export function previewReport(report: ImportReport, preview: Preview) {
  return {
    words: wordsOf(preview),
    about: [report.file, formatBytes(preview.bytes.of)] as const,
    checks: previewChecks(report, preview),
    overlaps: preview.overlaps.map(({ importId, fileName, days }) => ({
      importId: String(importId),
      file: fileName,
      days: periodLabel(days[0] ?? "", days.at(-1) ?? ""),
    })),
    first: firstTable(preview),
    models: modelTable(preview),
    days: dayTable(preview),
    /** Nothing in it is new: adding it would change no figure. */
    isIdle: preview.isWhole && preview.rows.fresh + preview.rows.corrected === 0,
  };
}

/** One line for lists of files: "OpenAI usage, 1–31 Oct 2026: adds $16,204 in 5,208 rows". */
export function previewLine(preview: Preview): string {
  const { text, amount, rest } = addsOf(preview);
  const days = preview.period ? `, ${periodLabel(preview.period.from, preview.period.to)}` : "";
  const { rejected } = preview.rows;
  const left = rejected > 0 ? `; ${rowsText(rejected)} can’t be read` : "";
  return `${shortTitle(preview)}${days}. ${text}${amount}${rest}${left}.`;
}

/** A bill holds usage too, beside charges that are not for tokens. */
const hasTokensIn = ({ kind }: Preview["source"]): boolean => kind === "usage" || kind === "bill";

/** Units of work and exchange rates are no money. */
const hasMoneyIn = ({ kind }: Preview["source"]): boolean => kind !== "units" && kind !== "rates";
const THINGS: Partial<Record<Preview["source"]["kind"], string>> = {
  units: " of units of work",
  rates: " of exchange rates",
};

/** What the rows of a file are told by. */
const NAMES: Partial<Record<Preview["source"]["kind"], string>> = {
  revenue: "Product",
  charge: "Item",
  fixed: "Item",
  units: "Unit",
  rates: "Currency",
};
const nameOf = ({ kind }: Preview["source"]): string => NAMES[kind] ?? "Model";
const moneyColumn = (source: Preview["source"]) =>
  hasMoneyIn(source)
    ? ([{ id: "cost", header: source.kind === "revenue" ? "Amount" : "Cost", kind: "usd" }] as const)
    : [];

const shortTitle = ({ source }: Preview): string => source.title.replace(/ \([^()]*\)$/, "");

function wordsOf(preview: Preview) {
  const { period, rows } = preview;
  const bucket = BUCKETS[period?.bucket ?? ""];
  const when = period ? `, ${bucket ? `${bucket}, ` : ""}${periodLabel(period.from, period.to)}` : "";
  const rejected = rows.rejected === 0 ? null : `${rowsText(rows.rejected)} can’t be read`;
  return {
    before: "Read as ",
    source: shortTitle(preview),
    when: `${when}. `,
    adds: addsOf(preview),
    rejected,
  };
}

function addsOf({ source, rows, adds, total, isWhole, overlaps }: Preview) {
  const part = isWhole ? "" : " at least";
  const inRows = ` in ${rowsText(rows.records)}`;
  if (isWhole && rows.fresh + rows.corrected === 0)
    return {
      text: rows.records === 0 ? "Nothing in it can be read" : "It adds nothing new",
      amount: "",
      rest: rows.records === 0 ? "" : inRows,
    };
  const money = (digits: string) => formatUsd(pico(BigInt(digits)));
  if (overlaps.length > 0) return { text: "It holds ", amount: money(total.cost), rest: ` of cost${inRows}` };
  if (source.kind === "charge")
    return { text: "It reports ", amount: money(total.cost), rest: ` of cost${inRows}` };
  if (!hasMoneyIn(source))
    return { text: `It adds${part} `, amount: rowsText(rows.records), rest: THINGS[source.kind] ?? "" };
  const what = source.kind === "revenue" ? " of revenue" : " of cost";
  if (BigInt(adds) < 0n) return { text: "It lowers cost by ", amount: money(adds.slice(1)), rest: inRows };
  return { text: `It adds${part} `, amount: money(adds), rest: `${what}${inRows}` };
}

type FirstRows = Pick<Preview, "source" | "period" | "dimension" | "first"> & {
  readonly rows: Pick<Preview["rows"], "records">;
};

/** The first rows of a file as they are read. */
export function firstTable({ source, rows, period, dimension, first }: FirstRows) {
  const isTimed = period?.bucket !== "1d" && hasTokensIn(source);
  const model = nameOf(source);
  const shown = first.slice(0, FIRST_SHOWN);
  return {
    sub: `${shown.length} of ${formatCount(rows.records)}.`,
    columns: [
      { id: "at", header: isTimed ? "Time (UTC)" : "Day", kind: "text" },
      { id: "model", header: model, kind: "text" },
      ...(dimension ? [{ id: "dimension", header: dimension, kind: "text", muted: true } as const] : []),
      ...(hasTokensIn(source)
        ? ([
            { id: "input", header: "Input", kind: "count" },
            { id: "cached", header: "Cached", kind: "count", muted: true },
            { id: "output", header: "Output", kind: "count" },
          ] as const)
        : []),
      ...moneyColumn(source),
    ] as const,
    rows: shown.map((row, i) => ({
      id: String(i),
      cells: {
        at: isTimed
          ? `${dayLabel(row.at.slice(0, 10))} ${row.at.slice(11, 16)}`
          : dayLabel(row.at.slice(0, 10), { year: true }),
        model: row.model,
        dimension: row.dimension,
        input: row.input,
        cached: row.cached,
        output: row.output,
        cost: row.cost === null ? null : dollars(row.cost),
      },
      missing: missingOf(row),
    })),
  };
}

const missingOf = (row: PreviewRow): Record<string, string> => ({
  model: "Not given",
  dimension: "Not given",
  cached: "unknown",
  cost: row.input === null ? "No amount" : "unpriced",
});

function cellsOf(total: PreviewTotal, hasTokens: boolean) {
  // What is counted in images or seconds has no tokens, and no price here yet.
  const isWithoutTokens = total.input === "0" && total.output === "0";
  const isUnpriced = hasTokens && total.cost === "0" && (total.unpriced !== "0" || isWithoutTokens);
  return {
    rows: total.rows,
    requests: total.requests,
    ...(hasTokens ? { input: total.input, cached: total.cached, output: total.output } : {}),
    cost: isUnpriced ? null : dollars(total.cost),
  };
}

const TOKENS = [
  { id: "input", header: "Input", kind: "tokens" },
  { id: "cached", header: "Cached", kind: "tokens", muted: true },
  { id: "output", header: "Output", kind: "tokens" },
] as const;
const UNPRICED = { cost: "unpriced", requests: "not told" };

function modelTable(preview: Preview) {
  const { source, models, otherModels, total } = preview;
  const hasTokens = hasTokensIn(source);
  const providers = new Set(models.map(({ provider }) => provider));
  const name = nameOf(source);
  return {
    title: `By ${name.toLowerCase()}`,
    sub:
      otherModels > 0
        ? `The largest ${models.length}; ${formatCount(otherModels)} more are in the total.`
        : null,
    columns: [
      { id: "model", header: name, kind: "text", strong: true },
      ...(providers.size > 1
        ? [{ id: "provider", header: "Provider", kind: "text", muted: true } as const]
        : []),
      { id: "rows", header: "Rows", kind: "count" },
      ...(total.requests === null ? [] : [{ id: "requests", header: "Requests", kind: "count" } as const]),
      ...(hasTokens ? TOKENS : []),
      ...moneyColumn(source),
    ] as const,
    rows: models.map((one, i) => ({
      id: String(i),
      cells: { model: one.model, provider: one.provider, ...cellsOf(one, hasTokens) },
      missing: { model: `No ${name.toLowerCase()}`, ...UNPRICED },
    })),
    total: { id: "total", cells: { model: "Total", ...cellsOf(total, hasTokens) }, missing: UNPRICED },
  };
}

function dayTable({ source, days }: Preview) {
  const hasTokens = hasTokensIn(source);
  return {
    columns: [
      { id: "day", header: "Day (UTC)", kind: "date" },
      { id: "rows", header: "Rows", kind: "count" },
      ...(hasTokens ? TOKENS : []),
      ...moneyColumn(source),
    ] as const,
    rows: days.map((one) => ({
      id: one.day,
      cells: { day: one.day, ...cellsOf(one, hasTokens) },
      missing: UNPRICED,
    })),
  };
}
