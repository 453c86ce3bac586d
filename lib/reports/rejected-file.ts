import type { Readable } from "node:stream";
import type { Actor } from "@/lib/access/actor";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { textBlocks } from "@/lib/ingest/blocks";
import { kindOf, peek, textBytes } from "@/lib/ingest/bytes";
import { peekCsv } from "@/lib/ingest/peek";
import { pruned, stepsOf } from "@/lib/ingest/prune";
import { FileRefusal } from "@/lib/ingest/sources/refusal";
import { readStored } from "@/lib/ingest/store";
import { type ImportReport, rejectedRows } from "./imports";
import { rejectionsCsv } from "./rejections-csv";

type Rejected = ImportReport["rejections"][number];

/** A file of an import's rejected rows in their own form, to be mended and uploaded as it is. */
export type RejectedFile = Readonly<{ name: string; type: string; text: string }>;

/** A JSON document larger than this is not read again: its rows are told one a line. */
const DOCUMENT_BYTES_MAX = 256 * 1024 ** 2;

/**
 * The rejected rows as their file has them: a CSV under its own header and delimiter, JSON lines as lines, a JSON
 * document with all other rows taken out; those of an archive as a list.
 * @returns null where this organization has no such import, or it has no rejected rows
 */
export async function rejectedFile(actor: Actor, importId: number): Promise<RejectedFile | null> {
  const org = actor.organizationId;
  const [file] = await inOrganization(org, (tx) =>
    tx.rows<{ hash: string; name: string }>(
      sql`select content_hash as hash, file_name as name from "import" where organization_id = ${org} and id = ${importId}`,
    ),
  );
  const rows = file ? await rejectedRows(actor, importId) : [];
  if (!file || rows.length === 0) return null;
  const open = () => readStored(org, file.hash);
  const base = file.name.replace(/(\.(gz|zip|zst|csv|tsv|txt|jsonl?|ndjson|parquet))+$/i, "");
  const told = (end: string, type: string, text: string) => ({ name: `${base} rejected.${end}`, type, text });
  // Rows of several files have no form in common: they are listed with their places.
  if (await isArchive(open())) return told("csv", "text/csv", (await rejectionsCsv(actor, importId)) ?? "");
  const csv = await csvText(open(), rows);
  if (csv !== null) return told("csv", "text/csv", csv);
  const document = rows.some(({ path }) => path !== null) ? await documentOf(open()) : undefined;
  if (document !== undefined) {
    const places = rows.map(({ path }) => stepsOf(path ?? ""));
    return told("json", "application/json", `${JSON.stringify(pruned(document, places))}\n`);
  }
  return told("jsonl", "application/x-ndjson", await linesText(open(), rows));
}

async function isArchive(input: Readable): Promise<boolean> {
  const [start] = await peek(input, 4);
  input.destroy();
  return kindOf(start) === "zip";
}

async function csvText(input: AsyncIterable<Uint8Array>, rows: readonly Rejected[]): Promise<string | null> {
  try {
    const { columns, delimiter } = await peekCsv(input, 0);
    if (/^\s*[[{]/.test(columns[0] ?? "")) return null;
    const header = columns.map((name) => quoted(name, delimiter)).join(delimiter);
    return `${[header, ...rows.map(({ text }) => text)].join("\n")}\n`;
  } catch (error) {
    if (error instanceof FileRefusal) return null;
    throw error;
  }
}

const quoted = (text: string, delimiter: string): string =>
  text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** The whole file as one JSON value; undefined where it is none, or too large to be held. */
async function documentOf(input: AsyncIterable<Uint8Array>): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of textBytes(input, { packed: 0, unpacked: 0 }, {})) {
      bytes += chunk.length;
      if (bytes > DOCUMENT_BYTES_MAX) return undefined;
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof FileRefusal) return undefined;
    throw error;
  }
  return parsed(Buffer.concat(chunks).toString("utf8"));
}

/** Lines as they stand; of a line that holds several rows, the rejected ones. */
async function linesText(input: AsyncIterable<Uint8Array>, rows: readonly Rejected[]): Promise<string> {
  const inner = new Map<number, Rejected[]>();
  for (const row of rows) if (row.path !== null) inner.set(row.line, [...(inner.get(row.line) ?? []), row]);
  const lines = new Map<number, string>();
  for (const { line, path, text } of rows) if (path === null) lines.set(line, text);
  if (inner.size > 0) {
    let number = 0;
    for await (const { text } of textBlocks(textBytes(input, { packed: 0, unpacked: 0 }, {}))) {
      for (const line of text.split("\n").slice(0, text.endsWith("\n") ? -1 : undefined)) {
        number += 1;
        const some = inner.get(number);
        if (some)
          lines.set(
            number,
            JSON.stringify(
              pruned(
                parsed(line),
                some.map(({ path }) => stepsOf(path ?? "")),
              ),
            ),
          );
      }
    }
  }
  return [...lines]
    .sort(([a], [b]) => a - b)
    .map(([, text]) => `${text}\n`)
    .join("");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
