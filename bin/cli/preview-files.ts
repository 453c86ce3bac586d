import type { Actor } from "@/lib/access/actor";
import { previewFile } from "@/lib/ingest/preview-file";
import type { Preview } from "@/lib/ingest/preview-shape";
import { FileRefusal } from "@/lib/ingest/sources/refusal";
import { formatTokens, formatUsd, pico, usdText } from "@/lib/money";
import { previewLine } from "@/lib/reports/import-preview";
import { previewChecks } from "@/lib/reports/import-preview-checks";
import { openFile } from "./import-files";
import { printable } from "./import-text";
import { textTable } from "./text-table";

/** What one file would bring, or why it would be refused. */
export type PreviewEntry = Readonly<{
  file: string;
  status: "ready" | "refused";
  reason: string | null;
  preview: Preview | null;
}>;

const MODELS_TOLD = 20;

/** Looks at files one after the other and tells each as it is read. Nothing is kept and nothing changes. */
export async function previewFiles(
  actor: Actor,
  files: readonly string[],
  options: Readonly<{ as?: string | undefined; account?: string | undefined }>,
  onEntry: (entry: PreviewEntry) => void,
): Promise<PreviewEntry[]> {
  const entries: PreviewEntry[] = [];
  for (const file of files) {
    const entry = await previewOne(actor, file, options);
    entries.push(entry);
    onEntry(entry);
  }
  return entries;
}

async function previewOne(
  actor: Actor,
  file: string,
  options: Readonly<{ as?: string | undefined; account?: string | undefined }>,
): Promise<PreviewEntry> {
  const refused = (reason: string): PreviewEntry => ({ file, status: "refused", reason, preview: null });
  const first = await openFile(file);
  if (typeof first === "string") return refused(first);
  let next: typeof first.stream | null = first.stream;
  const open = async () => {
    const stream = next ?? null;
    next = null;
    if (stream) return stream;
    const again = file === "-" ? "Standard input can be read only once; name a file." : await openFile(file);
    if (typeof again === "string") throw new FileRefusal("unknown-format", { reason: again });
    return again.stream;
  };
  try {
    const { preview } = await previewFile(actor, open, { ...options, bytes: first.bytes });
    return { file, status: "ready", reason: null, preview };
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    return refused(`${error.line === null ? "" : `Line ${error.line}: `}${error.message}`);
  }
}

/** One array, for programs: `adds` in dollars, `preview` as the API tells it. */
export const previewsJson = (entries: readonly PreviewEntry[]): string =>
  `${JSON.stringify(
    entries.map((entry) => ({ ...entry, adds: entry.preview && usdText(pico(BigInt(entry.preview.adds))) })),
    null,
    2,
  )}\n`;

/** One file's preview, for people. */
export function previewText({ file, status, reason, preview }: PreviewEntry): string {
  if (preview === null) return `${printable(file)}: ${status}\n  ${printable(reason ?? "")}\n`;
  const lines = [`${printable(file)}: ${printable(previewLine(preview))}`];
  for (const check of previewChecks(null, preview))
    lines.push(`  ${MARKS[check.tone]} ${printable(check.title)}. ${printable(check.text)}`);
  const rows = preview.models
    .slice(0, MODELS_TOLD)
    .map(({ model, rows: count, input, output, cost }) => [
      model,
      count,
      formatTokens(BigInt(input)),
      formatTokens(BigInt(output)),
      formatUsd(pico(BigInt(cost))),
    ]);
  const right = "right" as const;
  const columns = [
    { header: "model" },
    { header: "rows", align: right },
    { header: "input", align: right },
    { header: "output", align: right },
    { header: "cost", align: right },
  ];
  const table = rows.length === 0 ? "" : textTable(columns, rows).replace(/^(?=.)/gm, "  ");
  return `${lines.join("\n")}\n${table}  Nothing was changed; leave out --preview to import it.\n`;
}

const MARKS = { good: "ok  ", neutral: "note", warn: "look", bad: "bad " } as const;
