import {
  formatCount,
  formatIndex,
  formatPoints,
  formatShare,
  formatSignedShare,
  formatSignedUsd,
  formatTokens,
  formatUsdText,
  UNDEFINED_FIGURE,
} from "@/lib/money/display";
import { pico } from "@/lib/money/money";
import { parseDecimal } from "@/lib/money/parse";
import { dayLabel } from "@/lib/time/labels";
import type { CellTone, Column, ColumnKind, TableRow } from "./columns";
import { kindOf } from "./columns";

/** A cell as shown: its words, the full value where they round it, and its colour. */
export type ShownCell = Readonly<{ text: string; exact?: string; tone?: CellTone }>;

/** How a row's cell reads. Null reads as the row says, else "–" (ledger rules 2, 4, 10). */
export function shownCell(row: TableRow, column: Column): ShownCell {
  const value = row.cells[column.id] ?? null;
  const kind = kindOf(row, column);
  const told = row.tones?.[column.id];
  if (value === null) {
    const text = row.missing?.[column.id] ?? UNDEFINED_FIGURE;
    return { text, tone: told ?? (text === "unpriced" ? "warn" : column.strong ? undefined : "muted") };
  }
  if (typeof value === "object") return { text: "" };
  // A cell of another kind than its column does not share the column's good direction either.
  const good = kind === column.kind ? column.good : undefined;
  const text = formatValue(kind, String(value));
  const exact = exactOf(kind, String(value));
  return {
    text,
    exact: exact === text ? undefined : exact,
    tone: told ?? toneOf(kind, String(value), good),
  };
}

function formatValue(kind: ColumnKind, value: string): string {
  switch (kind) {
    case "usd":
      return formatUsdText(value);
    case "unit-usd":
      return formatUsdText(value, { style: "unit" });
    case "usd-change":
      return signedUsd(value);
    case "tokens":
      return formatTokens(whole(value));
    case "count":
      return formatCount(whole(value));
    case "share":
      return formatShare(value);
    case "change":
      return formatSignedShare(value);
    case "points":
      return formatPoints(value);
    case "ratio":
      return formatRatio(Number(value));
    case "index":
      return formatIndex(value);
    case "date":
      return formatDate(value);
    case "text":
    case "spark":
      return value;
  }
}

function signedUsd(value: string): string {
  const parsed = parseDecimal(value, 12);
  return parsed.ok ? formatSignedUsd(pico(parsed.units)) : UNDEFINED_FIGURE;
}

const whole = (value: string): bigint | null => (/^-?\d+$/.test(value) ? BigInt(value) : null);

/** 4.9, 0.28, 1,204: two significant digits below ten, whole above. */
export function formatRatio(value: number): string {
  if (!Number.isFinite(value)) return UNDEFINED_FIGURE;
  const digits = Math.abs(value) < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 };
  return value.toLocaleString("en-US", digits).replace("-", "−");
}

function formatDate(value: string): string {
  const day = dayLabel(value.slice(0, 10), { year: true });
  return value.length > 10 ? `${day}, ${value.slice(11, 16)}` : day;
}

/** The value in full, digits grouped. */
function exactOf(kind: ColumnKind, value: string): string | undefined {
  if (kind === "text" || kind === "date" || kind === "spark") return undefined;
  const grouped = value.replace(/^(-?)(\d+)/, (_, sign: string, digits: string) => {
    return `${sign ? "−" : ""}${digits.replace(/\B(?=(\d{3})+$)/g, ",")}`;
  });
  return kind.includes("usd") ? grouped.replace(/^(−?)/, "$1$") : grouped;
}

const SIGNED: readonly ColumnKind[] = ["change", "points", "usd-change"];

function toneOf(kind: ColumnKind, value: string, good: Column["good"]): CellTone | undefined {
  if (!good || !/[1-9]/.test(value)) return undefined;
  const up = !value.startsWith("-");
  if (SIGNED.includes(kind)) return up === (good === "up") ? "good" : "bad";
  return good === "up" && !up && (kind === "usd" || kind === "share") ? "bad" : undefined;
}
