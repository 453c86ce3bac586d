import type { Actor } from "@/lib/access/actor";
import { formatCount } from "@/lib/money";
import { periodLabel } from "@/lib/time";
import { type ImportReport, importReport } from "./imports";

const SHOWN_MAX = 1_000;

const REJECTION_COLUMNS = [
  { id: "line", header: "Line", kind: "count" },
  { id: "column", header: "Column", kind: "text", mono: true },
  { id: "reason", header: "Why", kind: "text", wrap: true, strong: true },
  { id: "text", header: "Row", kind: "text", mono: true, muted: true, wrap: true },
] as const;

/** One import's page, or null where the organization has none of this id. */
export async function importDetail(actor: Actor, id: string) {
  if (!/^[1-9]\d{0,9}$/.test(id) || Number(id) > 2_147_483_647) return null;
  const report = await importReport(actor, Number(id), { rejections: SHOWN_MAX });
  if (!report) return null;
  const { rows } = report;
  return {
    report,
    words: wordsOf(report),
    rowsHref:
      report.status === "committed" && report.firstDay
        ? `/rows?import=${report.importId}&from=${report.firstDay}&to=${report.lastDay}`
        : null,
    mapHref: report.isMappable ? `/imports/${report.importId}/map` : null,
    figures: [
      {
        name: "Read",
        value: formatCount(rows.read),
        note: report.emptyBuckets > 0 ? `and ${formatCount(report.emptyBuckets)} empty` : "rows",
      },
      {
        name: "Accepted",
        value: formatCount(rows.accepted),
        note: rows.replaced > 0 ? `${formatCount(rows.replaced)} of them corrections` : "in the ledger",
      },
      { name: "Duplicate", value: formatCount(rows.duplicate), note: "counted once" },
      { name: "Rejected", value: formatCount(rows.rejected), note: "kept with their reasons" },
    ],
    rejections: {
      sub:
        rows.rejected > SHOWN_MAX
          ? `The first ${formatCount(SHOWN_MAX)} of ${formatCount(rows.rejected)}; the downloads hold all.`
          : "Download them, mend them and upload them again; accepted rows are not added twice.",
      columns: REJECTION_COLUMNS,
      rows: report.rejections.map((r, i) => ({
        id: String(i),
        cells: { line: r.line, column: r.column, reason: r.reason, text: r.text },
        ...(r.path ? { notes: { line: r.path } } : {}),
      })),
    },
  };
}

function wordsOf(report: ImportReport): { text: string; bad: string | null } {
  const days = report.firstDay && report.lastDay ? `, ${periodLabel(report.firstDay, report.lastDay)}` : "";
  const what = report.title ?? "No known format";
  const rows = (n: number) => `${formatCount(n)} row${n === 1 ? "" : "s"}`;
  switch (report.status) {
    case "committed":
      return {
        text: `${what}${days}: ${rows(report.rows.accepted)} in the ledger${report.rows.rejected > 0 ? "; " : "."}`,
        bad: report.rows.rejected > 0 ? `${rows(report.rows.rejected)} could not be read.` : null,
      };
    case "running":
      return { text: `${report.title ?? report.file} is being read.`, bad: null };
    case "paused":
      return {
        text: "This import is paused: nothing of it counts yet. Resuming reads it from the start.",
        bad: null,
      };
    case "ready":
      return { text: `${what}: read, and waiting for your word. It counts nowhere yet.`, bad: null };
    case "cancelled":
      return { text: "This import was given up; nothing of it was added.", bad: null };
    case "duplicate":
      return { text: "These bytes are in the ledger already.", bad: null };
    case "voided":
      return { text: `${what}${days} was voided: no figure rests on it.`, bad: null };
    case "refused":
      return { text: "", bad: "This file was refused; nothing of it was added." };
    case "failed":
      return { text: "", bad: "This import failed; nothing of it was added." };
  }
}
