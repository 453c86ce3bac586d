import type { Actor } from "@/lib/access/actor";
import { formatCount } from "@/lib/money";
import { periodLabel } from "@/lib/time";
import { type ImportReport, importList } from "./imports";

/** How each state reads. */
export const STATUS_WORDS: Record<ImportReport["status"], string> = {
  running: "Reading",
  ready: "To be checked",
  committed: "In the ledger",
  duplicate: "Known already",
  refused: "Refused",
  failed: "Failed",
  cancelled: "Given up",
  voided: "Voided",
};

const COLUMNS = [
  { id: "file", header: "File", kind: "text", strong: true, wrap: true },
  { id: "format", header: "Format", kind: "text", muted: true, wrap: true },
  { id: "period", header: "Days", kind: "text", muted: true },
  { id: "read", header: "Read", kind: "count" },
  { id: "accepted", header: "Accepted", kind: "count" },
  { id: "duplicate", header: "Duplicate", kind: "count" },
  { id: "rejected", header: "Rejected", kind: "count" },
  { id: "status", header: "State", kind: "text" },
  { id: "at", header: "Uploaded", kind: "date", muted: true },
] as const;

const TONES = {
  running: "muted",
  ready: "warn",
  committed: "good",
  duplicate: "muted",
  refused: "bad",
  failed: "bad",
  cancelled: "muted",
  voided: "muted",
} as const;

/** The imports page: its opening words and the table of all imports. */
export async function importHistory(actor: Actor) {
  const imports = await importList(actor);
  const counting = imports.filter((i) => i.status === "committed");
  const sum = (of: keyof ImportReport["rows"]) => counting.reduce((n, i) => n + i.rows[of], 0);
  const rejected = sum("rejected");
  const accepted = sum("accepted");
  const files = `${formatCount(counting.length)} file${counting.length === 1 ? "" : "s"}`;
  return {
    words: {
      before:
        counting.length === 0
          ? "Nothing is in the ledger yet. Every figure begins with a file."
          : "The ledger holds ",
      accepted: counting.length === 0 ? null : `${formatCount(accepted)} row${accepted === 1 ? "" : "s"}`,
      after: counting.length === 0 ? null : ` from ${files}${rejected > 0 ? "; " : "."}`,
      rejected:
        rejected > 0 ? `${formatCount(rejected)} row${rejected === 1 ? "" : "s"} could not be read.` : null,
    },
    columns: COLUMNS,
    rows: imports.map((i) => ({
      id: i.importId,
      cells: {
        file: i.file,
        format: i.title,
        period: i.firstDay && i.lastDay ? periodLabel(i.firstDay, i.lastDay) : null,
        read: i.rows.read,
        accepted: i.rows.accepted,
        duplicate: i.rows.duplicate,
        rejected: i.rows.rejected,
        status: STATUS_WORDS[i.status],
        at: i.createdAt.slice(0, 10),
      },
      links: { file: `/imports/${i.importId}` },
      missing: { format: "Not recognised" },
      tones: { status: TONES[i.status], ...(i.rows.rejected > 0 ? { rejected: "bad" as const } : {}) },
      muted: i.status === "voided",
    })),
  };
}
