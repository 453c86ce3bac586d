import type { Preview } from "@/lib/ingest/preview-shape";
import { formatCount, formatShare, formatUsd, pico, ratioText } from "@/lib/money";
import { shortPeriodLabel } from "@/lib/time";
import type { ImportReport } from "./imports";

export type PreviewCheck = Readonly<{
  tone: "good" | "warn" | "bad" | "neutral";
  title: string;
  text: string;
  /** What to do about it. */
  link?: Readonly<{ label: string; href: string; isDownload?: boolean }>;
}>;

/** Amounts this close are the same but for roundings. */
const SAME = 0.01;
/** A bill this near to what its usage costs is of that usage. */
const NEAR = 0.1;
const LINES_TOLD = 3;
const REASONS_TOLD = 2;

export const rowsText = (count: number): string => `${formatCount(count)} row${count === 1 ? "" : "s"}`;
const usd = (digits: string): string => formatUsd(pico(BigInt(digits)));

/** What was checked of a file before it counts, the good and the bad; `report` where it is kept as an import. */
export function previewChecks(report: ImportReport | null, preview: Preview): PreviewCheck[] {
  return [
    ...partly(preview),
    ...tokens(preview),
    ...twice(preview),
    ...overlaps(preview),
    ...amounts(preview),
    ...unpriced(preview),
    ...knownMoney(preview),
    ...leftOut(report, preview),
    ...preview.messages.map((text): PreviewCheck => ({ tone: "neutral", title: "Note", text })),
  ];
}

function partly({ isWhole, rows, bytes }: Preview): PreviewCheck[] {
  if (isWhole) return [];
  const share = formatShare(ratioText(BigInt(bytes.read), BigInt(bytes.of)));
  const text = `The file is large: these are its first ${share}. All of it is read when it is added.`;
  return [{ tone: "warn", title: `First ${rowsText(rows.read)} looked at`, text }];
}

function tokens({ source, rows, cacheUnknown }: Preview): PreviewCheck[] {
  if ((source.kind !== "usage" && source.kind !== "bill") || rows.records === 0) return [];
  if (cacheUnknown === rows.records)
    return [
      {
        tone: "warn",
        title: "No cache counts",
        text: "This export does not tell what was read from a cache: its rows stay outside hit rate and cache savings.",
      },
    ];
  const text = `Input is its cached and uncached parts on all ${rowsText(rows.records)}.`;
  return [{ tone: "good", title: "Tokens add up", text }];
}

function twice({ rows, overlaps: found }: Preview): PreviewCheck[] {
  const { known, corrected, repeated, records } = rows;
  if (known + corrected + repeated === 0)
    return found.length > 0 || records === 0
      ? []
      : [{ tone: "good", title: "Nothing here twice", text: "No row of it is in the ledger yet." }];
  const parts = [
    known > 0 ? `${rowsText(known)} known with the same numbers: counted once.` : "",
    corrected > 0 ? `${rowsText(corrected)} known with other numbers: the new ones will count.` : "",
    repeated > 0 ? `${rowsText(repeated)} met more than once in the file: counted once.` : "",
  ];
  return [
    {
      tone: corrected > 0 ? "warn" : "neutral",
      title: `${rowsText(known + corrected + repeated)} known already`,
      text: parts.filter(Boolean).join(" "),
    },
  ];
}

function overlaps({ overlaps: found }: Preview): PreviewCheck[] {
  return found.map(({ importId, fileName, days }) => ({
    tone: "bad",
    title: `${shortPeriodLabel(days[0] ?? "", days.at(-1) ?? "")} told twice`,
    text: `${fileName} tells of the same usage in another grouping. Say which of the two counts.`,
    link: { label: "Open that import", href: `/imports/${importId}` },
  }));
}

const apart = (a: bigint, b: bigint): string | null => ratioText(a > b ? a - b : b - a, b < 0n ? -b : b);

