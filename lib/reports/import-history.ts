import type { Actor } from "@/lib/access/actor";
import { formatCount } from "@/lib/money";
import { periodLabel } from "@/lib/time";
import { type ImportReport, importList } from "./imports";

/** How each state reads. */
export const STATUS_WORDS: Record<ImportReport["status"], string> = {
  running: "Reading",
  paused: "Paused",
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
  { id: "status", header: "State", kind: "text" },
  { id: "format", header: "Format", kind: "text", muted: true, wrap: true },
  { id: "period", header: "Days", kind: "text", muted: true },
  { id: "accepted", header: "Accepted", kind: "count" },
  { id: "duplicate", header: "Duplicate", kind: "count" },
  { id: "replaced", header: "Replaced", kind: "count" },
  { id: "rejected", header: "Rejected", kind: "count" },
  { id: "at", header: "Uploaded", kind: "date", muted: true },
] as const;

const TONES = {
  running: "muted",
  paused: "warn",
  ready: "warn",
  committed: "good",
  duplicate: "muted",
  refused: "bad",
  failed: "bad",
  cancelled: "muted",
  voided: "muted",
} as const;

/** Counts of what was read; of a file that was not, none. */
function countsOf({ status, rows }: ImportReport) {
  const { accepted, duplicate, replaced, rejected } = rows;
  if (status === "committed" || status === "voided") return { accepted, duplicate, replaced, rejected };
  return { accepted: null, duplicate: null, replaced: null, rejected: rejected > 0 ? rejected : null };
}

/** What may be done about an import in its state: `check` leads to a decision. */
export type ImportDeed = Readonly<{ importId: string; file: string; deed: "check" | "void" | "restore" }>;

const DEEDS: Partial<Record<ImportReport["status"], ImportDeed["deed"]>> = {
  ready: "check",
  committed: "void",
  voided: "restore",
};

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
        ...countsOf(i),
        status: STATUS_WORDS[i.status],
        at: i.createdAt.slice(0, 10),
      },
      links: { file: `/imports/${i.importId}` },
      missing: { format: "Not recognised" },
      tones: { status: TONES[i.status], ...(i.rows.rejected > 0 ? { rejected: "bad" as const } : {}) },
      muted: i.status === "voided" || i.status === "cancelled",
    })),
    /** What a person may do about each, where there is anything. */
    deeds: imports.flatMap(({ importId, file, status }): ImportDeed[] => {
      const deed = DEEDS[status];
      return deed ? [{ importId, file, deed }] : [];
    }),
  };
}
