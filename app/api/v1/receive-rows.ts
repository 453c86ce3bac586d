import type { Actor } from "@/lib/access/actor";
import type { ImportOptions } from "@/lib/ingest/import-file";
import { bodyUpTo } from "@/lib/ingest/live/limited-body";
import { receiveImport } from "./receive";

const BYTES_MAX = 16 * 1024 ** 2;
const SEND_FILE = "Send less at once, or send it as a file to POST /api/v1/imports, which takes 8 GB.";

/** Rows of one of Costcurve's own forms: a JSON array, JSON lines or a CSV. They take the path of every file. */
export async function receiveRows(
  actor: Actor,
  request: Request,
  form: Pick<ImportOptions, "as" | "account" | "overlap"> & Readonly<{ name: string; waitSeconds: number }>,
): Promise<Response> {
  const { url, method, headers } = request;
  const body = await bodyUpTo(request, BYTES_MAX, SEND_FILE);
  const held = new Request(url, {
    method,
    headers,
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  });
  const { name, ...options } = form;
  return receiveImport(actor, held, { ...options, fileName: `${name}.${endingOf(body)}` });
}

/** For people only, who may want to open it: the format is told from the content. */
function endingOf(body: Buffer): string {
  if (body[0] === 0x1f && body[1] === 0x8b) return "gz";
  const first = body.toString("utf8", 0, 200).trimStart();
  if (first.startsWith("[")) return "json";
  return first.startsWith("{") ? "jsonl" : "csv";
}