function amounts({ ownAmounts }: Preview): PreviewCheck[] {
  if (!ownAmounts) return [];
  const { stated, computed, rows } = ownAmounts;
  const difference = apart(BigInt(stated), BigInt(computed));
  const figures = `${usd(stated)} on ${rowsText(rows)}; ${usd(computed)} at the prices here`;
  const title = "The file states its own amounts";
  if (difference === null) return [{ tone: "neutral", title, text: `${figures}. The stated ones count.` }];
  const text = `${figures}: ${formatShare(difference)} apart. The stated ones count.`;
  return [{ tone: Number(difference) <= SAME ? "good" : "warn", title, text }];
}

function unpriced({ unpricedModels, total }: Preview): PreviewCheck[] {
  if (unpricedModels.length === 0) return [];
  const count = unpricedModels.reduce((sum, { rows }) => sum + rows, 0);
  const names = unpricedModels.slice(0, LINES_TOLD).map(({ model }) => model ?? "no model named");
  const more = unpricedModels.length > names.length ? " and others" : "";
  const share = formatShare(ratioText(BigInt(total.unpriced), BigInt(total.input) + BigInt(total.output)));
  const text = `${names.join(", ")}${more}, ${share} of tokens. Counted, shown as unpriced.`;
  return [{ tone: "warn", title: `${rowsText(count)} without a price`, text }];
}

function knownMoney({ money, source }: Preview): PreviewCheck[] {
  if (!money) return [];
  const days = shortPeriodLabel(money.days[0] ?? "", money.days.at(-1) ?? "");
  const difference = apart(BigInt(money.charged), BigInt(money.computed));
  const far = difference === null ? "" : ` Difference so far ${formatShare(difference)}.`;
  if (source.kind === "usage")
    return [
      {
        tone: "warn",
        title: `Costs for ${days} are known`,
        text: `A cost export covers them: its totals count, this file adds the detail.${far}`,
      },
    ];
  const text = `Its totals will count, spread over that usage, which comes to ${usd(money.computed)} at the prices here.${far}`;
  const tone = difference !== null && Number(difference) <= NEAR ? "good" : "warn";
  return [{ tone, title: `Usage for ${days} is here`, text }];
}

function leftOut(report: ImportReport | null, { rows, rejections }: Preview): PreviewCheck[] {
  if (rows.rejected === 0) return [];
  const told = reasonsOf(rejections).slice(0, REASONS_TOLD);
  const more = rows.rejected - told.reduce((sum, { lines }) => sum + lines.length, 0);
  const text = told.map(({ what, lines }) => `${linesText(lines)}${what}`).join(" ");
  return [
    {
      tone: "bad",
      title: `${rowsText(rows.rejected)} left out`,
      text: `${text}${more > 0 ? ` And ${formatCount(more)} more.` : ""}`,
      ...(report
        ? {
            link: {
              label: "Download them",
              href: `/api/v1/imports/${report.importId}/rejected-rows`,
              isDownload: true,
            },
          }
        : {}),
    },
  ];
}

/** Rejected rows by what is wrong with them, in the order they come. */
function reasonsOf(rejections: Preview["rejections"]): { what: string; lines: number[] }[] {
  const reasons = new Map<string, number[]>();
  for (const { line, column, reason } of rejections) {
    const what = `${column ? `, ${column}` : ""}: ${reason}`;
    reasons.set(what, [...(reasons.get(what) ?? []), line]);
  }
  return [...reasons].map(([what, lines]) => ({ what, lines }));
}

/** "Line 212", "Lines 3,040 and 3,041", "Lines 1, 2, 3 and 9 more". */
function linesText(lines: readonly number[]): string {
  const [first, ...rest] = lines.map((line) => formatCount(line));
  if (rest.length === 0) return `Line ${first}`;
  if (lines.length <= LINES_TOLD)
    return `Lines ${[first, ...rest.slice(0, -1)].join(", ")} and ${rest.at(-1)}`;
  return `Lines ${[first, ...rest.slice(0, LINES_TOLD - 1)].join(", ")} and ${formatCount(lines.length - LINES_TOLD)} more`;
}
